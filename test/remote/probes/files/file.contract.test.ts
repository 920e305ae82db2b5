import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { DigestAlgorithm } from '../../../../src/remote/probes/files/digest.ts'
import { fileState, fileStates } from '../../../../src/remote/probes/files/file.ts'
import { parseFiles, plainPath } from '../../../../src/remote/probes/files/files.ts'
import { bitsOf, type FileState } from '../../../../src/remote/probes/files/stat-line.ts'
import { sh } from '../../../../src/shell/quote.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../../kit/local-session.ts'

/** Parses the states of this many paths from the output of a script. */
function statesIn(printed: string, count: number, digest?: DigestAlgorithm) {
  const paths = Array.from({ length: count }, (_, nth) => `/${nth}`)
  const answer = { status: 0, stdout: Buffer.from(printed), stderr: Buffer.alloc(0) }
  return parseFiles(answer, [
    { kind: 'file states', paths, ...(digest ? { digest } : {}) },
  ])[0] as (FileState | null)[]
}

const TIMES = { mtime: 1779294449, atime: 1795408147, ctime: 1779294450 }

test('output of GNU and busybox stat is parsed', () => {
  const printed =
    ' 1:rw 3:rwx\0' +
    '81a4:0:33:1221:1779294449:1795408147:1779294450:739:65024:2:root:www-data\n' +
    '43ed:1000:4294967295:4096:1779294449:1795408147:1779294450:740:65024:1:DOM\\a user:UNKNOWN\0' +
    `${'ab'.repeat(32)}  /etc/passwd\0`
  assert.equal(statesIn(printed, 3, 'sha256'), [
    {
      ...{ kind: 'file', mode: '0644', uid: 0, gid: 33, owner: 'root', group: 'www-data', size: 1221 },
      ...{ ...TIMES, inode: 739, device: 65024, links: 2, access: 'rw', digest: 'ab'.repeat(32) },
    },
    null,
    {
      ...{ kind: 'directory', mode: '1755', uid: 1000, gid: 4294967295, owner: 'DOM\\a user', group: null },
      ...{ size: 4096, ...TIMES, inode: 740, device: 65024, links: 1, access: 'rwx' },
    },
  ])
})

test('output of BSD stat is parsed', () => {
  const printed = ' 1:r\x0081a4:501:20:5:1779294449:1795408147:1779294450:99:16777220:1:me:staff\0'
  assert.equal(statesIn(printed, 1)[0]?.owner, 'me')
})

test('output of plain ls is parsed, without times and names', () => {
  const printed =
    ' 1:rw 2: 3:rw\0' +
    '2156811 -rwsr-x--T 1 0 0 5 Nov 23 05:49 \n' +
    '2156812 lrwxrwxrwx. 1 7 8 4 Nov 23  2025 \n' +
    '3 crw-rw-rw-+ 1 0 0 1, 3 Nov 21 22:31 \0' +
    'gone\0\0'
  const rest = { owner: null, group: null, mtime: null, atime: null, ctime: null, device: 0, links: 1 }
  assert.equal(statesIn(printed, 3), [
    { kind: 'file', mode: '5750', uid: 0, gid: 0, size: 5, inode: 2156811, access: 'rw', ...rest },
    {
      ...{ kind: 'link', mode: '0777', uid: 7, gid: 8, size: 4, inode: 2156812, access: '', ...rest },
      ...{ target: 'gone', leadsTo: null },
    },
    { kind: 'char', mode: '0666', uid: 0, gid: 0, size: 1, inode: 3, access: 'rw', ...rest },
  ])
})

test('a truncated answer is an error, not a state', () => {
  assert.throws(() => statesIn(' 1:rw\x0081a4:0:0', 1), /ends early/)
  assert.throws(
    () => statesIn(' 1:rw 2:rw\x0081a4:0:0:1:1:1:1:1:1:1:a:b\0', 2),
    /expected the state of 2 paths/,
  )
})

test('mode letters are converted to bits', () => {
  assert.is(bitsOf('rwxr-xr-x').toString(8), '755')
  assert.is(bitsOf('rwSr-Sr-T').toString(8), '7644')
  assert.is(bitsOf('rwsr-sr-t').toString(8), '7755')
})

test('trailing slashes of paths are removed, so that links are not followed', () => {
  assert.equal(['/', '//', '/a/', '/a//b/', '/a'].map(plainPath), ['/', '/', '/a', '/a/b', '/a'])
})

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

test('all kinds of paths are probed correctly in every shell', async () => {
  const { path, remove } = scratch()
  writeFileSync(`${path}/a b`, 'hello')
  chmodSync(`${path}/a b`, 0o4711)
  linkSync(`${path}/a b`, `${path}/-n\n'x'\\`)
  symlinkSync('a b', `${path}/l`)
  symlinkSync('we\nird\n', `${path}/gone`)
  mkdirSync(`${path}/dir`)
  symlinkSync('dir', `${path}/ld`)
  const names = ['a b', 'none', 'l', 'gone', "-n\n'x'\\", 'dir/', 'ld/', 'a b/below']
  for (const { host, shell } of sessions) {
    const states = await host.ask(
      fileStates(
        names.map(name => `${path}/${name}`),
        { digest: 'sha256' },
      ),
    )
    const digest = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
    assert.equal(
      states.map(
        state => state && [state.kind, state.mode, state.digest, state.target, state.leadsTo?.digest],
      ),
      [
        ['file', '4711', digest, undefined, undefined],
        null,
        ['link', '0777', undefined, 'a b', digest],
        ['link', '0777', undefined, 'we\nird\n', undefined],
        ['file', '4711', digest, undefined, undefined],
        ['directory', '0755', undefined, undefined, undefined],
        ['link', '0777', undefined, 'dir', undefined],
        null,
      ],
      shell,
    )
    assert.is(states[0]?.inode, states[4]?.inode)
    assert.is(states[6]?.leadsTo?.kind, 'directory')
  }
  remove()
})

test('a thousand paths are probed in one request', async () => {
  const { path, remove } = scratch()
  const names = Array.from({ length: 1000 }, (_, index) => `${path}/${index}`)
  for (const name of names) writeFileSync(name, name)
  for (const { host } of sessions) {
    const states = await host.ask(fileStates(names, { digest: 'sha1' }))
    assert.is(new Set(states.map(state => state?.digest)).size, 1000)
  }
  remove()
})

test('a path that cannot be accessed is an error, not absent', async () => {
  const { path, remove } = scratch()
  mkdirSync(`${path}/closed/in`, { recursive: true })
  chmodSync(`${path}/closed`, 0o700)
  for (const { host } of sessions) {
    const { script, parse } = fileState(`${path}/closed/in/file`)
    const closed = await host.run(asNobody(script.text), { ok: 'any' })
    assert.is(closed.status, 13)
    assert.match(closed.stderr.toString(), `cannot look into ${path}/closed: permission denied`)
    const seen = await host.run(asNobody(fileState(`${path}/none/below`).script.text), { ok: 'any' })
    assert.equal(parse(seen), null)
  }
  remove()
})

/** Runs the script as a user without permissions. */
function asNobody(script: string) {
  return sh`setpriv --reuid 65534 --regid 65534 --clear-groups sh -c ${script}`
}

test.run()
