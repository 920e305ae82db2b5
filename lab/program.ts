import { spawn } from 'node:child_process'
import { LabError } from './errors.ts'

export type Outcome = { code: number; stdout: string; stderr: string }

type Options = { input?: string; cwd?: string; env?: Record<string, string> }

/** Runs a program to its end and returns its output, whatever its exit code. */
export function ask(program: string, args: readonly string[], options: Options = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
    child.stdin.on('error', () => {}) // the program may end before it has read its input
    child.stdin.end(options.input ?? '')
    child.on('error', cause =>
      reject(new LabError(`cannot start \`${program}\`: ${cause.message}`, { cause })),
    )
    child.on('close', code => resolve({ code: code ?? 1, stdout, stderr }))
  })
}

/** Runs a program and returns its standard output. Throws LabError if it fails. */
export async function run(program: string, args: readonly string[], options: Options = {}): Promise<string> {
  const outcome = await ask(program, args, options)
  if (outcome.code === 0) return outcome.stdout
  const output = (outcome.stderr.trim() || outcome.stdout.trim()).split('\n').slice(-15).join('\n')
  throw new LabError(`\`${[program, ...args].join(' ')}\` exited with ${outcome.code}:\n${output}`)
}
