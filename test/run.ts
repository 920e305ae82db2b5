import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installPackages } from './runner/packages.ts'
import { filesOf, SUITES, type Suite } from './runner/suites.ts'
import type { Asked, Ran } from './runner/worker.ts'
import { startWorker, type WorkerProcess } from './runner/worker-process.ts'

// sh test/run.sh [SUITE…] [TEXT…]
// Runs the given suites, or all of them after the linters. With texts, runs only files whose paths contain
// one of them.

const TSX = [process.execPath, '--import', 'tsx']
const WORKER = [...TSX, 'test/runner/worker.ts']
const LAB = [...TSX, 'lab/index.ts']
/** A mount namespace with its own lock folder, so that test processes do not see each other's locks. */
const OWN_LOCKS = 'mkdir -p /run/lock && mount -t tmpfs -o mode=1777 none /run/lock'
const APART = ['unshare', '--mount', 'sh', '-c', `${OWN_LOCKS} && exec "$@"`, 'sh']
/**
 * In addition its own pid namespace, because some tests list all processes. The shell is the init that reaps
 * remaining processes.
 */
const ALONE = [
  ...['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'sh', '-c'],
  ...[`${OWN_LOCKS} && { "$@" & wait $!; }`, 'sh'],
]

/** If more files than this fail, it is not by chance, and none is run again. */
const MOST_BY_CHANCE = 3
/** The numbers of tests, and the seconds of processor time. `leftOut` counts slow cases that only the long forms run. */
const total = { passed: 0, failed: 0, leftOut: 0, processor: 0 }
/** The messages of failed tests, which are printed again at the end. */
const failures = new Set<string>()
/** The messages of tests that failed first and passed when their file was run again. */
const recovered: string[] = []
/** The folder for files of the tests, which is removed at the end. */
const scratch = mkdtempSync(join(tmpdir(), 'dt-'))
// Some tests run as other users.
chmodSync(scratch, 0o711)
try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

async function main(words: readonly string[]): Promise<boolean> {
  const named = SUITES.filter(suite => words.includes(suite))
  const texts = words.filter(word => !named.includes(word as Suite))
  const suites = named.length > 0 ? named : SUITES
  const files = (suite: Suite): Asked[] => (suites.includes(suite) ? filesOf(suite, texts, scratch) : [])
  const unit = files('unit')
  const here = [...files('faults'), ...files('differential'), ...files('contract')]
  const onLab = files('e2e')
  if (words.length === 0 || here.length + onLab.length > 0) installPackages()
  const failedHere: FailedFile[] = []
  const runUnit = (): Promise<unknown> => runAll(unit, [...WORKER, 'unit'])
  const runHere = async (): Promise<void> => {
    failedHere.push(...(await runAll(here, [...ALONE, ...WORKER, 'any'])))
  }
  const runRest = async (): Promise<void> => {
    if (words.length === 0) await step('lint and types', ['npm', 'run', '--silent', 'lint'])
    await Promise.all([runUnit(), runUnit()])
    await Promise.all([runHere(), runHere()])
  }
  // One process more than cores, because many of these tests wait for hosts, timers and limits, most of all
  // those on the lab.
  await Promise.all([runRest(), runOnLab(onLab).then(runHere)])
  await runAgain(failedHere)
  if (recovered.length > 0)
    console.log(`\n== failed at first, and passed when run again\n${recovered.join('\n\n')}`)
  if (failures.size > 0) console.log(`\n== failed\n${[...failures].join('\n\n')}`)
  if (total.leftOut > 0)
    console.log(
      `\n${total.leftOut} slow cases were left to \`npm run test:e2e\`, \`test:long\` and \`test:faults\``,
    )
  console.log(`\n${total.processor.toFixed(0)} s of CPU in ${seconds(0)} s`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0
}

async function runOnLab(files: Asked[]): Promise<void> {
  if (files.length === 0) return
  const wasUp = spawnSync(LAB[0] ?? '', [...LAB.slice(1), 'status'], { stdio: 'ignore' }).status === 0
  await step('lab up', [...LAB, 'up'])
  await runAgain(await runAll(files, [...LAB, 'exec', ...APART, ...WORKER, 'any']))
  if (!wasUp) await step('lab down', [...LAB, 'down'])
}

/** A file with a test that failed. */
interface FailedFile {
  readonly asked: Asked
  readonly command: readonly string[]
  readonly ran: Ran
  /** The messages of its failed tests. */
  readonly said: readonly string[]
}

/** Runs files in one process, or in a new one after a file that did not end. Returns the files that failed. */
async function runAll(files: Asked[], command: readonly string[]): Promise<FailedFile[]> {
  const failed: FailedFile[] = []
  let worker: WorkerProcess | undefined
  for (let asked = files.shift(); asked; asked = files.shift()) {
    worker ??= await startWorker(command, scratch)
    const ran = await runFile(worker, asked)
    const said = ran.failures.map(text => `${asked?.name}\n${text.trimEnd()}`)
    if (ran.failed > 0) failed.push({ asked, command, ran, said })
    total.passed += ran.passed
    total.failed += ran.failed
    total.leftOut += ran.leftOut
    for (const text of said) failures.add(text)
    if (!worker.isAlive()) worker = undefined
  }
  worker?.end()
  return failed
}

/** Runs a file in a process that may have run others, and prints its output. */
async function runFile(worker: WorkerProcess, asked: Asked): Promise<Ran> {
  const started = performance.now()
  const ran = await worker.run(asked)
  total.processor += ran.processor
  process.stdout.write(
    `${worker.output()}${asked.name}: ${ran.passed} passed, ${ran.failed} failed, ${seconds(started)} s, ${ran.processor.toFixed(1)} s of CPU\n`,
  )
  return ran
}

/**
 * Runs failed files again, because tests with real processes, servers and time limits may fail by chance on a busy
 * machine. A file that passes counts as passed, and the end of the output lists what failed first.
 */
async function runAgain(failed: readonly FailedFile[]): Promise<void> {
  if (failed.length > MOST_BY_CHANCE) return
  for (const { asked, command, ran, said } of failed) {
    const worker = await startWorker(command, scratch)
    const state = { XDG_STATE_HOME: join(scratch, 'again', asked.name) }
    const second = await runFile(worker, { ...asked, environment: { ...asked.environment, ...state } })
    worker.end()
    if (second.failed > 0) continue
    total.passed += second.passed - ran.passed
    total.failed -= ran.failed
    for (const text of said) failures.delete(text)
    recovered.push(...said)
  }
}

/**
 * Runs a command that counts as one test; its output is printed in one piece, since tests may run at the same
 * time.
 */
async function step(name: string, [program = '', ...words]: readonly string[]): Promise<void> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  console.log(`\n== ${name}\n${output}`)
  total[status === 0 ? 'passed' : 'failed'] += 1
  if (status !== 0) failures.add(`${name} ended with ${status}`)
}

/** The seconds since a time in milliseconds after the start of this process, as text. */
function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
