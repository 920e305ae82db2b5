import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../src/testing.ts'
import apt from '../../tasks/apt.ts'
import { bind, noProject } from '../kit/contract.ts'

test('where apt does not tell the newest version, `latest` is an error and `present` is not', async () => {
  const states = new Map([
    ['curl', { installed: '7.88', candidate: undefined, isHeld: false, providers: [] }],
  ])
  const check = (params: object) => {
    const { host } = fakeHost({ 'state of packages curl': states })
    const context = { host, project: noProject, environment: {}, isCheckMode: true }
    return apt.check({ ...context, params: bind(apt, { name: 'curl', ...params }) } as never)
  }
  const failure = await check({ state: 'latest' }).catch(error => error)
  assert.is(failure.message, 'apt does not tell the newest version of curl')
  assert.is(failure.hint, '`apt-cache policy curl` on the host says why')
  assert.is((await check({})).kind, 'in-sync')
})

test.run()
