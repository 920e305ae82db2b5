import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTarListing } from '../../../../src/remote/probes/files/tar-listing.ts'

const answer = (stdout: string, stderr = '', status = 0) => ({
  status,
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
})

const members = (stdout: string) => {
  const listing = parseTarListing(answer(stdout))
  return 'members' in listing ? listing.members : listing
}

const MINUTE = Date.UTC(2026, 10, 23, 6, 2) / 1000

test('listings of GNU tar are parsed, including odd names', () => {
  const listed =
    'tar (GNU tar) 1.34\n' +
    'drwxr-xr-x 0/0               0 2026-11-23 06:02 ./\n' +
    '-rw-r--r-- 0/0               1 2026-11-23 06:02 ./n\\nl\n' +
    '-rwsr-xr-x 528287/89939   35664 2026-11-23 06:02 ./\\303\\251 b\\\\\n' +
    'hrw-r--r-- 0/0               0 2026-11-23 06:02 ./f link to ./h\n' +
    'lrwxrwxrwx 0/0               0 2026-11-23 06:02 ./l -> ../f\n' +
    'crw-rw-rw- 0/0             1,3 2026-11-23 06:02 ./null\n' +
    'prw-r--r-- 0/0               0 2026-11-23 06:02 ./pipe\n'
  const mtime = MINUTE
  assert.equal(members(listed), [
    { path: './', kind: 'directory', size: 0, mode: '0755', mtime },
    { path: './n\nl', kind: 'file', size: 1, mode: '0644', mtime },
    { path: './é b\\', kind: 'file', size: 35664, mode: '4755', mtime },
    { path: './f', kind: 'hard', size: 0, mode: '0644', mtime, target: './h' },
    { path: './l', kind: 'link', size: 0, mode: '0777', mtime, target: '../f' },
    { path: './null', kind: 'device', size: 0, mode: '0666', mtime },
    { path: './pipe', kind: 'device', size: 0, mode: '0644', mtime },
  ])
})

test('listings of busybox tar are parsed, and hard links are recognised by their arrow', () => {
  const listed =
    'tar (busybox) 1.35.0\n' +
    '-rw-r--r-- 0/0         3 2026-11-23 06:02:13 ./é b\n' +
    '-rw-r--r-- 0/0         0 2026-11-23 06:02:13 ./f -> ./h\n' +
    '-rw-r--r-- 0/0         3 2026-11-23 06:02:13 ./x -> y\n' +
    'lrwxrwxrwx 0/0         0 2026-11-23 06:02:13 ./l -> f\n'
  const mtime = MINUTE + 13
  assert.equal(members(listed), [
    { path: './é b', kind: 'file', size: 3, mode: '0644', mtime },
    { path: './f', kind: 'hard', size: 0, mode: '0644', mtime, target: './h' },
    { path: './x -> y', kind: 'file', size: 3, mode: '0644', mtime },
    { path: './l', kind: 'link', size: 0, mode: '0777', mtime, target: 'f' },
  ])
})

test('listings of bsdtar are parsed', () => {
  const listed =
    'bsdtar 3.6.2 - libarchive 3.6.2 zlib/1.2.13\n' +
    '-rw-r--r--  0 0      0           3 Nov 23 06:02 ./a b\n' +
    'lrwxr-xr-x  0 501    20          0 Nov 23  2025 ./l -> f\n'
  assert.equal(members(listed), [
    { path: './a b', kind: 'file', size: 3, mode: '0644' },
    { path: './l', kind: 'link', size: 0, mode: '0755', target: 'f' },
  ])
})

test('a missing program is a valid answer', () => {
  assert.equal(parseTarListing(answer('xz', 'the host has no xz', 5)), { lacks: 'xz' })
})

const GNU = 'tar (GNU tar) 1.34\n'
const REFUSED: readonly (readonly [title: string, stdout: string, stderr: string])[] = [
  ['a line that cannot be parsed', `${GNU}garbage\n`, ''],
  ['a link without a target', `${GNU}lrwxrwxrwx 0/0 0 2026-11-23 06:02 l\n`, ''],
  ['a link with two arrows', `${GNU}lrwxrwxrwx 0/0 0 2026-11-23 06:02 a -> b -> ../c\n`, ''],
  [
    'a name that tar has changed',
    'tar (busybox) 1.35.0\n',
    "tar: removing leading '../' from member names\n",
  ],
]

for (const [title, stdout, stderr] of REFUSED) {
  test(`${title}: the archive is refused`, () => {
    assert.throws(() => parseTarListing(answer(stdout, stderr)), /the archive is refused/)
  })
}

test.run()
