import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { linesBelow } from '../../lab/tree.ts'

const FILES = [
  '/etc/hosts',
  '/etc/systemd/system/web.service',
  '/home/run/file',
  '/run/lock/x',
  '/tmp/x',
  '/var/lib/etcd/data',
  '/var/lib/systemd/random-seed',
  '/var/log/apt/history.log',
  '/var/log/journal/id/system.journal',
  '/var/log/wtmp',
]

/** The disk of a host: an overlay over a base, unchanged so far. */
function makeDisk(): { disk: { root: string; upper: string; base: string }; write: Write } {
  const folder = mkdtempSync(join(tmpdir(), 'drover-tree-'))
  const [base, root, upper] = ['base', 'root', 'upper'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const path of FILES) put(join(base, path), 'old')
  symlinkSync('hosts', join(base, 'etc/link'))
  cpSync(base, root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
  mkdirSync(upper)
  const write = (path: string, content: string): void => {
    // The mtimes are all equal, so that only the content differs.
    for (const layer of [root, upper]) put(join(layer, path), content)
    const time = new Date(0)
    utimesSync(join(root, path), time, time)
  }
  return { disk: { root, upper, base }, write }
}

type Write = (path: string, content: string) => void

function put(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

const VOLATILE = ['/run/lock/x', '/tmp/x', '/var/lib/systemd/random-seed', '/var/log/wtmp']

for (const path of [...VOLATILE, '/var/log/journal/id/system.journal']) {
  test(`the tree of a host stays the same when ${path} changes`, () => {
    const { disk, write } = makeDisk()
    const before = linesBelow(disk, '')
    assert.ok(before.length > 10)
    write(path, 'new')
    assert.equal(linesBelow(disk, ''), before)
  })
}

for (const path of FILES.filter(path => !VOLATILE.includes(path) && !path.includes('/journal/'))) {
  test(`the tree of a host changes with the content of ${path}, but not when the same content is written`, () => {
    const { disk, write } = makeDisk()
    write(path, 'old')
    const before = linesBelow(disk, '')
    write(path, 'old')
    assert.equal(linesBelow(disk, ''), before)
    write(path, 'new')
    const after = linesBelow(disk, '')
    assert.equal(
      after.filter(line => !before.includes(line)).map(line => line.split(' ')[4]),
      [JSON.stringify(path)],
    )
  })
}

const CHANGES: readonly (readonly [what: string, change: (root: string) => void])[] = [
  ['a mode', root => chmodSync(join(root, 'etc/hosts'), 0o600)],
  ['a time', root => utimesSync(join(root, 'etc/hosts'), 1, 1)],
  ['a link', root => [rmSync(join(root, 'etc/link')), symlinkSync('passwd', join(root, 'etc/link'))]],
  ['a deleted file', root => rmSync(join(root, 'etc/hosts'))],
  ['a new folder', root => mkdirSync(join(root, 'srv'))],
]

for (const [what, change] of CHANGES) {
  test(`the tree of a host changes with ${what}`, () => {
    const { disk } = makeDisk()
    const before = linesBelow(disk, '')
    change(disk.root)
    assert.not.equal(linesBelow(disk, ''), before)
  })
}

test('a file of the overlay that equals the one in the base is listed as such', () => {
  const { disk, write } = makeDisk()
  write('/etc/hosts', readFileSync(join(disk.base, 'etc/hosts'), 'utf8'))
  assert.match(linesBelow(disk, '').find(line => line.includes('"/etc/hosts"')) ?? '', / as-in-base$/)
})

test.run()
