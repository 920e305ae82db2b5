import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Makes every way to start a process fail in this thread. Returns a growing list of the commands that were tried:
 * code may swallow the error, and the test must fail anyway.
 */
export function refuseProcesses(): string[] {
  const tried: string[] = []
  const refuse = (file: string, words?: unknown): never => {
    const command = Array.isArray(words) ? words.join(' ') : file
    tried.push(`\`${command.slice(0, 200)}\``)
    throw new Error(
      `a unit test starts no process, and this one tried \`${command}\`; see test/runner/suites.ts`,
    )
  }
  const { ChildProcess } = childProcess as unknown as {
    ChildProcess: { prototype: { spawn: (options: { file: string; args?: string[] }) => void } }
  }
  // `spawn`, `exec`, `execFile`, `fork`, and a library's own copies of these functions, all use this method.
  ChildProcess.prototype.spawn = ({ file, args }) => refuse(file, args)
  const sync = (file: string, words?: unknown): never =>
    refuse(file, Array.isArray(words) ? [file, ...words] : undefined)
  Object.assign(childProcess, { spawnSync: sync, execFileSync: sync, execSync: sync })
  syncBuiltinESMExports()
  return tried
}
