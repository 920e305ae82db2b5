import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keywordsPage } from '../../docs/keywords.ts'

test('docs/keywords.md is up to date with the table of keywords', async () => {
  assert.is(readFileSync('docs/keywords.md', 'utf8'), await keywordsPage())
})

test.run()
