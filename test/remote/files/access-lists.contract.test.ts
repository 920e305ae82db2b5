import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import { openSession, type Session } from '../../../src/remote/session.ts'
import { sh } from '../../../src/shell/quote.ts'
import copy from '../../../tasks/files/copy.ts'
import file from '../../../tasks/files/file.ts'
import unarchive from '../../../tasks/files/unarchive.ts'
import { carryOut } from '../../faults/carry-out.ts'
import { projectIn } from '../../kit/project.ts'
import { tarOf } from '../../kit/tar.ts'

const root = mkdtempSync(join(tmpdir(), 'drover-lists-'))
chmodSync(root, 0o755)
writeFileSync(join(root, 'a.tar'), tarOf([{ path: 'd/f', content: 'x', mode: 0o640 }]))
writeFileSync(join(root, 'large'), 'x'.repeat(200_000))

/** Tools that a host may lack, in the order in which they are hidden. */
const TOOLS = ['setfacl', 'getfacl', 'setfattr', 'getfattr']
const OTHER = 65534

/** Words that hide the tools from the started program: /dev/null is mounted over each. */
function withoutTools(): string[] {
  const paths = TOOLS.map(tool => execFileSync('which', [tool], { encoding: 'utf8' }).trim())
  const hide = paths.map(path => `mount --bind /dev/null ${path} && `).join('')
  return ['unshare', '-m', 'sh', '-c', `${hide}exec "$@"`, 'sh']
}

/** A folder for the front of `PATH` with busybox's `ls`, which does not show ACLs. */
const BUSYBOX = join(root, 'busybox')
mkdirSync(BUSYBOX)
for (const name of ['ls', 'cp', 'mkdir', 'mv', 'chmod']) symlinkSync('/bin/busybox', join(BUSYBOX, name))
const FIRST_BUSYBOX = ['env', `PATH=${BUSYBOX}:${process.env.PATH}`]

const SESSIONS: Readonly<Record<string, readonly string[]>> = {
  'all tools': [],
  'busybox and setfacl': FIRST_BUSYBOX,
  'no tools': withoutTools(),
  'busybox and no tools': [...withoutTools(), ...FIRST_BUSYBOX],
  'another user': ['setpriv', `--reuid=${OTHER}`, `--regid=${OTHER}`, '--clear-groups'],
}

const sessions = new Map<string, Session>()
test.before(async () => {
  for (const [title, words] of Object.entries(SESSIONS)) sessions.set(title, await open(words))
})
test.after(async () => {
  for (const session of sessions.values()) await session.close()
  rmSync(root, { recursive: true, force: true })
})

function open(words: readonly string[]): Promise<Session> {
  const target = { name: 'node1', address: 'local', sshArgs: [], connectTimeout: 10 }
  return openSession({ ...target, connection: words.length === 0 ? 'local' : words })
}

const hostOf = (title: string): Host => {
  const session = sessions.get(title)
  if (!session) throw new Error(`no session with ${title}`)
  return session.host()
}

/** The ACL entries of a path except those for owner, group and others. */
function listed(path: string): string[] {
  const text = execFileSync('getfacl', ['-cp', path], { encoding: 'utf8' })
  return text.split('\n').filter(line => /^(default:.*|(user|group):[^:]+:.*)$/.test(line))
}

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8).padStart(4, '0')

let count = 0
function emptyDirectory(): string {
  count += 1
  const path = join(root, `d${count}`)
  mkdirSync(path)
  return path
}

function directoryWith(list: string, owner = 0): string {
  const path = emptyDirectory()
  execFileSync('setfacl', ['-d', '-m', list, path])
  chownSync(path, owner, owner)
  return path
}

