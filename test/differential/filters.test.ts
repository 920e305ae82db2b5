import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutFloats } from '../../src/base/float.ts'
import { compileExpression } from '../../src/expressions/expression.ts'
import { HELPERS } from '../../src/functions/table.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { byAnsible } from '../kit/ansible-templates.ts'
import { FILTER_ROWS, FILTER_VARIABLES, REFUSED_ROWS } from '../kit/filter-rows.ts'
import { COLLECTION_EXPRESSIONS } from './jinja/collection-rows.ts'

/** Filters that the referee's version of community.general does not have, or whose results are random. */
const OF_LATER = ['from_ini', 'to_ini', 'random_string']

const place = { file: '/none/site.yml', line: 1, column: 1 }

const theirs = byAnsible(
  [...FILTER_ROWS, ...REFUSED_ROWS].map(([jinja]) => jinja),
  FILTER_VARIABLES,
)

/** Returns the results of both forms. A string that begins with `!` is an error. */
function outcomes(template: string, expression: string): unknown[] {
  return [
    attempt(() => compileTemplate(`{{${template}}}`, place).render(FILTER_VARIABLES)),
    attempt(() => compileExpression(expression, place).evaluate(FILTER_VARIABLES)),
  ]
}

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return `! ${(error as Error).message}`
  }
}

for (const [jinja, template, expression] of FILTER_ROWS) {
  test(`\`${jinja}\` has the same result as \`{{${template}}}\` and \`${expression}\``, () => {
    const { value, error } = theirs.get(jinja) ?? {}
    assert.is(error, undefined)
    for (const ours of outcomes(template, expression)) assert.equal(withoutFloats(ours), value)
  })
}

for (const [jinja, template, expression] of REFUSED_ROWS) {
  test(`\`${jinja}\` is an error in Ansible and in Drover`, () => {
    assert.type(theirs.get(jinja)?.error, 'string')
    for (const ours of outcomes(template, expression)) assert.match(String(ours), /^! /)
  })
}

test('every function with the name of a filter has a row here; lookups and filters of collections are tested in other files', () => {
  const tried = FILTER_ROWS.map(([, template]) => template).join(' ')
  const own =
    /^(?:and|or|not|defined|lookup|merge|where|without|concat|matches|contains|add|sub|mul|div|mod|keys|values|dict|range|eq|ne|lt|le|gt|ge|version|lines|startswith|endswith|json|sha256|list|undef|win_.*|real.*|relpath|expand.*|env|sequence)$/
  const collections = Object.values(COLLECTION_EXPRESSIONS).join(' ')
  const isOfCollection = (name: string): boolean =>
    collections.includes(`.${name}`) || OF_LATER.includes(name)
  const untried = Object.keys(HELPERS).filter(
    name =>
      !HELPERS[name]?.needs &&
      !own.test(name) &&
      !isOfCollection(name) &&
      !new RegExp(`(?:^|[( ])${name} `).test(tried),
  )
  assert.equal(untried, [])
})

test.run()
