import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withFlags } from '../../../src/engine/check/flags-in-text.ts'
import addHost from '../../../tasks/flow/add_host.ts'
import setFact from '../../../tasks/flow/set_fact.ts'

const VALUES = { a: 'yes', b: 'No', c: 'TRUE', d: 'false', e: 'on', f: 'yes ', g: 1, h: ['yes'], i: null }

test('`set_fact` converts text such as `yes` and `no` to a boolean', () => {
  const flags = { a: true, b: false, c: true, d: false }
  assert.equal(withFlags(setFact, VALUES), { ...VALUES, ...flags })
})

test('other task types keep such text', () => {
  assert.is(withFlags(addHost, VALUES), VALUES)
})

test.run()
