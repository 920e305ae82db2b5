import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintPage } from '../../docs/lint.ts'
import { RULES } from '../../src/lint/rules.ts'

test('the page of the lint is what the rules say', () => {
  assert.is(readFileSync('docs/lint.md', 'utf8'), lintPage())
})

test('every rule says in sentences what it finds and why', () => {
  const lacking = RULES.filter(
    ({ about, reason }) => ![about, reason].every(text => /^[A-Z`].*\.$/.test(text)),
  )
  assert.equal(
    lacking.map(({ name }) => name),
    [],
  )
})

test.run()