/** Everything that creates `f` in a directory, with mode 0640, or 0750 for a directory. */
const MAKERS: readonly (readonly [
  title: string,
  make: (host: Host, directory: string) => Promise<unknown>,
])[] = [
  ['a small file', (host, at) => host.write({ path: `${at}/f`, content: 'x', mode: '0640' })],
  [
    'a small new file',
    (host, at) => host.write({ path: `${at}/f`, content: 'x', mode: '0640', replaces: null }),
  ],
  ['a large file', (host, at) => host.write({ path: `${at}/f`, content: 'x'.repeat(200_000), mode: '0640' })],
  [
    'files that are written atomically',
    (host, at) =>
      host.write({
        path: `${at}/g`,
        content: 'x',
        mode: '0640',
        atomicWith: [{ path: `${at}/f`, content: 'x', mode: '0640' }],
      }),
  ],
  [
    'a file that the host creates',
    (host, at) =>
      host.write({ path: `${at}/f`, content: { title: 'make', script: sh`echo x >"$t"` }, mode: '0640' }),
  ],
  ['touch', (host, at) => carriedOut(host, file, { path: `${at}/f`, state: 'touch', mode: '0640' })],
  [
    'a directory',
    (host, at) => carriedOut(host, file, { path: `${at}/f`, state: 'directory', mode: '0750' }),
  ],
  [
    'a directory with another owner',
    (host, at) =>
      carriedOut(host, file, { path: `${at}/f`, state: 'directory', mode: '0750', owner: 'daemon' }),
  ],
  [
    'a tree',
    (host, at) =>
      carriedOut(host, copy, { src: 'tree/', dest: `${at}/f`, mode: '0640', directory_mode: '0750' }),
  ],
  ['an archive', (host, at) => carriedOut(host, unarchive, { src: 'a.tar', dest: at, mode: '0640' })],
]
mkdirSync(join(root, 'tree'))
writeFileSync(join(root, 'tree', 'x'), 'x')

async function carriedOut(
  host: Host,
  type: Parameters<typeof carryOut>[0]['type'],
  params: Record<string, unknown>,
) {
  const said = await carryOut({ type, params, host, project: projectIn(root) })
  if (said !== 'changed') throw new Error(said)
}

/** Default ACLs: a plain one, and one that the mask hides until the mode changes. */
const LISTS = ['u:nobody:rwx,g:daemon:rwx', 'u::rwx,g::---,o::---,u:nobody:rwx,m::---']

for (const [title, make] of MAKERS) {
  for (const [with_, owner] of [
    ['all tools', 0],
    ['all tools', OTHER],
    ['busybox and setfacl', OTHER],
  ] as const) {
    test(`${title}, with ${with_} in a directory of user ${owner} with a default ACL: gets the mode of the task and no ACL`, async () => {
      for (const list of LISTS) {
        const at = directoryWith(list, owner)
        await make(hostOf(with_), at)
        const below = readdirSync(at, { recursive: true, encoding: 'utf8' }).map(name => join(at, name))
        assert.ok(below.length > 0)
        for (const path of below) {
          assert.equal(listed(path), [], `${path} with ${list}`)
          assert.is(modeOf(path), statSync(path).isDirectory() ? '0750' : '0640', path)
        }
      }
    })
  }

  test(`${title}, without the tools: refused if the default ACL would extend the mode, and nothing is left`, async () => {
    for (const with_ of ['no tools', 'busybox and no tools']) {
      for (const list of LISTS) {
        const at = directoryWith(list, OTHER)
        const said = await make(hostOf(with_), at).then(
          () => 'done',
          error => String(error.message),
        )
        assert.match(
          said,
          /the default ACL of its directory( gives others access beyond mode 0[67][45]0)?, and there is no setfacl/,
          `${with_}, ${list}`,
        )
        assert.equal(readdirSync(at), [])
      }
    }
  })
}

test('without the tools, a mode that gives the group no more than others is accepted', async () => {
  for (const with_ of ['no tools', 'busybox and no tools']) {
    for (const mode of ['0600', '0644', '0604']) {
      for (const content of ['x', 'x'.repeat(200_000)]) {
        const at = directoryWith(LISTS[0] ?? '', OTHER)
        await hostOf(with_).write({ path: `${at}/f`, content, mode, owner: 'daemon' })
        assert.is(modeOf(`${at}/f`), mode)
        assert.is(statSync(`${at}/f`).uid, 1)
      }
    }
  }
})

