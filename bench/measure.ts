import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The measurements of one run of a command. */
export interface Measured {
  readonly seconds: number
  /** The processor time of the command and all processes that it started on this machine. */
  readonly cpuSeconds: number
  /** The peak memory of its largest process, in MiB. */
  readonly megabytes: number
  readonly output: string
}

/** Runs a command and measures it with GNU time. If it fails, throws an error with the end of its output. */
export async function measure(
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-bench-'))
  const figures = join(folder, 'figures')
  try {
    const { status, output } = await run(
      ['time', '-f', '%e %U %S %M', '-o', figures, ...command],
      environment,
    )
    if (status !== 0)
      throw new Error(`${command.slice(0, 4).join(' ')} ended with ${status}: ${output.slice(-2000)}`)
    const [seconds = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(figures, 'utf8')
      .split(' ')
      .map(Number)
    return { seconds, cpuSeconds: user + system, megabytes: kilobytes / 1024, output }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a command to its end. Returns its exit code and output. */
export function run(
  [program = '', ...words]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-65_536)
      })
    child.on('error', reject)
    child.on('close', status => resolve({ status, output }))
  })
}
