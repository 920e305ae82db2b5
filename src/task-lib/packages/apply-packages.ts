import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import { withOutput } from '../../shell/show-output.ts'
import type { PackagePlan } from './package-manager.ts'

/** Runs the commands of a package manager. Throws TaskError if one fails, with what it printed. */
export async function applyPackages(host: Host, { commands }: PackagePlan): Promise<void> {
  for (const words of commands) {
    const title = words.join(' ')
    const answer = await host.run(sh`LC_ALL=C ${words}`, { title, ok: 'any', live: true })
    const { status, stdout, stderr } = answer
    if (status === 0) continue
    const outputs = { rc: status, stdout: stdout.toString(), stderr: stderr.toString() }
    throw new TaskError(withOutput(`${title} ended with status ${status}`, answer), { outputs })
  }
}
