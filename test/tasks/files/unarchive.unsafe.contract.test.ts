import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import unarchive from '../../../tasks/files/unarchive.ts'
import { bind, fingerprint, reconnect } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'
import { type TarEntry, tarOf } from '../../kit/tar.ts'

const BAD: readonly (readonly [title: string, entries: readonly TarEntry[], reason: string])[] = [
  ['an absolute path', [{ path: '/etc/evil' }], 'is an absolute path'],
  ['an absolute directory', [{ path: '//evil/', type: '5' }], 'is an absolute path'],
  ['a parent', [{ path: '../evil' }], 'leaves the directory with `..`'],
  ['a parent in the middle', [{ path: 'a/../../evil' }], 'leaves the directory with `..`'],
  ['a parent that stays inside', [{ path: 'a/../b' }], 'leaves the directory with `..`'],
  ['a parent at the end', [{ path: 'a/..', type: '5' }], 'leaves the directory with `..`'],
  ['a parent after a dot', [{ path: './../evil' }], 'leaves the directory with `..`'],
  [
    'an absolute link',
    [{ path: 'l', type: '2', target: '/etc/passwd' }],
    'is a link to `/etc/passwd`, outside of the directory',
  ],
  [
    'a link to the parent',
    [{ path: 'l', type: '2', target: '..' }],
    'is a link to `..`, outside of the directory',
  ],
  [
    'a link to a neighbour',
    [{ path: 'l', type: '2', target: '../neighbour' }],
    'is a link to `../neighbour`, outside of the directory',
  ],
  [
    'a link out from below',
    [{ path: 'a/b/l', type: '2', target: '../../../x' }],
    'is a link to `../../../x`, outside of the directory',
  ],
  [
    'a link out through a directory that is there',
    [
      { path: 'a/', type: '5' },
      { path: 'l', type: '2', target: 'a/../../x' },
    ],
    'is a link to `a/../../x`, outside of the directory',
  ],
  [
    'a link out through another link, which its text hides',
    [
      { path: 'a/b/', type: '5' },
      { path: 'a/b/up', type: '2', target: '../..' },
      { path: 'out', type: '2', target: 'a/b/up/../..' },
    ],
    'is a link to `a/b/up/../..`, outside of the directory',
  ],
  [
    'links in a circle',
    [
      { path: 'a', type: '2', target: 'b/x' },
      { path: 'b', type: '2', target: 'a/x' },
    ],
    'is a link to `b/x`, outside of the directory',
  ],
  [
    'a file below a link',
    [
      { path: 'd', type: '2', target: '.' },
      { path: 'd/evil', content: 'x' },
    ],
    'is below a link of the archive',
  ],
  [
    'a file below a link that comes later',
    [
      { path: 'd/evil', content: 'x' },
      { path: 'd', type: '2', target: 'e' },
    ],
    'is below a link of the archive',
  ],
  [
    'a file below a link that was a directory first',
    [
      { path: 'd/', type: '5' },
      { path: 'd', type: '2', target: 'e' },
      { path: 'd/x/evil', content: 'x' },
    ],
    'is below a link of the archive',
  ],
  [
    'a hard link to an absolute path',
    [{ path: 'h', type: '1', target: '/etc/shadow' }],
    'is a hard link to `/etc/shadow`, outside of the directory',
  ],
  ['a hard link to a parent', [{ path: 'h', type: '1', target: '../shadow' }], 'is a hard link to '],
  [
    'a hard link through a link',
    [
      { path: 'd', type: '2', target: 'e' },
      { path: 'h', type: '1', target: 'd/x' },
    ],
    'is a hard link to `d/x`, outside of the directory',
  ],
  ['a character device', [{ path: 'null', type: '3' }], 'is a device'],
  ['a block device', [{ path: 'sda', type: '4' }], 'is a device'],
  ['a pipe', [{ path: 'pipe', type: '6' }], 'is a device'],
  [
    'a good file before a bad one',
    [{ path: 'good', content: 'x' }, { path: '../evil' }],
    'leaves the directory with `..`',
  ],
]

