import { chooseReporter, type Reporter } from '../../run.ts'

/** Opens the reporter that `-o` names; without it, a tree on a terminal, and lines elsewhere. */
export function openReporter(
  { output, verbose }: { readonly output?: 'tree' | 'lines' | 'ndjson'; readonly verbose: number },
  showDiff: boolean,
): Promise<Reporter> {
  return chooseReporter(output ?? (process.stdout.isTTY ? 'tree' : 'lines'), {
    stream: process.stdout,
    verbosity: verbose,
    showDiff,
  })
}
