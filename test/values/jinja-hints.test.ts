import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors } from '../../src/errors.ts'
import { compileExpression } from '../../src/expressions/expression.ts'
import { NOTHING_INHERITED } from '../../src/playbook/keywords/inherit.ts'
import { loadTasks } from '../../src/playbook/load.ts'
import { unsupportedModule } from '../../src/playbook/unsupported-ansible.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { CONDITIONS, VALUES, VARIABLES } from '../kit/jinja-shapes.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-hints-'))
const place = { file: '/none/site.yml', line: 1, column: 1 }

/** Statements of Jinja, alone and as the beginning and end of blocks. */
const STATEMENTS = [
  ...CONDITIONS.map(condition => `{% if ${condition} %}`),
  ...CONDITIONS.map(condition => `{%- elif ${condition} -%}`),
  ...VALUES.map(value => `{% for x in ${value} %}`),
  ...['{% for k, v in conf.items() %}', '{% for x in users if x.admin %}', '{% for a, b in nested %}'],
  ...['{% else %}', '{% endif %}', '{% endfor %}', '{% set x = 1 %}', '{% raw %}', '{% endraw %}'],
  ...['{% include "a.j2" %}', '{% macro m(a) %}', "{% import 'x' as y %}", '{% block b %}'],
]

/** The code that a hint suggests. */
export function shownIn(hint: string): string[] {
  return [...hint.matchAll(/write `((?:[^`\\]|\\.)+)`/g)].map(([, shown = '']) => shown)
}

test('the code that a hint suggests for a Jinja expression compiles', () => {
  const all = [...CONDITIONS, ...VALUES]
  assert.ok(all.length >= 300, `${all.length} shapes`)
  let shown = 0
  for (const text of all) {
    for (const hint of [
      hintOf(() => evaluate(text)),
      hintOf(() => render(`{{ ${text} }}`)),
      hintOf(() => render(`a {{ ${text} }}`)),
    ]) {
      for (const each of shownIn(hint ?? '')) {
        shown += 1
        compiles(each, text)
      }
    }
  }
  assert.ok(shown > all.length, `${shown} hints`)
})

test('the code that a hint suggests for a Jinja statement compiles', () => {
  for (const text of STATEMENTS) {
    const hint = hintOf(() => compileTemplate(text, place, { isWholeFile: true }))
    assert.ok(hint, text)
    for (const each of shownIn(hint)) compileTemplate(each, place, { isWholeFile: true })
  }
})

test('the hint for every condition of public playbooks suggests code', () => {
  const unanswered = CONDITIONS.filter(text => {
    const hint = hintOf(() => evaluate(text))
    return hint !== undefined && shownIn(hint).length === 0
  })
  assert.equal(unanswered, [])
})

test('the hint for a value without an equivalent in Drover names what has none', () => {
  const lacking = VALUES.flatMap(text => {
    const hint = hintOf(() => render(`{{ ${text} }}`))
    return hint === undefined || shownIn(hint).length > 0 ? [] : [hint]
  })
  assert.ok(lacking.length < VALUES.length / 6)
  assert.equal(
    lacking.filter(
      hint => !/^(the (filter|method) `|`).* is Jinja, and Handlebars has no equivalent$/.test(hint),
    ),
    [],
  )
})

test('the hint for a condition in braces suggests CEL without braces', () => {
  for (const condition of CONDITIONS) {
    const hint = hintOf(() => refuse('when', `{{ ${condition} }}`))
    for (const [, shown = ''] of (hint ?? '').matchAll(/^remove the braces: `(.*)`$/g))
      compiles(shown, condition)
  }
})

test('no task type is listed as an unsupported module', () => {
  const files = readdirSync('tasks', { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  )
  assert.ok(files.length > 40)
  for (const file of files) assert.is(unsupportedModule(basename(file, '.ts'), place), undefined)
})

/** Reads a task with a keyword that is refused. */
function refuse(keyword: string, text: string): void {
  const file = join(folder, 'tasks.yml')
  writeFileSync(file, JSON.stringify([{ command: 'true', [keyword]: text }]))
  try {
    loadTasks(file, NOTHING_INHERITED, { taskTypes: ['command'] })
  } catch (error) {
    throw error instanceof InputErrors ? error.errors[0] : error
  }
}

function hintOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    assert.instance(error, InputError)
    return (error as InputError).hint ?? ''
  }
}

function evaluate(text: string): unknown {
  return compileExpression(text, place).evaluate({ ...VARIABLES, omit: {} })
}

function render(text: string): unknown {
  return compileTemplate(text, place).render({ ...VARIABLES, omit: {} })
}

/** An expression that is the whole value has a tag; other text with braces is a template. */
function compiles(shown: string, from: string): void {
  try {
    if (shown.startsWith('!expr ')) compileExpression(shown.slice('!expr '.length), place)
    else if (shown.includes('{{')) compileTemplate(shown, place)
    else compileExpression(shown, place)
  } catch (error) {
    throw new Error(`${from}: the hint shows \`${shown}\`: ${(error as Error).message}`)
  }
}

test.run()
