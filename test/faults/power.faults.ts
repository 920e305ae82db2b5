import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession, type Session } from '../../src/remote/session.ts'
import copy from '../../tasks/files/copy.ts'
import lineinfile from '../../tasks/files/lineinfile.ts'
import template from '../../tasks/files/template.ts'
import unarchive from '../../tasks/files/unarchive.ts'
import getUrl from '../../tasks/network/get_url.ts'
import type { AnyTaskType } from '../kit/contract.ts'
import { tarOf } from '../kit/tar.ts'
import { carryOut, workplace } from './carry-out.ts'

// After a power cut, the disk has what was written to it until then. The disk is a file here; a copy of it,
// made without a sync, is what would be found afterwards. ext4 commits its journal every second and its data
// at any time; `noauto_da_alloc` turns off its protection of programs that rename without a sync.

const SMALL = 'new '.repeat(2_500)
const LARGE = 'new '.repeat(30_000)
/** Milliseconds after which the rename is in the journal. */
const COMMITTED = 2500

const place = workplace()
writeFileSync(`${place.path}/page`, SMALL)
writeFileSync(`${place.path}/a.tar`, tarOf([{ path: 'f', content: SMALL }]))
mkdirSync(`${place.path}/tree`)
writeFileSync(`${place.path}/tree/f`, SMALL)

let session: Session
test.before(async () => {
  const target = { name: 'node1', address: 'local', sshArgs: [], connectTimeout: 10 }
  session = await openSession({ ...target, connection: ['env'] })
})
test.after(async () => {
  await session.close()
  place.remove()
})

/**
 * The contents of a file on its own disk if the power is cut at once, and after its journal has been written.
 */
async function afterCuts(
  old: string | undefined,
  write: (directory: string) => Promise<void>,
): Promise<string[]> {
  const [image, copied, disk, found] = ['image', 'copied', 'disk', 'found'].map(name =>
    join(place.path, name),
  )
  if (!image || !copied || !disk || !found) throw new Error('no names')
  for (const directory of [disk, found]) mkdirSync(directory, { recursive: true })
  rmSync(image, { force: true })
  execFileSync('truncate', ['-s', '16M', image])
  execFileSync('mkfs.ext4', ['-q', image])
  execFileSync('mount', ['-o', 'loop,noauto_da_alloc,commit=1', image, disk])
  try {
    if (old !== undefined) writeFileSync(`${disk}/f`, old)
    execFileSync('sync', ['-f', disk])
    await write(disk)
    const seen: string[] = []
    for (const pause of [0, COMMITTED / 2, COMMITTED / 2]) {
      await delay(pause)
      copyFileSync(image, copied)
      execFileSync('mount', ['-o', 'loop', copied, found])
      seen.push(existsSync(`${found}/f`) ? readFileSync(`${found}/f`, 'utf8') : 'nothing')
      execFileSync('umount', [found])
    }
    return seen
  } finally {
    execFileSync('umount', [disk])
  }
}

test('a rename without a sync loses the file, so these tests can detect it', async () => {
  const seen = await afterCuts('old', async directory => {
    writeFileSync(`${directory}/new`, SMALL)
    renameSync(`${directory}/new`, `${directory}/f`)
  })
  assert.is(seen.at(-1), '')
})

const WRITERS: readonly (readonly [
  title: string,
  type: AnyTaskType,
  params: (directory: string) => Record<string, unknown>,
  old: string | undefined,
  content: string,
])[] = [
  ['copy', copy, at => ({ content: SMALL, dest: `${at}/f`, mode: '0600' }), 'old', SMALL],
  ['copy of large content', copy, at => ({ content: LARGE, dest: `${at}/f` }), 'old', LARGE],
  ['copy of a new file', copy, at => ({ content: SMALL, dest: `${at}/f` }), undefined, SMALL],
  ['copy of a tree', copy, at => ({ src: 'tree/', dest: at }), undefined, SMALL],
  ['copy with a backup', copy, at => ({ content: SMALL, dest: `${at}/f`, backup: true }), 'old', SMALL],
  [
    'copy on the host',
    copy,
    at => ({ src: `${place.path}/page`, dest: `${at}/f`, remote_src: true }),
    'old',
    SMALL,
  ],
  ['template', template, at => ({ src: 'page', dest: `${at}/f` }), 'old', SMALL],
  ['lineinfile', lineinfile, at => ({ path: `${at}/f`, line: SMALL, regexp: 'old' }), 'old\n', `${SMALL}\n`],
  [
    'get_url',
    getUrl,
    at => ({ url: `file://${place.path}/page`, dest: `${at}/f`, force: true }),
    'old',
    SMALL,
  ],
  ['unarchive', unarchive, at => ({ src: 'a.tar', dest: at }), 'old', SMALL],
]

for (const [title, type, params, old, content] of WRITERS) {
  test(`${title}: a power cut leaves either the old or the new file, complete`, async () => {
    const seen = await afterCuts(old, async directory => {
      const given = { type, params: params(directory), host: session.host(), project: place.project }
      assert.is(await carryOut(given), 'changed')
    })
    for (const each of seen) {
      assert.ok([old ?? 'nothing', content].includes(each), `neither old nor new, but ${each.length} bytes`)
    }
    assert.is(seen.at(-1), content)
  })
}

test.run()
