import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession, type Session } from '../../src/remote/session.ts'
import copy from '../../tasks/files/copy.ts'
import file from '../../tasks/files/file.ts'
import lineinfile from '../../tasks/files/lineinfile.ts'
import template from '../../tasks/files/template.ts'
import unarchive from '../../tasks/files/unarchive.ts'
import getUrl from '../../tasks/network/get_url.ts'
import type { AnyTaskType } from '../kit/contract.ts'
import { tarOf } from '../kit/tar.ts'
import { carryOut, workplace } from './carry-out.ts'
import { type Blow, openToolCounter } from './tool-counter.ts'

// As in SQLite's own tests: the N-th step fails, for every N, until the task passes.

const SMALL = 'new '.repeat(2_500)
const LARGE = 'new '.repeat(30_000)
/** The files of a directory: kind, content, mode and owner of each path. */
type Seen = Readonly<Record<string, string>>

interface Row {
  readonly title: string
  readonly type: AnyTaskType
  readonly params: (at: string) => Readonly<Record<string, unknown>>
  /** Creates the initial state. */
  readonly lay?: (at: string) => void
  /** What may be partly old and partly new: different paths, or content and attributes of the same file. */
  readonly piecemeal?: 'places' | 'attributes'
}

const place = workplace()
writeFileSync(`${place.path}/page`, SMALL)
writeFileSync(`${place.path}/source`, SMALL)
mkdirSync(`${place.path}/tree/sub`, { recursive: true })
for (const name of ['a', 'sub/b']) writeFileSync(`${place.path}/tree/${name}`, SMALL)
symlinkSync('a', `${place.path}/tree/link`)
writeFileSync(
  `${place.path}/a.tar`,
  tarOf([
    { path: 'f', content: SMALL },
    { path: 'sub/x', content: SMALL },
  ]),
)

const layFile = (at: string): void => {
  writeFileSync(`${at}/f`, 'old\n')
  chmodSync(`${at}/f`, 0o640)
  chownSync(`${at}/f`, 1, 2)
}
const AS = { mode: '0604', owner: '3', group: '4' }

const ROWS: readonly Row[] = [
  { title: 'copy', type: copy, params: at => ({ content: SMALL, dest: `${at}/f`, ...AS }), lay: layFile },
  {
    title: 'copy that preserves mode and owner',
    type: copy,
    params: at => ({ content: SMALL, dest: `${at}/f` }),
    lay: layFile,
  },
  { title: 'copy of a new file', type: copy, params: at => ({ content: SMALL, dest: `${at}/f`, ...AS }) },
  {
    title: 'copy of large content',
    type: copy,
    params: at => ({ content: LARGE, dest: `${at}/f`, ...AS }),
    lay: layFile,
  },
  {
    title: 'copy with a backup',
    type: copy,
    params: at => ({ content: SMALL, dest: `${at}/f`, backup: true, ...AS }),
    lay: layFile,
  },
  {
    title: 'copy of a tree',
    type: copy,
    params: at => ({ src: 'tree/', dest: `${at}/t`, ...AS }),
    piecemeal: 'places',
  },
  {
    title: 'copy on the host',
    type: copy,
    params: at => ({ src: `${place.path}/source`, dest: `${at}/f`, remote_src: true, ...AS }),
    lay: layFile,
  },
  {
    title: 'template',
    type: template,
    params: at => ({ src: 'page', dest: `${at}/f`, ...AS }),
    lay: layFile,
  },
  {
    title: 'lineinfile',
    type: lineinfile,
    params: at => ({ path: `${at}/f`, line: SMALL, ...AS }),
    lay: layFile,
  },
  {
    title: 'get_url',
    type: getUrl,
    params: at => ({ url: `file://${place.path}/source`, dest: `${at}/f`, force: true, ...AS }),
    lay: layFile,
  },
  {
    title: 'unarchive',
    type: unarchive,
    params: at => ({ src: 'a.tar', dest: at, ...AS }),
    lay: layFile,
    piecemeal: 'places',
  },
  {
    title: 'unarchive of a file on the host',
    type: unarchive,
    params: at => ({ src: `${place.path}/a.tar`, dest: at, remote_src: true, ...AS }),
    lay: layFile,
    piecemeal: 'places',
  },
  {
    title: 'file: mode and owner',
    type: file,
    params: at => ({ path: `${at}/f`, ...AS }),
    lay: layFile,
    piecemeal: 'attributes',
  },
  {
    title: 'file: a link that replaces a file',
    type: file,
    params: at => ({ path: `${at}/f`, src: 'elsewhere', state: 'link', force: true }),
    lay: layFile,
  },
  {
    title: 'file: a link that replaces a link',
    type: file,
    params: at => ({ path: `${at}/f`, src: 'elsewhere', state: 'link', force: true, owner: '3', group: '4' }),
    lay: at => symlinkSync('old', `${at}/f`),
  },
  {
    title: 'file: directory',
    type: file,
    params: at => ({ path: `${at}/d/e`, state: 'directory', ...AS }),
    piecemeal: 'places',
  },
  {
    title: 'file: absent',
    type: file,
    params: at => ({ path: `${at}/f`, state: 'absent' }),
    lay: layFile,
  },
]

