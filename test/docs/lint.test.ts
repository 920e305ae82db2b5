import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintPage } from '../../docs/lint.ts'
import { RULES } from '../../src/lint/rules.ts'

test('docs/lint.md is up to date with the rules', () => {
  assert.is(readFileSync('docs/lint.md', 'utf8'), lintPage())
})

test('every rule describes its findings and reason in sentences', () => {
  const lacking = RULES.filter(
    ({ about, reason }) => ![about, reason].every(text => /^[A-Z`].*\.$/.test(text)),
  )
  assert.equal(
    lacking.map(({ name }) => name),
    [],
  )
})

test.run()
