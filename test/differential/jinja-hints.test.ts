import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileExpression } from '../../src/expressions/expression.ts'
import { asExpression, asTemplate } from '../../src/jinja/translate-text.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { isEqual } from '../../src/values/compare.ts'
import { OMIT } from '../../src/values/omit.ts'
import { CONDITIONS, VALUES, VARIABLES } from '../kit/jinja-shapes.ts'

const place = { file: '/none/site.yml', line: 1, column: 1 }
const OMITTED = 'omitted by omit'
const variables = { ...VARIABLES, omit: OMIT, vars: VARIABLES }

/** CEL refuses this, because only the variable's value shows that it is a list. */
const REFUSED = 'not empty_list'

const theirs = byAnsible([...CONDITIONS, ...VALUES])

test('Ansible itself compiles nearly all of the expressions', () => {
  const unread = [...theirs].filter(([, { error }]) => error !== undefined)
  assert.ok(unread.length < 20, JSON.stringify(unread))
})

for (const condition of CONDITIONS) {
  const { value, error } = theirs.get(condition) ?? {}
  const said = asExpression(condition)
  if (error !== undefined || !said || !('text' in said) || condition === REFUSED) continue
  test(`\`${condition}\` has the same result as the suggested \`${said.text}\``, () => {
    const ours = compileExpression(said.text, place).evaluate(variables)
    // The truth of a condition is compared with the truth of its value.
    if (typeof ours === 'boolean') assert.is(ours, isTruthy(value))
    else same(ours, value)
  })
}

for (const text of VALUES) {
  const { value, error } = theirs.get(text) ?? {}
  const [template, expression] = [asTemplate(text), asExpression(text)]
  if (error !== undefined) continue
  if (template && 'text' in template)
    test(`\`{{ ${text} }}\` has the same result as the suggested \`{{${template.text}}}\``, () => {
      same(compileTemplate(`{{${template.text}}}`, place).render(variables), value)
    })
  if (expression && 'text' in expression)
    test(`\`{{ ${text} }}\` has the same result as the suggested \`!expr ${expression.text}\``, () => {
      same(compileExpression(expression.text, place).evaluate(variables), value)
    })
}

test.run()

/** Compares two values. JSON text is parsed first, so that white space does not matter. */
function same(ours: unknown, theirs: unknown): void {
  const [one, other] = [ours === OMIT ? OMITTED : ours, theirs].map(unwrapped)
  assert.ok(isEqual(one, other), `${JSON.stringify(one)} is not ${JSON.stringify(other)}`)
}

function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)
}

function byAnsible(texts: readonly string[]): Map<string, { value?: unknown; error?: string }> {
  const script = `
import json, sys
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

given = json.load(sys.stdin)
variables = dict(given['variables'], omit=given['omit'])
environment = Templar(DataLoader(), variables=variables).environment

def evaluate(text):
    try:
        value = environment.compile_expression(text, undefined_to_none=False)(**variables)
        json.dumps(value)
        return {'value': value}
    except Exception as error:
        return {'error': '%s: %s' % (type(error).__name__, error)}

print(json.dumps([[text, evaluate(text)] for text in given['texts']]))
`
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script], {
    input: JSON.stringify({ texts, variables: VARIABLES, omit: OMITTED }),
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 << 20,
  })
  if (stdout === '') throw new Error(`Ansible's templates said nothing: ${stderr}`)
  return new Map(JSON.parse(stdout))
}
