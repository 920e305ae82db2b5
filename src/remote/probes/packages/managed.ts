import type { ShellText } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'

/**
 * A package that a transaction changes. A version is null if the package is not installed, undefined if it is not
 * known.
 */
export interface PackageStep {
  readonly name: string
  readonly before: string | null | undefined
  readonly after: string | null
}

/** The changes of a transaction, or why the package manager refuses it. */
export type PackageSimulation = { readonly steps: readonly PackageStep[] } | { readonly refused: string }

/**
 * Asks for the installed version of a package: the first line that the script prints; null if it prints none, or
 * fails.
 */
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

/** Asks what a transaction would do. `words` name it in messages; `read` parses the result of the script. */
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
