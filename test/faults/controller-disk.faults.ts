import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ended } from './controller.ts'
import { fault } from './fault.ts'
import { type FaultHost, openHost } from './host.ts'
import { openSite, type Site } from './site.ts'

const HERE = [{ copy: { content: 'made\n', dest: '{{tree}}/made' }, connection: 'local' }]

let host: FaultHost
let site: Site
test.before(async () => {
  host = await openHost()
  site = await openSite({ box: host.target() }, { 'here.yml': HERE })
  // Another user reads it.
  chmodSync(site.folder, 0o755)
})
test.after(async () => {
  site?.close()
  await host?.close()
})

type Environment = Readonly<Record<string, string | undefined>>

const play = (environment: Environment): Promise<Ended> => {
  site.reset()
  return site.start(['playbook', 'site.yml', '-o', 'ndjson'], { environment }).ended
}
const list = (environment: Environment): Promise<Ended> =>
  site.start(['resume', '--list'], { environment }).ended

/** Runs a function with a file system of its own. */
async function onDisk<T>(options: string, body: (path: string) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'drover-faults-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path])
  try {
    return await body(path)
  } finally {
    execFileSync('umount', ['-l', path])
    rmSync(path, { recursive: true })
  }
}

/** Fills a disk except for `free` bytes; `empty` frees the space. */
function fill(path: string, free = 0): void {
  const script = 'cat /dev/zero >"$1/filler"; truncate -s "-$2" "$1/filler"'
  spawnSync('sh', ['-c', script, 'sh', path, String(free)], { stdio: 'ignore' })
}
const empty = (path: string): void => rmSync(join(path, 'filler'))
const makeReadOnly = (path: string): void => void execFileSync('mount', ['-o', 'remount,ro', path])

/** Asserts that the run succeeds, with at most one warning about what is missing. */
function assertWorks({ end, output }: Ended, warning?: RegExp): void {
  assert.is(end, 0, output)
  assert.is(site.progress('box'), 'new', output)
  const warnings = output.match(/^\{"type":"warning".*$/gm) ?? []
  assert.is(warnings.length, warning ? 1 : 0, output)
  if (warning) assert.match(warnings[0] ?? '', warning)
}

const NO_JOURNAL = /the journal cannot be written, so the run cannot be resumed: (ENOSPC|EROFS)/

/** Pages of 4 KiB; the journal of the play takes about forty. */
const PAGES = [0, 1, 2, 3, 4, 6, 9, 13, 20, 30, 45, 70, 110]

fault('the disk of the journals becomes full after N pages', 1, async () => {
  for (const [nth, pages] of PAGES.entries()) {
    const isWhole = await onDisk('size=512k', async path => {
      fill(path, pages * 4096)
      const state = { XDG_STATE_HOME: path }
      const ended = await play(state)
      const isWhole = !ended.output.includes('"type":"warning"')
      assertWorks(ended, isWhole ? undefined : NO_JOURNAL)
      assert.not.match(ended.output, /run resume/)
      empty(path)
      const [before, next, after] = [await list(state), await play(state), await list(state)]
      assert.equal([before.end, next.end, after.end], [0, 0, 0], before.output + next.output + after.output)
      assert.is(count(before), isWhole ? 1 : 0, before.output)
      assert.is(count(after) - count(before), 1, 'with room, there is a journal again')
      return isWhole
    })
    if (isWhole) return `works ${nth} times without a journal, and then with one`
  }
  throw new Error('the journal never had room')
})

const count = ({ output }: Ended): number => output.split('\n').length - 1

fault('the disk of journals is read-only', 1, () =>
  onDisk('size=512k', async path => {
    mkdirSync(join(path, 'drover/runs'), { recursive: true })
    makeReadOnly(path)
    assertWorks(await play({ XDG_STATE_HOME: path }), NO_JOURNAL)
    const listed = await list({ XDG_STATE_HOME: path })
    assert.is(listed.end, 0, listed.output)
    return 'works, with a warning'
  }),
)

for (const how of ['full', 'read-only'] as const) {
  fault(`every folder for persistent connections is ${how}`, 1, () =>
    onDisk('size=64k,nr_inodes=5', async path => {
      const [run = '', cache = '', tmp = ''] = ['run', 'cache', 'tmp'].map(name => join(path, name))
      for (const place of [run, cache, tmp]) mkdirSync(place, { mode: 0o700 })
      if (how === 'full') fill(path)
      else makeReadOnly(path)
      const environment = { XDG_RUNTIME_DIR: run, XDG_CACHE_HOME: cache, TMPDIR: tmp }
      assertWorks(await play(environment), /connections are not kept between runs/)
      return 'works, with a warning'
    }),
  )
}

const NO_PLACES = { XDG_STATE_HOME: undefined, XDG_RUNTIME_DIR: undefined, XDG_CACHE_HOME: undefined }

for (const [title, home] of [
  ['cannot be created', '/proc/no-home'],
  ['is empty', ''],
] as const) {
  fault(`the home directory ${title}`, 1, async () => {
    const before = readdirSync(site.folder)
    assertWorks(await play({ ...NO_PLACES, HOME: home }), /the journal cannot be written/)
    assert.equal(readdirSync(site.folder), before, 'something is in the working directory')
    return 'works, with a warning'
  })
}

fault('the user has neither a name nor a home directory', 1, async () => {
  const tree = mkdtempSync(join(tmpdir(), 'drover-faults-nobody-'))
  try {
    chownSync(tree, 54_321, 54_321)
    const { end, output } = await site.start(['playbook', 'here.yml', '-o', 'ndjson', '-e', `tree=${tree}`], {
      by: ['setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups', 'env', '-u', 'HOME'],
      environment: NO_PLACES,
    }).ended
    assert.is(end, 0, output)
    assert.match(output, /the journal cannot be written/)
    assert.is(readFileSync(join(tree, 'made'), 'utf8'), 'made\n')
    return 'works, with a warning'
  } finally {
    rmSync(tree, { recursive: true })
  }
})

test.run()