const counter = openToolCounter()
/** The session for the run after each fault, in which no fault is injected. */
let again: Session | undefined
test.after(async () => {
  await again?.close()
  counter.close()
  place.remove()
})

function openCounted(): Promise<Session> {
  const target = { name: 'node1', address: 'local', sshArgs: [], connectTimeout: 10 }
  return openSession({ ...target, connection: counter.words })
}

async function withSession<T>(body: (session: Session) => Promise<T>): Promise<T> {
  const session = await openCounted()
  try {
    return await body(session)
  } finally {
    await session.close()
  }
}

/** Everything below a directory, without temporary files. */
function seenIn(directory: string, below = ''): Seen {
  const seen: Record<string, string> = {}
  for (const name of readdirSync(join(directory, below))) {
    const at = join(below, name)
    if (isTemporary(at)) continue
    const found = lstatSync(join(directory, at))
    const { mode, uid, gid } = found
    const head = `${(mode & 0o7777).toString(8)} ${uid}:${gid}`
    if (found.isSymbolicLink()) seen[at] = `${uid}:${gid} -> ${readlinkSync(join(directory, at))}`
    else if (found.isDirectory()) Object.assign(seen, { [at]: `${head} directory` }, seenIn(directory, at))
    else seen[at] = `${head} ${readFileSync(join(directory, at), 'utf8').replaceAll('new ', 'n')}`
  }
  return seen
}

/** The name of a backup contains a time, and the file is another hard link of the old one. */
function isTemporary(path: string): boolean {
  return /(^|\/)\.drover-/.test(path) || isBackup(path)
}

function isBackup(path: string): boolean {
  return /Z(\.\d+)?~$/.test(path)
}

/** Temporary files and folders, without their contents. */
function temporaryIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(path =>
    /^\.drover-/.test(basename(path)),
  )
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(({ name }) => name)
}

let count = 0
/** The directory before and after an undisturbed task, and the tools that the task calls. */
async function undisturbed(row: Row): Promise<{ old: Seen; new: Seen; calls: string[] }> {
  const at = freshFor(row)
  const old = seenIn(at)
  await withSession(async session => {
    assert.is(await carryOutAt(row, at, session, () => counter.arm('none')), 'changed')
  })
  const calls = counter.calls()
  const made = seenIn(at)
  assert.equal(temporaryIn(at), [])
  rmSync(at, { recursive: true })
  return { old, new: made, calls }
}

function freshFor({ lay }: Row): string {
  count += 1
  const at = `${place.path}/d${count}`
  mkdirSync(at)
  lay?.(at)
  return at
}

