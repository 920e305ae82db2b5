import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import { type ArchiveEntry, selectEntries } from '../../../src/task-lib/archives/entries.ts'
import { refuseUnsafeLinks } from '../../../src/task-lib/archives/unsafe-entries.ts'
import { refuseLeadingOut, refuseUnsafe } from '../../../src/task-lib/archives/unsafe-listing.ts'
import { SHELLS } from '../../kit/open-shells.ts'
import { shellWords } from '../../kit/shells.ts'

/** The number of trees, used in each shell; DROVER_FUZZ_RUNS sets another, DROVER_FUZZ_SEED another seed. */
const RUNS = Number(process.env.DROVER_FUZZ_RUNS ?? 40)
const SEED = Number(process.env.DROVER_FUZZ_SEED ?? 20261128)

const NAMES = ['a', 'b', 'l', '-x', 'n\nl', '..a', ' ']

const place = fc
  .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 })
  .map(parts => parts.join('/'))
const target = fc
  .tuple(
    fc.constantFrom('', '', '', '/'),
    fc.array(fc.constantFrom(...NAMES, '..', '..', '.', ''), { minLength: 1, maxLength: 6 }),
    fc.constantFrom('', '/'),
  )
  .map(([start, parts, end]) => `${start}${parts.join('/')}${end}`)
  .filter(text => text !== '')
const thing = fc.record({ place, target: fc.option(target, { nil: undefined }), isDirectory: fc.boolean() })
const trees = fc.array(thing, { minLength: 1, maxLength: 12 })

/** The entries of an archive that would extract to exactly this tree: no entry is below a file or a link. */
function entriesOf(
  things: readonly { place: string; target?: string | undefined; isDirectory: boolean }[],
): ArchiveEntry[] {
  const kinds = new Map<string, ArchiveEntry['kind']>()
  const entries: ArchiveEntry[] = []
  for (const { place, target, isDirectory } of things) {
    const above = place
      .split('/')
      .map((_, at, parts) => parts.slice(0, at).join('/'))
      .slice(1)
    if (kinds.has(place) || above.some(each => kinds.has(each) && kinds.get(each) !== 'directory')) continue
    if (isDirectory && target === undefined && [...kinds.keys()].some(each => each.startsWith(`${place}/`)))
      continue
    if (!isDirectory && [...kinds.keys()].some(each => each.startsWith(`${place}/`))) continue
    if (target !== undefined && [...kinds.keys()].some(each => each.startsWith(`${place}/`))) continue
    for (const each of above) kinds.set(each, 'directory')
    const plainKind = isDirectory ? 'directory' : 'file'
    const kind = target === undefined ? plainKind : 'link'
    kinds.set(place, kind)
    entries.push({
      path: place,
      member: place,
      kind,
      size: 0,
      mode: '0755',
      ...(kind === 'link' ? { target: target ?? '' } : {}),
    })
  }
  return entries
}

function layOut(root: string, entries: readonly ArchiveEntry[]): void {
  mkdirSync(root)
  for (const { path, kind, target } of entries) {
    const at = join(root, path)
    mkdirSync(kind === 'directory' ? at : dirname(at), { recursive: true })
    if (kind === 'file') writeFileSync(at, '')
    if (kind === 'link') symlinkSync(target ?? '', at)
  }
}

/** Whether the check of the listing refuses the entries. */
async function isRefusedByListing(entries: readonly ArchiveEntry[]): Promise<boolean> {
  const wanted = await selectEntries(entries, { include: [], exclude: [], strip: 0 }, 'a.tar')
  return refuseLeadingOut(wanted, 'a.tar').then(
    () => false,
    () => true,
  )
}

const samples = fc.sample(trees, { numRuns: RUNS, seed: SEED }).map(entriesOf)
const base = mkdtempSync(join(tmpdir(), 'drover-unsafe-'))
test.before(() => {
  for (const [nth, entries] of samples.entries()) layOut(join(base, String(nth)), entries)
})
test.after(() => rmSync(base, { recursive: true, force: true }))

/** Prints the trees that are refused. */
const script = sh`refuse() { [ -z "$1" ] || exit 1; }
for t in [0-9]*; do
(cd "$t" && ${refuseUnsafeLinks('.')}) || echo "$t"
done`

for (const shell of SHELLS) {
  test(`in ${shell}, extracted trees are refused exactly if their listings are, in ${RUNS} trees from seed ${SEED}`, async () => {
    const [program = '', ...words] = shellWords(shell)
    const said = execFileSync(program, [...words, '-c', script.text], { cwd: base, encoding: 'utf8' })
    const refused = new Set(said.split('\n').filter(Boolean))
    for (const [nth, entries] of samples.entries()) {
      assert.is(refused.has(String(nth)), await isRefusedByListing(entries), JSON.stringify(entries))
    }
    assert.ok(refused.size > 0 && refused.size < samples.length)
  })
}

test('no accepted link leads out of the directory, as resolved by realpath', async () => {
  let links = 0
  for (const [nth, entries] of samples.entries()) {
    if (await isRefusedByListing(entries)) continue
    const root = join(base, String(nth))
    const paths = entries.filter(({ kind }) => kind === 'link').map(({ path }) => join(root, path))
    if (paths.length === 0) continue
    links += paths.length
    const ends = execFileSync('realpath', ['-mz', '--', ...paths], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1)
    // Links in a cycle have no target: realpath then stops at one of them.
    for (const end of ends)
      assert.ok(end === root || end.startsWith(`${root}/`), `${end}: ${JSON.stringify(entries)}`)
  }
  assert.ok(links > 0)
})

test('entries with any names are checked, and none that leaves the directory is accepted', () => {
  const name = fc.oneof(target, fc.string(), fc.string({ unit: 'binary' }))
  const entry = fc.record({
    path: name,
    kind: fc.constantFrom('file', 'directory', 'link', 'hard', 'device') as fc.Arbitrary<
      ArchiveEntry['kind']
    >,
    target: name,
  })
  return fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async some => {
      const entries = some.map(each => ({ ...each, member: each.path, size: 0, mode: '0644' }))
      const isRefused = await refuseUnsafe(entries, 'a.tar', 1000).then(
        () => false,
        () => true,
      )
      const isBad = entries.some(
        ({ path, kind, target }) =>
          path.startsWith('/') ||
          /(^|\/)\.\.(\/|$)/.test(path) ||
          kind === 'device' ||
          (kind === 'hard' && (target.startsWith('/') || /(^|\/)\.\.(\/|$)/.test(target))),
      )
      assert.ok(isRefused || !isBad)
    }),
    { numRuns: RUNS * 5, seed: SEED },
  )
})

test.run()