const FULL = 'u:nobody:rw'
const CAPABILITY = '0x0100000200040000000000000000000000000000'

/**
 * The directory's owner and mode, the file's owner, and whether root and the other user keep the file's ACL
 * and attributes.
 */
const OLD: readonly (readonly [
  directory: number,
  mode: number,
  file: number,
  root: boolean,
  other: boolean,
])[] = [
  [0, 0o755, 0, true, false],
  [0, 0o755, OTHER, false, false],
  [0, 0o777, 0, false, false],
  [0, 0o1777, 0, false, false],
  [0, 0o775, 0, false, false],
  [OTHER, 0o755, 0, false, true],
  [OTHER, 0o755, OTHER, false, true],
  [OTHER, 0o775, OTHER, false, false],
  [OTHER, 0o757, OTHER, false, false],
]

for (const [directory, mode, owner, root, other] of OLD) {
  const where = `of a file of ${owner} in a directory of ${directory}, ${mode.toString(8)}`
  test(`${where}, ACLs and attributes are ${root ? 'kept' : 'left'} by root, and ${other ? 'kept' : 'left'} by ${OTHER}`, async () => {
    for (const [with_, isKept] of [
      ['all tools', root],
      ['busybox and setfacl', root],
      ['another user', other],
    ] as const) {
      // If the other user cannot write at all, there is nothing to check.
      if (with_ === 'another user' && directory !== OTHER && (mode & 0o002) === 0) continue
      if (with_ === 'another user' && mode === 0o1777 && owner === 0) continue
      const at = emptyDirectory()
      const path = `${at}/f`
      writeFileSync(path, 'old')
      chownSync(path, owner, owner)
      chmodSync(path, 0o640)
      execFileSync('setfacl', ['-m', FULL, path])
      execFileSync('setfattr', ['-n', 'user.said', '-v', 'yes', path])
      execFileSync('setfattr', ['-n', 'security.capability', '-v', CAPABILITY, path])
      chownSync(at, directory, directory)
      chmodSync(at, mode)
      await hostOf(with_).write({ path, content: 'new', mode: '0640' })
      assert.is(readFileSync(path, 'utf8'), 'new', with_)
      assert.equal(listed(path), isKept ? ['user:nobody:rw-\t#effective:r--'] : [], with_)
      const said = execFileSync('getfattr', ['-d', '-m', '-', '--absolute-names', path], { encoding: 'utf8' })
      // busybox's cp does not preserve attributes; only root may set a capability.
      if (with_ === 'all tools') assert.is(said.includes('security.capability'), isKept)
      if (with_ !== 'busybox and setfacl') assert.is(said.includes('user.said'), isKept, `${with_}: ${said}`)
      assert.is(modeOf(path), '0640')
    }
  })
}

test('a file that gets another owner loses the ACL of the previous owner', async () => {
  for (const [from, isKept] of [
    [OTHER, false],
    [0, true],
  ] as const) {
    const path = `${emptyDirectory()}/f`
    writeFileSync(path, 'x', { mode: 0o640 })
    chownSync(path, from, from)
    execFileSync('setfacl', ['-m', FULL, path])
    await carriedOut(hostOf('all tools'), file, { path, owner: 'daemon', mode: '0640' })
    assert.is(statSync(path).uid, 1)
    assert.is(modeOf(path), '0640')
    assert.equal(listed(path), isKept ? ['user:nobody:rw-\t#effective:r--'] : [])
  }
})

test('a file that gets another owner is not left writable by others or setuid because of its old mode', async () => {
  for (const [mode, expected] of [
    [0o666, '0644'],
    [0o4777, '0755'],
    [0o2750, '0750'],
    [0o600, '0600'],
  ] as const) {
    const path = `${emptyDirectory()}/f`
    writeFileSync(path, 'x')
    chownSync(path, OTHER, OTHER)
    chmodSync(path, mode)
    await carriedOut(hostOf('all tools'), copy, { dest: path, content: 'new', owner: 'root' })
    assert.is(modeOf(path), expected)
  }
})

test.run()
