import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CONDITION_ROWS } from './jinja/conditions.ts'
import { DELIBERATE } from './jinja/deliberate.ts'
import { EXPRESSION_ROWS } from './jinja/expressions.ts'
import { generatedExpressions, generatedTemplates, SEED } from './jinja/grammar.ts'
import { byAnsible, byDrover, type Outcome, type Row } from './jinja/referee.ts'
import { TEMPLATE_ROWS } from './jinja/templates.ts'

/**
 * Compares two outcomes. A generated row may have several errors, of which the tools may report different ones,
 * except for syntax errors.
 */
function isSame(own: Outcome, other: Outcome, isStrict: boolean): boolean {
  if ('value' in own || 'value' in other)
    return 'value' in own && 'value' in other && JSON.stringify(own.value) === JSON.stringify(other.value)
  return own.error === other.error || (!isStrict && own.error !== 'syntax' && other.error !== 'syntax')
}

/** Returns the rows with different outcomes. */
function differences(rows: readonly Row[], isStrict: boolean): string[] {
  return rows.flatMap(row => {
    const [own, other] = [byDrover(row), answers.get(row)]
    if (other && (isSame(own, other, isStrict) || (!isStrict && isLeft(row, other)))) return []
    return [`${row.text}\n  Drover  ${JSON.stringify(own)}\n  Ansible ${JSON.stringify(other)}`]
  })
}

/** Whether Ansible could not compile a row and returned it unchanged. */
function isLeft(row: Row, other: Outcome): boolean {
  return 'value' in other && other.value === row.text
}

const topics = new Map<string, Row[]>()
for (const [topic, text] of EXPRESSION_ROWS) add(topic, { kind: 'value', text: `{{ ${text} }}` })
for (const [topic, row] of TEMPLATE_ROWS) add(`templates: ${topic}`, row)
for (const text of CONDITION_ROWS) add('conditions', { kind: 'condition', text })
for (const [, row] of DELIBERATE) add('deliberate', row)

const generated = [generatedExpressions(1200), generatedTemplates(250)]
const answers = answersTo([...topics.values()].flat())
for (const rows of generated) for (const [row, answer] of answersTo(rows)) answers.set(row, answer)

for (const [topic, rows] of topics) {
  if (topic === 'deliberate') continue
  test(`${rows.length} rows have the same outcome: ${topic}`, () => {
    assert.is(differences(rows, true).join('\n'), '')
  })
}

for (const [index, what] of ['expressions', 'templates'].entries()) {
  test(`${generated[index]?.length} generated ${what} have the same outcome (seed ${SEED})`, () => {
    assert.is(differences(generated[index] ?? [], false).join('\n'), '')
  })
}

test('rows that are listed as deliberate differences differ', () => {
  const rows = topics.get('deliberate') ?? []
  assert.equal(differences(rows, true).length, rows.length)
})

test('there are enough rows', () => {
  assert.ok(EXPRESSION_ROWS.length + CONDITION_ROWS.length > 1200)
  assert.ok(TEMPLATE_ROWS.length > 600)
})

test.run()

/** Returns the referee's outcomes of several rows, from one process. */
function answersTo(rows: readonly Row[]): Map<Row, Outcome> {
  const all = byAnsible(rows)
  return new Map(rows.flatMap((row, index) => (all[index] ? [[row, all[index]] as const] : [])))
}

function add(topic: string, row: Row): void {
  topics.set(topic, [...(topics.get(topic) ?? []), row])
}
