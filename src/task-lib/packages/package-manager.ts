import type { PackageSimulation } from '../../remote/probes/packages/managed.ts'
import type { ShellText } from '../../shell/quote.ts'

/** The command line of a package manager: everything in which the task types for package managers differ. */
export interface PackageManager {
  readonly program: string
  /**
   * Whether the package manager records which packages were requested explicitly, not only as dependencies. If so,
   * `install` may be needed even for an installed package.
   */
  readonly recordsRequested: boolean
  /**
   * Returns a script that prints the version of a package if it is installed as the task requests it, and nothing
   * otherwise.
   */
  readonly version: (name: string) => ShellText
  /** The words of commands, including the program. */
  readonly install: (names: readonly string[]) => readonly string[]
  /** The command that installs packages or upgrades them to their newest version. */
  readonly latest: (names: readonly string[]) => readonly string[]
  readonly remove: (names: readonly string[]) => readonly string[]
  readonly upgrade: readonly string[]
  readonly refresh: readonly string[]
  /** Converts a command to one that only simulates it. */
  readonly simulated: (words: readonly string[]) => readonly string[]
  /** Parses the output of a simulated command. */
  readonly read: (answer: {
    readonly status: number
    readonly stdout: string
    readonly stderr: string
  }) => PackageSimulation
}

/** The request of a task to a package manager. */
export interface PackageRequest {
  readonly names: readonly string[]
  readonly state: 'present' | 'latest' | 'absent'
  /** Whether all installed packages are upgraded to their newest version. */
  readonly upgradesAll: boolean
  /** Whether the package lists are fetched first. */
  readonly refreshes: boolean
}

/** The commands that apply runs, in order, each as a list of words. */
export interface PackagePlan {
  readonly commands: readonly (readonly string[])[]
}
