import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  lstatSync,
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
import type { FileWrite } from '../../../src/remote/files/file-write.ts'
import type { Host } from '../../../src/remote/host.ts'
import { closingShells, SHELLS } from '../../kit/open-shells.ts'

const openShell = closingShells()
const root = mkdtempSync(join(tmpdir(), 'drover-together-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

/** Writes new files in one turn, and returns the error of each, if any. */
async function writeAll(
  host: Host,
  files: readonly (Pick<FileWrite, 'path' | 'content'> & Partial<FileWrite>)[],
): Promise<(string | undefined)[]> {
  const done = await Promise.allSettled(
    files.map(file => host.write({ mode: '0644', replaces: null, ...file })),
  )
  return done.map(each => (each.status === 'rejected' ? String(each.reason.message) : undefined))
}

const NAMES = ['new', '-n', '*', "it's", 'a\nb', '$(touch x)', 'ü', '.hidden', ' ', '0']

for (const shell of SHELLS) {
  test(`in ${shell}, new files of one directory are sent in one request, whatever their names and contents`, async () => {
    const { host, protocol } = await openShell(shell)
    const folder = mkdtempSync(join(root, 'one-'))
    const other = mkdtempSync(join(root, 'other-'))
    const before = protocol.cost.requests
    const files = NAMES.map((name, number) => ({
      path: join(folder, name),
      content: randomBytes(number * 700),
      mode: number % 2 === 0 ? '0600' : '0755',
      ...(number % 3 === 0 ? { owner: '0', group: '12' } : {}),
    }))
    const outcome = await writeAll(host, [...files, { path: join(other, 'f'), content: 'x' }])
    assert.equal(outcome.filter(Boolean), [])
    assert.is(protocol.cost.requests - before, 2)
    for (const { path, content, mode, group } of files) {
      assert.is(readFileSync(path).compare(content), 0, path)
      assert.is(statSync(path).mode & 0o7777, Number.parseInt(mode, 8))
      assert.is(statSync(path).gid, Number(group ?? 0))
    }
    assert.equal(readdirSync(folder).sort(), [...NAMES].sort())
    assert.equal(readdirSync(other), ['f'])
  })
}

for (const shell of ['dash', 'busybox']) {
  test(`in ${shell}, a file that cannot be written does not affect the others of the batch`, async () => {
    const { host } = await openShell(shell)
    const folder = mkdtempSync(join(root, 'bad-'))
    const at = (name: string): string => join(folder, name)
    mkdirSync(at('directory'))
    writeFileSync(at('mine'), 'mine')
    symlinkSync('nowhere', at('link'))
    const outcome = await writeAll(host, [
      { path: at('a'), content: 'a' },
      { path: at('directory'), content: 'b' },
      { path: at('mine'), content: 'c' },
      { path: at('link'), content: 'd' },
      { path: at('e'), content: 'e', owner: 'nobody-such' },
      { path: at('f'), content: 'f' },
      { path: at('f'), content: 'the same again' },
    ])
    const someoneElse = (name: string): string =>
      `write ${at(name)}: status 1: ${at(name)} has changed since it was checked`
    assert.is(outcome[0], undefined)
    assert.is(outcome[1], `write ${at('directory')}: status 1: ${at('directory')} is a directory`)
    assert.is(outcome[2], someoneElse('mine'))
    assert.is(outcome[3], someoneElse('link'))
    assert.match(outcome[4] ?? '', /(?:invalid|unknown) user/)
    // Of two files for one path, the second one finds it taken.
    assert.equal(outcome.slice(5).filter(Boolean), [someoneElse('f')])
    assert.is(readFileSync(at('mine'), 'utf8'), 'mine')
    assert.ok(lstatSync(at('link')).isSymbolicLink())
    assert.is(readFileSync(at('f'), 'utf8'), outcome[5] === undefined ? 'f' : 'the same again')
    assert.equal(readdirSync(folder).sort(), ['a', 'directory', 'f', 'link', 'mine'])
  })

  test(`in ${shell}, on a full disk no incomplete file is left`, async () => {
    const { host } = await openShell(shell)
    const folder = mkdtempSync(join(root, 'full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder])
    try {
      spawnSync('sh', ['-c', 'head -c 180000 /dev/zero >"$1"', 'sh', join(folder, 'filler')])
      const names = ['a', 'b', 'c']
      const outcome = await writeAll(
        host,
        names.map(name => ({ path: join(folder, name), content: randomBytes(32_000) })),
      )
      const refused = names.filter((_, number) => outcome[number] !== undefined)
      assert.ok(refused.length > 0)
      for (const [number, name] of names.entries()) {
        if (outcome[number] === undefined) assert.is(statSync(join(folder, name)).size, 32_000)
        else assert.match(outcome[number], /No space left on device/)
      }
      const there = names.filter(name => !refused.includes(name))
      assert.equal(readdirSync(folder).sort(), [...there, 'filler'])
    } finally {
      execFileSync('umount', [folder])
    }
  })
}

test('more files than fit a frame are sent in several requests', async () => {
  const { host, protocol } = await openShell('dash')
  const folder = mkdtempSync(join(root, 'many-'))
  const before = protocol.cost.requests
  const files = Array.from({ length: 250 }, (_, id) => ({
    path: join(folder, `f${id}`),
    content: `content ${id}\n`,
  }))
  const large = Array.from({ length: 3 }, (_, id) => ({
    path: join(folder, `l${id}`),
    content: randomBytes(60_000),
  }))
  assert.equal((await writeAll(host, [...files, ...large])).filter(Boolean), [])
  assert.is(protocol.cost.requests - before, 4)
  for (const { path, content } of [...files, ...large])
    assert.is(readFileSync(path).compare(Buffer.from(content)), 0)
})

test.run()
