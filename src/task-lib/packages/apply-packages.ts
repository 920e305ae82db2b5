import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import type { PackagePlan } from './package-manager.ts'
import { runTransaction } from './run-transaction.ts'

/** Runs the commands of a plan for a package manager. Throws TaskError with the command's output if one fails. */
export async function applyPackages(host: Host, { commands }: PackagePlan): Promise<void> {
  for (const words of commands) await runTransaction(host, sh`LC_ALL=C ${words}`, words.join(' '))
}
