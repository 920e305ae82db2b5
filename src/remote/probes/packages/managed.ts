import type { ShellText } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'

/** A package that a transaction changes; null is the version of one that is not installed, undefined one that is not known. */
export interface PackageStep {
  readonly name: string
  readonly before: string | null | undefined
  readonly after: string | null
}

/** What a package manager would do, or why it refuses. */
export type PackageSimulation = { readonly steps: readonly PackageStep[] } | { readonly refused: string }

/** Asks for the installed version of a package, as the first line that a script prints; null if it prints none. */
export function packageVersion(name: string, script: ShellText): Probe<string | null> {
  return probeAbout(
    { kind: 'package version', name },
    {
      title: `version of the package ${name}`,
      script,
      answers: 'any',
      parse: ({ status, stdout }) => {
        const [line = ''] = stdout.toString().split('\n')
        return status === 0 && line !== '' ? line : null
      },
    },
  )
}

/** Asks what a transaction would do. `words` name it; `read` reads what the script prints. */
export function packageSimulation(
  words: readonly string[],
  script: ShellText,
  read: (answer: {
    readonly status: number
    readonly stdout: string
    readonly stderr: string
  }) => PackageSimulation,
): Probe<PackageSimulation> {
  return probeAbout(
    { kind: 'package simulation' },
    {
      title: `what ${words.join(' ')} would do`,
      script,
      answers: 'any',
      parse: ({ status, stdout, stderr }) =>
        read({ status, stdout: stdout.toString(), stderr: stderr.toString() }),
    },
  )
}
