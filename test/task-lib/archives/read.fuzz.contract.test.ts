import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTarListing } from '../../../src/remote/probes/files/tar-listing.ts'
import { type ArchiveEntry, selectEntries } from '../../../src/task-lib/archives/entries.ts'
import { formatOf, readLocalArchive } from '../../../src/task-lib/archives/read-local.ts'
import { readTar, SparseError } from '../../../src/task-lib/archives/read-tar.ts'
import { refuseUnsafe } from '../../../src/task-lib/archives/unsafe-listing.ts'
import { projectIn } from '../../kit/project.ts'
import { tarOf } from '../../kit/tar.ts'

/** The number of archives of each kind; DROVER_FUZZ_RUNS sets another, DROVER_FUZZ_SEED another seed. */
const RUNS = Number(process.env.DROVER_FUZZ_RUNS ?? 200)
const SEED = Number(process.env.DROVER_FUZZ_SEED ?? 20261128)
const BOUNDS = { archive: 'a.tar', maxSize: 1_000_000 }

const folder = mkdtempSync(join(tmpdir(), 'drover-read-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const TAR = tarOf([
  { path: 'd/', type: '5', mode: 0o755 },
  { path: 'd/f', content: 'content' },
  { path: 'd/l', type: '2', target: 'f' },
  { path: 'h', type: '1', target: 'd/f' },
  { path: 'pax', type: 'x', content: '20 path=d/other\n\n24 mtime=1700000000.5\n' },
  { path: 'long', type: 'L', content: `${'n'.repeat(200)}\0` },
  { path: 'short', content: 'x'.repeat(2000) },
])

mkdirSync(join(folder, 'zipped'))
writeFileSync(join(folder, 'zipped', 'f'), 'content '.repeat(100))
symlinkSync('f', join(folder, 'zipped', 'l'))
execFileSync('zip', ['-qry', '../a.zip', '.'], { cwd: join(folder, 'zipped') })
const ZIP = readFileSync(join(folder, 'a.zip'))

const changes = fc.array(
  fc.record({
    at: fc.nat(),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 0x30, 0x37, 0xff)),
    isCut: fc.nat(20),
  }),
  { minLength: 1, maxLength: 6 },
)

function changed(bytes: Buffer, all: readonly { at: number; byte: number; isCut: number }[]): Buffer {
  let result = Buffer.from(bytes)
  for (const { at, byte, isCut } of all) {
    const place = at % Math.max(result.length, 1)
    if (isCut === 0) result = result.subarray(0, place)
    else if (result.length > 0) result[place] = byte
  }
  return result
}

/** Corrects the checksum of every header of a tar file, so that its changed fields are read. */
function withChecksums(bytes: Buffer): Buffer {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const block = bytes.subarray(at, at + 512)
    if (block.toString('latin1', 257, 262) !== 'ustar') continue
    block.write(' '.repeat(8), 148)
    const sum = block.reduce((total, byte) => total + byte, 0)
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  }
  return bytes
}

/** Reading an archive must give valid entries or an error with a message. */
async function read(reading: Promise<ArchiveEntry[] | undefined>): Promise<void> {
  let entries: ArchiveEntry[] | undefined
  try {
    entries = await reading
  } catch (error) {
    assert.ok(error instanceof SparseError || (error as Error).message.length > 0)
    assert.not.ok(error instanceof RangeError && /call stack/.test(error.message))
    return
  }
  for (const { path, kind, size, mode, target, sha256 } of entries ?? []) {
    assert.type(path, 'string')
    assert.ok(Number.isSafeInteger(size) && size >= 0)
    assert.match(mode, /^[0-7]{4}$/)
    assert.is(target !== undefined, kind === 'link' || kind === 'hard')
    assert.ok(sha256 === undefined || /^[0-9a-f]{64}$/.test(sha256))
  }
  await refuseUnsafe(entries ?? [], 'a.tar', BOUNDS.maxSize)
    .then(() => selectEntries(entries ?? [], { include: ['d*'], exclude: ['?'], strip: 1 }, 'a.tar'))
    .catch(error => assert.match(String(error.message), /is refused/))
}

test(`a tar file with changed bytes is read, or refused with a message: ${RUNS} from seed ${SEED}`, async () => {
  await fc.assert(
    fc.asyncProperty(changes, fc.integer({ min: 1, max: 3000 }), async (all, size) => {
      const bytes = withChecksums(changed(TAR, all))
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, at * size + size),
      )
      await read(readTar(Readable.from(parts), BOUNDS))
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test(`a zip file with changed bytes is read, or refused with a message: ${RUNS} from seed ${SEED}`, async () => {
  const project = projectIn(folder)
  await fc.assert(
    fc.asyncProperty(changes, async all => {
      writeFileSync(join(folder, 'b.zip'), changed(ZIP, all))
      await read(readLocalArchive(await project.file('b.zip'), 'zip', BOUNDS))
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test(`a listing of tar with changed bytes is read, or refused with a message: ${RUNS} from seed ${SEED}`, () => {
  const line = '-rw-r--r-- 0/0               3 2026-11-28 22:46 s/f -> x\\303\\251\\n'
  const version = fc.constantFrom('tar (GNU tar) 1.34', 'bsdtar 3.6.2', 'tar (busybox) 1.35.0', '')
  fc.assert(
    fc.property(version, changes, fc.nat(3), (tool, all, count) => {
      const lines = Buffer.from(`${tool}\n${`${line}\n`.repeat(count)}`)
      const answer = { status: 0, stdout: changed(lines, all), stderr: Buffer.alloc(0) }
      try {
        parseTarListing(answer)
      } catch (error) {
        assert.match(String((error as Error).message), /is refused/)
      }
    }),
    { numRuns: RUNS, seed: SEED },
  )
})

test('reading an archive does not hold its contents in memory: 400 MB in a tar.gz and in a zip file', async () => {
  const project = projectIn(folder)
  const size = 400_000_000
  const gzip = createGzip()
  const chunks: Buffer[] = []
  gzip.on('data', chunk => chunks.push(chunk))
  const done = new Promise(resolve => gzip.on('end', resolve))
  const header = tarOf([{ path: 'f', content: '' }]).subarray(0, 512)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  gzip.write(withChecksums(header))
  const zeros = Buffer.alloc(1_000_000)
  for (let sent = 0; sent < size; sent += zeros.length) {
    if (!gzip.write(zeros)) await new Promise(resolve => gzip.once('drain', resolve))
  }
  gzip.end(Buffer.alloc(1024))
  await done
  writeFileSync(join(folder, 'bomb.tar.gz'), Buffer.concat(chunks))
  execFileSync('sh', ['-c', `head -c ${size} /dev/zero >f && zip -q bomb.zip f && rm f`], { cwd: folder })
  for (const name of ['bomb.tar.gz', 'bomb.zip']) {
    const local = await project.file(name)
    const format = formatOf(readFileSync(local.path).subarray(0, 6))
    const before = process.resourceUsage().maxRSS
    const entries = await readLocalArchive(local, format, { archive: name, maxSize: 10 ** 10 })
    assert.is(entries?.[0]?.size, size)
    // maxRSS is in kilobytes.
    assert.ok(
      process.resourceUsage().maxRSS - before < 150_000,
      `${name}: ${process.resourceUsage().maxRSS - before}`,
    )
    const said = await readLocalArchive(local, format, { archive: name, maxSize: 10 ** 6 }).then(
      String,
      error => error.message,
    )
    assert.match(said, /its content is larger than 976\.6 KB/)
  }
})

test.run()
