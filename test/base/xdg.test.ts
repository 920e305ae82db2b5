import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runtimeFolder, userFolder } from '../../src/base/xdg.ts'

const { HOME } = process.env

test.before.each(() => {
  process.env.HOME = '/home/ada'
})

test.after(() => {
  process.env.HOME = HOME
})

test('each kind of file has a default folder below the home folder', () => {
  assert.is(userFolder('config', {}), '/home/ada/.config')
  assert.is(userFolder('state', {}), '/home/ada/.local/state')
  assert.is(userFolder('cache', {}), '/home/ada/.cache')
})

test('an environment variable sets another folder', () => {
  assert.is(userFolder('config', { XDG_CONFIG_HOME: '/srv/config' }), '/srv/config')
  assert.is(runtimeFolder({ XDG_RUNTIME_DIR: '/run/user/1' }), '/run/user/1')
})

test('a relative or empty environment variable is ignored', () => {
  assert.is(userFolder('state', { XDG_STATE_HOME: 'state' }), '/home/ada/.local/state')
  assert.is(userFolder('state', { XDG_STATE_HOME: '' }), '/home/ada/.local/state')
  assert.is(runtimeFolder({ XDG_RUNTIME_DIR: 'run' }), undefined)
  assert.is(runtimeFolder({}), undefined)
})

test('without a home folder the result is undefined', () => {
  process.env.HOME = 'ada'
  assert.is(userFolder('cache', {}), undefined)
  assert.is(userFolder('cache', { XDG_CACHE_HOME: '/var/cache/ada' }), '/var/cache/ada')
})

test.run()
