import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import copy from '../../tasks/files/copy.ts'
import fetch from '../../tasks/files/fetch.ts'
import file from '../../tasks/files/file.ts'
import lineinfile from '../../tasks/files/lineinfile.ts'
import unarchive from '../../tasks/files/unarchive.ts'
import { holdsContract } from '../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../kit/local-session.ts'
import { projectIn } from '../kit/project.ts'
import { slowTest } from '../kit/slow-cases.ts'

/** Names that a shell, tar, find or printf could misinterpret. */
const NASTY = [
  ...'\'"`$\\*?[]{}()<>|&;!#~%=- \n\t\r',
  '\x01',
  '\x7f',
  'é',
  '日',
  '🐑',
  '$(id)',
  '-rf',
  '\\n',
  '%s',
  ' -> ',
]

const name = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ minLength: 1, maxLength: 3 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map(parts => parts.join('').replaceAll('/', '_').replaceAll('\0', ''))
  .filter(text => text !== '' && text !== '.' && text !== '..' && Buffer.byteLength(text) < 200)
  .map(text => Buffer.from(text).toString())

const NAMES = [...new Set(fc.sample(name, { numRuns: 60, seed: 7 }))]

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

async function everywhere(
  nth: number,
  body: (given: { path: string; host: LocalSession['host'] }) => Promise<void>,
): Promise<void> {
  for (const { host, shell } of sessionsFrom(sessions, nth)) {
    const { path, remove } = scratch()
    mkdirSync(`${path}/host`)
    mkdirSync(`${path}/tree`)
    for (const each of NAMES) writeFileSync(`${path}/tree/${each}`, each)
    try {
      await body({ path, host })
    } catch (error) {
      if (error instanceof Error) error.message = `in ${shell}: ${error.message}`
      throw error
    } finally {
      remove()
    }
  }
}

function holdsNames(directory: string): void {
  assert.equal(readdirSync(directory).sort(), [...NAMES].sort())
  for (const each of NAMES) assert.is(readFileSync(`${directory}/${each}`, 'utf8'), each)
}

test('copy preserves odd names and contents', async () => {
  await everywhere(0, async ({ path, host }) => {
    const given = { host, root: `${path}/host`, project: projectIn(path), expects: 'plan' as const }
    await holdsContract({ ...given, type: copy, params: { src: 'tree/', dest: `${path}/host/d` } })
    holdsNames(`${path}/host/d`)
    const params = { src: `${path}/host/d/`, dest: `${path}/host/e`, remote_src: true }
    await holdsContract({ ...given, type: copy, params })
    holdsNames(`${path}/host/e`)
  })
})

slowTest('unarchive preserves odd names and contents', async () => {
  await everywhere(1, async ({ path, host }) => {
    execFileSync('tar', ['-czf', `${path}/a.tgz`, '-C', `${path}/tree`, '.'])
    const given = { host, root: `${path}/host`, project: projectIn(path), expects: 'plan' as const }
    await holdsContract({ ...given, type: unarchive, params: { src: 'a.tgz', dest: `${path}/host` } })
    holdsNames(`${path}/host`)
  })
})

test('file, lineinfile and fetch preserve odd names and lines', async () => {
  await everywhere(2, async ({ path, host }) => {
    const given = { host, root: path, project: projectIn(path), expects: 'plan' as const }
    for (const each of NAMES.slice(0, 6)) {
      const params = { path: `${path}/host/${each}/${each}`, line: each.replaceAll('\n', ' '), create: true }
      await holdsContract({
        ...given,
        type: file,
        params: { path: `${path}/host/${each}`, state: 'directory', mode: '0700' },
      })
      await holdsContract({ ...given, type: lineinfile, params })
      assert.is(readFileSync(params.path, 'utf8'), `${params.line}\n`)
      const fetched = { src: params.path, dest: `${path}/got`, flat: true }
      await holdsContract({ ...given, type: fetch, params: fetched })
      assert.is(readFileSync(`${path}/got`, 'utf8'), `${params.line}\n`)
      await holdsContract({
        ...given,
        type: file,
        params: { path: `${path}/l`, src: each, state: 'link', force: true },
      })
      await holdsContract({ ...given, type: file, params: { path: `${path}/host/${each}`, state: 'absent' } })
    }
  })
})

test.run()
