import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSocketFolder, type SocketFolder } from '../../../src/transport/persistent/folder.ts'
import { lendEnvironment } from '../../kit/environment.ts'
import { scratch } from '../../kit/local-session.ts'

const place = scratch()
const SOMEBODY = 12_345

lendEnvironment('XDG_RUNTIME_DIR', 'XDG_CACHE_HOME', 'TMPDIR', 'HOME')
test.before.each(() => {
  process.env.XDG_RUNTIME_DIR = join(place.path, 'run')
  process.env.XDG_CACHE_HOME = join(place.path, 'cache')
  process.env.TMPDIR = join(place.path, 'tmp')
  for (const name of ['run', 'cache', 'tmp']) {
    rmSync(join(place.path, name), { recursive: true, force: true })
    mkdirSync(join(place.path, name), { mode: 0o700 })
  }
})
test.after(() => place.remove())

function open(): { folder: SocketFolder | undefined; refused: string[] } {
  const refused: string[] = []
  return { folder: openSocketFolder(reason => refused.push(reason)), refused }
}

test('the folder is created in XDG_RUNTIME_DIR with mode 700, and found again', () => {
  const path = join(place.path, 'run', 'drover-ssh')
  const first = open()
  assert.is(first.folder?.path, path)
  assert.is(lstatSync(path).mode & 0o7777, 0o700)
  assert.is(lstatSync(join(path, 'key')).mode & 0o7777, 0o600)
  assert.is(first.folder?.key.length, 32)
  assert.equal(open(), first)
  assert.equal(readdirSync(path), ['key'])
})

test('without XDG_RUNTIME_DIR the folder is in the cache, and without a cache in TMPDIR', () => {
  process.env.XDG_RUNTIME_DIR = ''
  assert.is(open().folder?.path, join(place.path, 'cache', 'drover-ssh'))
  rmSync(join(place.path, 'cache'), { recursive: true })
  writeFileSync(join(place.path, 'cache'), '')
  assert.is(open().folder?.path, join(place.path, 'tmp', `drover-ssh-${process.geteuid?.()}`))
})

test('without a home directory the folder is neither in a cache nor in the working directory', () => {
  process.env.XDG_RUNTIME_DIR = ''
  process.env.XDG_CACHE_HOME = ''
  process.env.HOME = ''
  const before = process.cwd()
  process.chdir(place.path)
  try {
    assert.is(open().folder?.path, join(place.path, 'tmp', `drover-ssh-${process.geteuid?.()}`))
    assert.equal(readdirSync(place.path), ['cache', 'run', 'tmp'])
  } finally {
    process.chdir(before)
  }
})

/** What another user could have put in place of the folder, and the error. */
const TRAPS: [what: string, lay: (path: string) => void, said: RegExp][] = [
  [
    'owned by another user',
    path => {
      mkdirSync(path, { mode: 0o700 })
      chownSync(path, SOMEBODY, SOMEBODY)
    },
    /^`\/.*\/drover-ssh` belongs to user 12345, not to 0$/,
  ],
  [
    'that others can read',
    path => {
      mkdirSync(path)
      chmodSync(path, 0o750)
    },
    /^`\/.*\/drover-ssh` is open to others \(mode 750\)$/,
  ],
  [
    'that is a link to one of our own',
    path => {
      mkdirSync(join(place.path, 'run', 'own'), { mode: 0o700 })
      symlinkSync(join(place.path, 'run', 'own'), path)
    },
    /^`\/.*\/drover-ssh` is a link$/,
  ],
  [
    'that is a file',
    path => writeFileSync(path, '', { mode: 0o600 }),
    /^`\/.*\/drover-ssh` is not a directory$/,
  ],
  [
    'in a directory that everyone can write to',
    path => chmodSync(join(path, '..'), 0o777),
    /^other users can write in `\/.*\/run`$/,
  ],
  [
    'in a directory of another user',
    path => chownSync(join(path, '..'), SOMEBODY, SOMEBODY),
    /^`\/.*\/run` belongs to user 12345$/,
  ],
]

for (const [what, lay, said] of TRAPS) {
  test(`a folder ${what} is not used`, () => {
    lay(join(place.path, 'run', 'drover-ssh'))
    const { folder, refused } = open()
    assert.is(folder?.path, join(place.path, 'cache', 'drover-ssh'))
    assert.is(refused.length, 1)
    assert.match(refused[0] ?? '', said)
  })
}

test('a path that is too long for a socket, or has characters that ssh would expand, is not used', () => {
  const long = join(place.path, 'run', 'x'.repeat(60))
  const odd = join(place.path, 'run', '%h $HOME')
  for (const base of [long, odd]) {
    mkdirSync(base, { mode: 0o700 })
    process.env.XDG_RUNTIME_DIR = base
    assert.is(open().folder?.path, join(place.path, 'cache', 'drover-ssh'))
  }
})

test('a key file is replaced if it is damaged, a link, or readable by others', () => {
  const { folder } = open()
  const file = join(folder?.path ?? '', 'key')
  const stranger = Buffer.alloc(32, 7)
  for (const spoil of [
    () => writeFileSync(file, 'short'),
    () => {
      rmSync(file)
      writeFileSync(join(place.path, 'run', 'theirs'), stranger, { mode: 0o600 })
      symlinkSync(join(place.path, 'run', 'theirs'), file)
    },
    () => chmodSync(file, 0o644),
  ]) {
    spoil()
    const { key } = open().folder ?? {}
    assert.is(key?.length, 32)
    assert.is.not(key?.compare(stranger), 0)
    assert.is(readFileSync(file).compare(key ?? stranger), 0)
    assert.is(lstatSync(file).mode & 0o7777, 0o600)
  }
})

test('if no place is safe, no folder is used, and each reason is reported', () => {
  for (const name of ['run', 'cache', 'tmp']) chmodSync(join(place.path, name), 0o777)
  const { folder, refused } = open()
  assert.is(folder, undefined)
  assert.is(refused.length, 3)
})

test.run()
