import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import type { PackagePlan } from './package-manager.ts'
import { runTransaction } from './run-transaction.ts'

/** Runs brew commands and returns the output of each. Throws TaskError with the command's output if one fails. */
export async function runBrew(host: Host, { commands }: PackagePlan): Promise<string[]> {
  const texts: string[] = []
  for (const words of commands)
    texts.push(await runTransaction(host, sh`LC_ALL=C HOMEBREW_NO_AUTO_UPDATE=1 ${words}`, words.join(' ')))
  return texts
}
