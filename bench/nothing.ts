import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sshWords } from './hosts.ts'
import type { Prepare } from './tools.ts'

/**
 * Prepares a Node program that only starts one ssh per host, which runs `true`: the lower bound for any tool that
 * runs in Node and connects by OpenSSH. With `isKept`, it uses the connections of the previous run.
 */
export function prepareNothing(isKept: boolean): Prepare {
  return (folder, _, hosts, login) => {
    const options = isKept
      ? [
          '-o',
          'ControlMaster=auto',
          '-o',
          `ControlPath=${join(tmpdir(), 'dn-%C')}`,
          '-o',
          'ControlPersist=60',
        ]
      : []
    const lines = hosts.map(host => {
      const [ssh = 'ssh', ...words] = sshWords(host, login)
      return [ssh, ...options, ...words, 'true']
    })
    const program = join(folder, 'nothing.mjs')
    writeFileSync(
      program,
      `import { spawn } from 'node:child_process'
for (const [ssh, ...words] of ${JSON.stringify(lines)}) {
  const child = spawn(ssh, words, { stdio: ['ignore', 'inherit', 'ignore'] })
  child.on('exit', status => { process.exitCode ||= status ?? 1 })
}
`,
    )
    return { command: [process.execPath, program] }
  }
}
