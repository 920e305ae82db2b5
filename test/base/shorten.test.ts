import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shorten } from '../../src/base/shorten.ts'

test('text that is too long is truncated and ends with an ellipsis, within the maximum length', () => {
  assert.is(shorten('', 5), '')
  assert.is(shorten('short', 5), 'short')
  assert.is(shorten('longer', 5), 'long…')
})

test.run()
