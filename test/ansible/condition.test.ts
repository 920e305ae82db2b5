import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileJinjaExpression } from '../../src/ansible/condition.ts'

const variables: Readonly<Record<string, unknown>> = {
  port: 8080,
  result: { changed: true, rc: 0, stdout: 'port == 1' },
  flag: false,
  text: 'port == 1',
}

const context = {
  has: (name: string) => Object.hasOwn(variables, name),
  get: (name: string) => variables[name],
}

const ANSWERS: readonly (readonly [condition: string, answer: boolean])[] = [
  ['port == 8080', true],
  ['result is changed and result.rc == 0', true],
  ['nowhere is defined and nowhere.key', false],
  ['nowhere == 1 and nowhere is defined', false],
  ['nowhere is not defined', true],
  ['not flag', true],
  ['{{ flag }}', false],
  ['{{ port }}', true],
  ['text', true],
  ['"80" in port | string', true],
]

for (const [condition, answer] of ANSWERS) {
  test(`\`${condition}\` is ${answer}`, () => {
    assert.is(compileJinjaExpression(condition).evaluate(context), answer)
  })
}

test('text is evaluated as a condition only if all of its variables are trusted', () => {
  const condition = compileJinjaExpression('{{ text }}')
  assert.throws(() => condition.evaluate(context), /may come from a host/)
  assert.is(condition.evaluate({ ...context, areTrusted: () => true }), false)
})

test('a missing variable is an error that names the variable', () => {
  assert.throws(() => compileJinjaExpression('nowhere == 1').evaluate(context), /no variable `nowhere`/)
})

test.run()
