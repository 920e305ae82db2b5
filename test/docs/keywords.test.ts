import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { keywordsPage } from '../../docs/keywords.ts'

test('the page of keywords is what the table of keywords says', async () => {
  assert.is(readFileSync('docs/keywords.md', 'utf8'), await keywordsPage())
})

test.run()