let sessions: readonly LocalSession[] = []

test.before(async () => {
  sessions = await openLocalSessions()
})

test.after(async () => {
  for (const session of sessions) await session.close()
})

/** The result of the check for an archive; also asserts that it has written nothing. */
async function refusal(
  session: LocalSession,
  bytes: Buffer,
  isRemote: boolean,
  name = 'a.tar',
): Promise<string> {
  const { path, remove } = scratch()
  mkdirSync(`${path}/out`)
  writeFileSync(`${path}/${name}`, bytes)
  const before = fingerprint(path)
  const params = bind(unarchive, { src: `${path}/${name}`, dest: `${path}/out`, remote_src: isRemote })
  const context = { params: params as never, host: session.host, project: projectIn(path), environment: {} }
  const said = await unarchive.check({ ...context, isCheckMode: false }).then(
    () => 'nothing',
    error => String(error.message),
  )
  assert.equal(fingerprint(path), before)
  remove()
  return said
}

for (const [nth, [title, entries, reason]] of BAD.entries()) {
  test(`unarchive refuses ${title}`, async () => {
    for (const session of sessionsFrom(sessions, nth)) {
      for (const isRemote of [false, true]) {
        const said = await refusal(session, tarOf(entries), isRemote)
        assert.ok(said.includes('is refused'), `${session.shell}, remote ${isRemote}: ${said}`)
        // The tar of busybox refuses some of them itself.
        assert.ok(said.includes(reason) || isRemote, `${session.shell}, remote ${isRemote}: ${said}`)
      }
    }
  })
}

test('unarchive refuses an unsafe entry after a name that looks like another line of the listing', async () => {
  const disguise = 'x\n-rw-r--r-- 0/0 0 2026-11-23 06:02 y'
  for (const session of sessions) {
    const entries = [{ path: disguise }, { path: '../evil' }]
    assert.match(await refusal(session, tarOf(entries), true), /is refused/)
  }
})

test('unarchive refuses a zip file with a link that leads out of the directory', async () => {
  const { path, remove } = scratch()
  mkdirSync(`${path}/src`)
  symlinkSync('../../etc', `${path}/src/l`)
  execFileSync('zip', ['-qry', '../a.zip', '.'], { cwd: `${path}/src` })
  for (const session of sessions) {
    for (const isRemote of [false, true]) {
      assert.match(
        await refusal(session, readFileSync(`${path}/a.zip`), isRemote, 'a.zip'),
        /is a link to `\.\.\/\.\.\/etc`, outside of the directory/,
      )
    }
  }
  remove()
})

test('unarchive reports a damaged archive', async () => {
  const [session] = sessions
  assert.match(
    await refusal(session!, Buffer.from('no archive at all, and far too short'), false),
    /cannot be read/,
  )
  assert.match(
    await refusal(session!, tarOf([{ path: 'a', content: 'x'.repeat(2000) }]).subarray(0, 1024), false),
    /ends early/,
  )
})

test('unarchive does not extract an archive that was replaced after the check', async () => {
  for (const session of sessions) {
    const { path, remove } = scratch()
    mkdirSync(`${path}/out`)
    writeFileSync(`${path}/a.tar`, tarOf([{ path: 'good', content: 'x' }]))
    const params = bind(unarchive, { src: `${path}/a.tar`, dest: `${path}/out`, remote_src: true })
    const context = {
      params: params as never,
      host: session.host,
      project: projectIn(path),
      environment: {},
      isCheckMode: false,
    }
    const plan = await unarchive.check(context)
    writeFileSync(`${path}/a.tar`, tarOf([{ path: 'l', type: '2', target: '/etc' }]))
    const said = await unarchive.apply?.({ ...context, plan: plan as never, reconnect }).then(
      () => 'nothing',
      error => String(error.message),
    )
    assert.match(String(said), 'the archive has changed since it was inspected')
    assert.equal(readdirSync(`${path}/out`), [])
    assert.not.ok(existsSync(`${path}/out/l`))
    remove()
  }
})

test.run()
