import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shorten } from '../../src/base/shorten.ts'

test('a text that is too long is shown with its beginning and an ellipsis, at most that long', () => {
  assert.is(shorten('', 5), '')
  assert.is(shorten('short', 5), 'short')
  assert.is(shorten('longer', 5), 'long…')
})

test.run()
