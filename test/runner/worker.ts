import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { refuseProcesses } from './refuse-processes.ts'

/** A request to a worker: a file of tests, and environment variables that are set only for this file. */
export interface Asked {
  readonly name: string
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
}

/** The result of a file of tests. */
export interface Ran {
  readonly passed: number
  readonly failed: number
  /** The number of slow cases that only the long forms run. */
  readonly leftOut: number
  /** uvu's report of each failed test, or the error of a file that failed before its tests. */
  readonly failures: readonly string[]
  /** The processor time in seconds of this process and of the processes that it started and waited for. */
  readonly processor: number
}

/**
 * A suite of uvu. Returns the errors of its failed tests, or true if there are none, and the numbers of passed,
 * skipped and all tests.
 */
type Suite = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>

declare global {
  var UVU_DEFER: number
  var UVU_INDEX: number
  var UVU_QUEUE: [string, ...Suite[]][]
}

// Usage: worker.ts SUITE SOCKET
// Runs the files that are named over a socket, one line of JSON each, one after the other. uvu's own runner takes
// all files at once, and so cannot share them with another process.
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
  const { leftOut } = await import('../kit/slow-cases.ts')
  const leftOutBefore = leftOut.count
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
  // Environment variables that a file sets are not visible to the next one.
  for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
  Object.assign(process.env, before)
  return {
    ...ran,
    leftOut: leftOut.count - leftOutBefore,
    processor: processorSeconds() - startedAt,
  }
}

/**
 * Returns the processor time so far in seconds, as in proc(5): `utime`, `stime`, `cutime` and `cstime`, in
 * hundredths of a second.
 */
function processorSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name of the program is second, in parentheses, and may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0)
}
