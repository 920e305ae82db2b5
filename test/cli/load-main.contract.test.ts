import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject } from '../kit/command-line.ts'

const ROOT = join(import.meta.dirname, '../..')
const BUILT = join(ROOT, 'dist/run.cjs')
const project = makeProject({
  'hosts.yml': 'web: { hosts: { h: { connection: local } } }\n',
  'site.yml': '- hosts: web\n  tasks: [{ command: "true" }]\n',
})
const folder = mkdtempSync(join(tmpdir(), 'drover-compiled-'))
test.after(() => {
  for (const each of [project, folder]) rmSync(each, { recursive: true, force: true })
})

/** Runs the built program with a cache folder. */
function play(
  cache: string,
  { env = {}, built = BUILT }: { env?: NodeJS.ProcessEnv; built?: string } = {},
): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [built, 'playbook', '-i', 'hosts.yml', 'site.yml', '--no-persist'],
    { cwd: project, env: { ...process.env, XDG_CACHE_HOME: cache, ...env }, encoding: 'utf8' },
  )
  assert.is(status, 0, stderr)
  assert.is(stderr, '')
}

/** The files in the cache, with their modes and inodes. */
function kept(cache: string): Record<string, string> {
  if (!existsSync(join(cache, 'drover'))) return {}
  const files = readdirSync(join(cache, 'drover'), { recursive: true, encoding: 'utf8' })
    .map(file => [file, statSync(join(cache, 'drover', file))] as const)
    .filter(([, stat]) => stat.isFile())
  return Object.fromEntries(
    files.map(([file, { mode, ino }]) => [file, `${(mode & 0o777).toString(8)} ${ino}`]),
  )
}

test('a run stores its compiled code for its user only, and later runs use it', () => {
  const cache = join(folder, 'fresh')
  play(cache)
  const first = kept(cache)
  assert.ok(Object.keys(first).length > 0)
  assert.ok(
    Object.values(first).every(each => each.startsWith('600 ')),
    JSON.stringify(first),
  )
  assert.is(statSync(join(cache, 'drover')).mode & 0o777, 0o700)
  // Code that V8 rejects would be compiled and stored again.
  play(cache)
  assert.equal(kept(cache), first)
})

test('compiled code of other versions is removed', () => {
  const cache = join(folder, 'versions')
  const old = join(cache, 'drover', `compiled-${process.version}-${process.arch}`, 'old')
  mkdirSync(old, { recursive: true, mode: 0o700 })
  play(cache)
  assert.not.ok(existsSync(old))
})

const UNUSABLE: Readonly<Record<string, (cache: string) => void>> = {
  'a folder that others can write to': cache => {
    mkdirSync(join(cache, 'drover'), { recursive: true })
    chmodSync(join(cache, 'drover'), 0o777)
  },
  'a home that others can write to': cache => {
    mkdirSync(cache)
    chmodSync(cache, 0o777)
  },
  'a home whose own folder is missing': () => {},
}

for (const [title, prepare] of Object.entries(UNUSABLE))
  test(`no compiled code is stored in ${title}, and the run works`, () => {
    const cache = join(folder, title.replaceAll(' ', '-'), ...(title.endsWith('missing') ? ['deeper'] : []))
    prepare(cache)
    play(cache)
    assert.equal(kept(cache), {})
  })

test('a run works if a library that is loaded only to store its code cannot be loaded', () => {
  const copy = join(folder, 'package')
  mkdirSync(copy)
  for (const name of readdirSync(ROOT)) if (name !== 'dist') symlinkSync(join(ROOT, name), join(copy, name))
  cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true })
  writeFileSync(join(copy, 'dist/parts/age-encryption.cjs'), "throw new Error('broken')\n")
  play(join(folder, 'broken'), { built: join(copy, 'dist/run.cjs') })
})

test('with NODE_DISABLE_COMPILE_CACHE nothing is stored', () => {
  const cache = join(folder, 'disabled')
  play(cache, { env: { NODE_DISABLE_COMPILE_CACHE: '1' } })
  assert.equal(kept(cache), {})
})

test('the package contains no compiled code', () => {
  const files = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
  assert.equal(
    files.filter(file => file.endsWith('.cache')),
    [],
  )
})

test.run()
