import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { refuseProcesses } from './refuse-processes.ts'

/** What is asked of a worker: a file of tests, and variables of the environment that are for it alone. */
export interface Asked {
  readonly name: string
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
}

/** What a file of tests came to. */
export interface Ran {
  readonly passed: number
  readonly failed: number
  /** What uvu says of each test that failed, and of a file that did not get to its tests. */
  readonly failures: readonly string[]
  /** Seconds of processor time, of this process and of those that it started and waited for. */
  readonly processor: number
}

/** A suite of uvu: what is wrong with its failed tests or true, and how many passed, were left out and there are. */
type Suite = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>

declare global {
  var UVU_DEFER: number
  var UVU_INDEX: number
  var UVU_QUEUE: [string, ...Suite[]][]
}

// worker.ts SUITE SOCKET
// Runs the files that are named over a socket, a line of JSON each, one after the other. uvu's own runner takes all files at
// once, and so cannot share them with another process.
globalThis.UVU_DEFER = 1
const [, , suite, path = ''] = process.argv
const started = suite === 'unit' ? refuseProcesses() : []
const socket = connect(path)
for await (const line of createInterface({ input: socket })) {
  const ran = await runFile(JSON.parse(line))
  socket.write(`${JSON.stringify(ran)}\n`)
}
process.exit()

async function runFile({ name, file, environment }: Asked): Promise<Ran> {
  const startedAt = processorSeconds()
  const before = { ...process.env }
  Object.assign(process.env, environment)
  await import('uvu')
  globalThis.UVU_QUEUE = [[name]]
  globalThis.UVU_INDEX = 0
  const ran = { passed: 0, failed: 0, failures: [] as string[] }
  try {
    await import(pathToFileURL(file).href)
    const [, ...suites] = globalThis.UVU_QUEUE[0] ?? [name]
    if (suites.length === 0) throw new Error('the file has no `test.run()`')
    for (const suite of suites) {
      const [errors, passed, skipped, total] = await suite()
      ran.passed += passed
      ran.failed += total - passed + skipped
      if (skipped > 0) ran.failures.push(`${skipped} tests are left out`)
      if (errors === true) continue
      ran.failures.push(errors)
      process.stdout.write(`\n${errors}\n`)
    }
  } catch (error) {
    ran.failed += 1
    ran.failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.stdout.write(`\n${ran.failures.at(-1)}\n`)
  }
  if (started.length > 0) {
    ran.failed += 1
    ran.failures.push(`unit tests start no processes; this file tried ${[...new Set(started)].join(', ')}`)
    started.length = 0
  }
  // What a file sets is not there for the next one.
  for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
  Object.assign(process.env, before)
  return { ...ran, processor: processorSeconds() - startedAt }
}

/** Seconds of processor time so far, as in proc(5): `utime`, `stime`, `cutime` and `cstime`, in hundredths. */
function processorSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name of the program comes second, in parentheses, and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0)
}
