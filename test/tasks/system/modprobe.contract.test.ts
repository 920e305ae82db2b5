import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import modprobe from '../../../tasks/system/modprobe.ts'
import { bind, holdsContract } from '../../kit/contract.ts'
import { openLocalSessions, scratch } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'

/** A module that the kernel of this machine has loaded, if any. */
const LOADED = existsSync('/proc/modules') ? readFileSync('/proc/modules', 'utf8').split(' ')[0] : undefined

test('modprobe: loaded modules are in sync with both spellings of their names, and others are absent, in every shell', async () => {
  const { path, remove } = scratch()
  const sessions = await openLocalSessions()
  try {
    for (const { host } of sessions) {
      const given = {
        type: modprobe,
        host,
        root: path,
        project: projectIn(path),
        expects: 'in-sync' as const,
      }
      await holdsContract({ ...given, params: { name: 'no-such_module', state: 'absent' } })
      for (const name of LOADED ? [LOADED, LOADED.replaceAll('_', '-')] : [])
        await holdsContract({ ...given, params: { name } })
    }
  } finally {
    for (const { close } of sessions) await close()
    remove()
  }
})

test('modprobe: a module is loaded and unloaded by modprobe, with its params as arguments', async () => {
  const { path, remove } = scratch()
  writeFileSync(`${path}/modprobe`, `#!/bin/sh\nprintf '<%s>' "$@" >'${path}/words'\n`, { mode: 0o755 })
  const before = process.env.PATH
  process.env.PATH = `${path}:${before}`
  const [session, ...others] = await openLocalSessions()
  process.env.PATH = before
  try {
    const params = bind(modprobe, { name: 'no-such_module', params: 'a=$(id),* b' })
    const context = {
      host: session?.host,
      params,
      project: projectIn(path),
      environment: {},
      isCheckMode: false,
    }
    const plan = JSON.parse(JSON.stringify(await modprobe.check(context as never)))
    await modprobe.apply?.({ ...context, plan } as never)
    assert.is(readFileSync(`${path}/words`, 'utf8'), '<no-such_module><a=$(id),*><b>')
    const unload = { ...plan, data: { does: 'unload', files: [] } }
    await modprobe.apply?.({ ...context, plan: unload } as never)
    assert.is(readFileSync(`${path}/words`, 'utf8'), '<-r><no-such_module>')
  } finally {
    for (const each of [session, ...others]) await each?.close()
    remove()
  }
})

test.run()