function carryOutAt(
  { type, params }: Row,
  at: string,
  { host }: Session,
  meanwhile?: () => void,
): Promise<string> {
  return carryOut({
    ...{ type, params: params(at), host: host(), project: place.project },
    ...(meanwhile ? { meanwhile } : {}),
  })
}

/**
 * Asserts that everything is as before or as after the task; each path separately if the task is not atomic.
 */
function assertOldOrNew(seen: Seen, known: { old: Seen; new: Seen }, { piecemeal }: Row, when: string): void {
  if (!piecemeal) {
    const isEither = [known.old, known.new].some(each => JSON.stringify(each) === JSON.stringify(seen))
    assert.ok(isEither, `${when}: neither old nor new: ${JSON.stringify(seen)}`)
    return
  }
  const partOf = (each: string | undefined): string | undefined =>
    piecemeal === 'attributes' ? each?.replace(/^[0-7]+ \S+ /, '') : each
  for (const at of new Set([...Object.keys(seen), ...Object.keys(known.new)])) {
    const isEither = [known.old, known.new].map(each => partOf(each[at])).includes(partOf(seen[at]))
    assert.ok(isEither, `${when}: ${at} is neither old nor new: ${JSON.stringify(seen[at])}`)
  }
}

const BLOWS: readonly (readonly [title: string, blow: Blow])[] = [
  ['the host is killed before the N-th tool', 'killed before'],
  ['the host is killed after the N-th tool', 'killed after'],
  ['the N-th tool fails for lack of space', 'fails'],
]

/** `npm test` tries every 24th N, different ones for each row and fault; `npm run test:faults` tries all. */
const STRIDE = process.env.DROVER_FAULTS === 'few' ? 24 : 1

for (const [index, row] of ROWS.entries()) {
  let once: ReturnType<typeof undisturbed> | undefined
  for (const [turn, [title, blow]] of BLOWS.entries()) {
    test(`${row.title}: ${title}, for all N: the state is old or new, and one more run completes it`, async () => {
      once ??= undisturbed(row)
      const known = await once
      let ended = ''
      let nth = (index + turn * 8) % STRIDE
      for (; nth < known.calls.length + 8 + STRIDE && ended === ''; nth += STRIDE) {
        ended = await strike(row, known, blow, nth)
      }
      assert.is(ended, 'changed')
      assert.ok(nth > 2, `only ${nth} tools were called`)
    })
  }
}

/**
 * Injects the fault at the tool with this number; returns the result of the task if it called fewer tools, or
 * an empty string.
 */
async function strike(row: Row, known: { old: Seen; new: Seen }, blow: Blow, nth: number): Promise<string> {
  const at = freshFor(row)
  const { said, calls, when } = await withSession(async session => {
    const said = await carryOutAt(row, at, session, () => counter.arm(blow, nth + 1))
    const calls = counter.calls()
    counter.arm('none')
    const when = `${blow} at tool ${nth + 1} of ${calls.join(' ')}: ${said}`
    assertOldOrNew(seenIn(at), known, row, when)
    if (said === 'changed') assert.equal(seenIn(at), known.new, when)
    else assert.match(said, /^failed: /)
    // A task can only not clean up if `rm` itself fails.
    if (blow === 'fails' && calls[nth] !== 'rm') assert.equal(temporaryIn(at), [], when)
    return { said, calls, when }
  })
  again ??= await openCounted()
  assert.match(await carryOutAt(row, at, again), /^(ok|changed)$/, when)
  assert.equal(seenIn(at), known.new, `one more run, ${when}`)
  // If nothing was left to do, an empty folder may remain; the next write there removes it.
  for (const left of temporaryIn(at)) {
    assert.equal(filesIn(join(at, left)), [], when)
    const params = { content: 'x', dest: join(at, dirname(left), 'next') }
    await carryOut({ type: copy, params, host: again.host(), project: place.project })
  }
  assert.equal(temporaryIn(at), [], `one more run, ${when}`)
  rmSync(at, { recursive: true })
  return calls.length <= nth ? said : ''
}

test.run()
