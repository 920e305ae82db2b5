import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import pLimit, { type LimitFunction } from 'p-limit'
import { changeBelow, findMarkers } from './markers.ts'
import { MUTATIONS, type Mutation } from './mutations.ts'

// npm run test:mutations [-- TEXT…]
// Takes one guard away at a time, in a copy of the sources, and runs the tests that must fail then; of the guards whose titles
// hold one of the texts, where some are given.

/** What uvu prints as soon as a test has failed. */
const FAILED = '✘'

/** Seconds that one test file may take; one that hangs has noticed. */
const LIMIT = 200

/** Guards that are taken away at once, each in a copy of its own: tests that hang only wait. */
const AT_ONCE = 3

/** Fewer random cases than tests otherwise have: a guard that is gone shows in a few. */
const FEW = {
  DROVER_QUOTES: '200',
  DROVER_HOSTILE: '60',
  DROVER_SEED: '1',
  DROVER_CUTS: 'few',
  DROVER_KILLS: '1',
  DROVER_RACE_ROUNDS: '2',
  DROVER_SHELLS: 'sh',
  FAULTS_ROUNDS: '2',
  FAULTS_SEED: '1',
  FAULTS_ROW: '',
  FORCE_COLOR: '0',
  // What is built is whole.
  DROVER_FROM_SOURCES: '1',
}

const ROOT = join(import.meta.dirname, '../..')
const COPIED = ['src', 'tasks', 'test', 'templates', 'playbooks', 'inventory', 'docs', 'lab', 'bench']
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'README.md']

const fileOf = new Map(findMarkers(ROOT).map(({ title, file }) => [title, file]))
const baselines = new Map<string, Promise<boolean>>()
/** Some tests look at what others of the same file leave on this machine: no file runs twice at once. */
const turns = new Map<string, LimitFunction>()
const copies = Array.from({ length: AT_ONCE + 1 }, () => mkdtempSync(join(tmpdir(), 'drover-mutations-')))
try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} finally {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true })
}

/** True where each guard that is taken away is missed by a test. */
async function main(words: readonly string[]): Promise<boolean> {
  for (const copy of copies) fill(copy)
  // The first stays whole.
  const free = copies.slice(1)
  const chosen = MUTATIONS.filter(
    ({ title }) => words.length === 0 || words.some(word => title.includes(word)),
  )
  const counts = { killed: 0, survived: 0, unjudged: 0, 'not there': 0 }
  const limit = pLimit(AT_ONCE)
  await Promise.all(
    chosen.map(mutation =>
      limit(async () => {
        const copy = free.pop() ?? ''
        const began = performance.now()
        const mutant = mutantOf(mutation)
        const killer = mutant && (await killerOf(mutant, mutation.tests, copy))
        free.push(copy)
        const outlived = mutant ? await outlivedBy(mutation) : 'not there'
        const verdict = killer === undefined ? outlived : 'killed'
        counts[verdict] += 1
        const seconds = Math.round((performance.now() - began) / 1000)
        console.log(
          `${verdict.padEnd(9)}  ${mutation.title}  (${killer ?? mutant?.file ?? 'no such check'}, ${seconds} s)`,
        )
      }),
    ),
  )
  let broken = 0
  for (const [test, isSound] of baselines) {
    if (await isSound) continue
    broken += 1
    console.log(`${test} fails as it is, and tells nothing`)
  }
  const told = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`)
  console.log(`\n${told.join(', ')}`)
  return counts.killed === chosen.length && chosen.length > 0 && broken === 0
}

function fill(copy: string): void {
  for (const name of [...COPIED, ...FILES]) cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  for (const name of ['node_modules', 'dist']) symlinkSync(join(ROOT, name), join(copy, name))
}

/** A source file without one check; undefined where the check is not as the mutation has it. */
interface Mutant {
  readonly file: string
  readonly text: string
}

function mutantOf({ title, change }: Mutation): Mutant | undefined {
  const file = fileOf.get(title)
  const text = file && changeBelow(readFileSync(join(ROOT, file), 'utf8'), title, change)
  return file !== undefined && text !== undefined && isSyntax(file, text) ? { file, text } : undefined
}

/** What does not parse would fail every test, and show nothing. */
function isSyntax(file: string, text: string): boolean {
  if (file.endsWith('.sh')) return spawnSync('sh', ['-n'], { input: text }).status === 0
  try {
    transformSync(text, { loader: 'ts', logLevel: 'silent' })
    return true
  } catch {
    return false
  }
}

/** The first of its tests that passes as it is and fails without the guard. */
async function killerOf(
  { file, text }: Mutant,
  tests: readonly string[],
  copy: string,
): Promise<string | undefined> {
  const path = join(copy, file)
  const whole = readFileSync(path, 'utf8')
  try {
    for (const test of tests) {
      if (!(await isSound(test))) continue
      writeFileSync(path, text)
      // Twice: a test may fail because the machine is busy.
      if (!(await passes(test, copy)) && !(await passes(test, copy))) return test
    }
    return undefined
  } finally {
    writeFileSync(path, whole)
  }
}

/** What no test failed for: nothing is known if none of them passes as it is. */
async function outlivedBy({ tests }: Mutation): Promise<'survived' | 'unjudged'> {
  const sound = await Promise.all(tests.map(isSound))
  return sound.includes(true) ? 'survived' : 'unjudged'
}

/** Whether a test passes as it is; each is tried once. */
function isSound(test: string): Promise<boolean> {
  const known = baselines.get(test) ?? passesOnce(test)
  baselines.set(test, known)
  return known
}

/** Where the machine is busy a test may fail once. */
async function passesOnce(test: string): Promise<boolean> {
  for (let tries = 0; tries < 3; tries += 1) if (await passes(test, copies[0] ?? '')) return true
  return false
}

function passes(test: string, copy: string): Promise<boolean> {
  const turn = turns.get(test) ?? pLimit(1)
  turns.set(test, turn)
  return turn(() => run(test, copy))
}

/** Whether a test file passes; one that fails is ended with the first of its tests that does. */
async function run(test: string, copy: string): Promise<boolean> {
  const scratch = mkdtempSync(join(tmpdir(), 'dt-'))
  const words = [process.execPath, '--import', import.meta.resolve('tsx'), test]
  const child = spawn('timeout', ['--kill-after=5', String(LIMIT), ...words], {
    cwd: copy,
    env: { ...process.env, ...FEW, TMPDIR: scratch, XDG_STATE_HOME: join(scratch, 'state') },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    if (output.includes(FAILED)) child.kill()
  })
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  child.stdout.destroy()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  return status === 0 && !output.includes(FAILED) && /Passed:\s+[1-9]/.test(output)
}
