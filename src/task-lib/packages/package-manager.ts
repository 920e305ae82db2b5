import type { PackageSimulation } from '../../remote/probes/packages/managed.ts'
import type { ShellText } from '../../shell/quote.ts'

/** A package manager by its command line: what its task type differs in from others. */
export interface PackageManager {
  readonly program: string
  /** Whether it keeps which packages are wanted for themselves, so that an installed one may have to be asked for. */
  readonly keepsWishes: boolean
  /** A script that prints the version of a package that is installed as the task asks for it, and nothing otherwise. */
  readonly version: (name: string) => ShellText
  /** Words of commands, with the program. */
  readonly install: (names: readonly string[]) => readonly string[]
  /** Those that install packages or bring them to their newest version. */
  readonly latest: (names: readonly string[]) => readonly string[]
  readonly remove: (names: readonly string[]) => readonly string[]
  readonly upgrade: readonly string[]
  readonly refresh: readonly string[]
  /** The words of a command that has it change nothing. */
  readonly simulated: (words: readonly string[]) => readonly string[]
  /** Reads what a simulated command prints. */
  readonly read: (answer: {
    readonly status: number
    readonly stdout: string
    readonly stderr: string
  }) => PackageSimulation
}

/** What a task asks of a package manager. */
export interface PackageWish {
  readonly names: readonly string[]
  readonly state: 'present' | 'latest' | 'absent'
  /** Whether all packages are brought to their newest version. */
  readonly upgradesAll: boolean
  /** Whether the lists of packages are fetched before. */
  readonly refreshes: boolean
}

/** The words of the commands that apply runs, in order. */
export interface PackagePlan {
  readonly commands: readonly (readonly string[])[]
}
