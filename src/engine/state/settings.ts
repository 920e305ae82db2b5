import type { Change } from '../../authoring/plan.ts'
import type { Place } from '../../errors.ts'
import type { Secret } from '../../values/secret.ts'
import type { VarsSource } from '../../yaml/load.ts'

/** The settings of the whole run, from the command line and settings files. */
export interface Settings {
  /** Whether a saved plan allows a task to make these changes; absent if there is no saved plan. */
  readonly approves?: (host: string, task: string, changes: readonly Change[], isHandler: boolean) => boolean
  readonly isCheckMode: boolean
  readonly showDiff: boolean
  readonly tags: readonly string[]
  readonly skipTags: readonly string[]
  readonly forks: number
  /** The number of `-v` options. */
  readonly verbosity: number
  readonly forceHandlers: boolean
  /** Whether a `notify` without a matching handler is a warning instead of an error. */
  readonly allowsMissingHandlers?: boolean
  /** Whether the `vars` of a role are visible only to its own tasks and not to the whole play. */
  readonly hidesRoleVars?: boolean
  /** Whether checks of later tasks are prefetched (`--no-look-ahead` sets false). */
  readonly looksAhead: boolean
  readonly startAtTask?: string
  /** Whether a backup of every replaced file is kept next to the new one. */
  readonly keepsReplaced: boolean
  /** Seconds to wait for another run that is changing a host. */
  readonly lockWait: number
  readonly limit?: string
  readonly extraVars: VarsSource
  readonly connection: ConnectionDefaults
  /** Connection settings of `ansible.cfg`. Those of the command line take precedence. */
  readonly configured?: { readonly [name: string]: Configured | undefined }
  /** The folder of the project, which is searched for `tasks/`, `templates/` and `files/`. */
  readonly projectDir: string
  /** The absolute paths of the inventories, in the order in which they were given. */
  readonly inventories: readonly string[]
}

/** The value of a setting from a file or an environment variable. */
interface Configured {
  readonly text: string
  readonly place?: Place
}

/** Connection settings of the command line. Settings in the inventory and the play take precedence. */
export interface ConnectionDefaults {
  readonly user?: string
  readonly become: boolean
  readonly becomeUser?: string
  readonly becomeMethod?: string
  readonly becomePassword?: Secret
  readonly loginPassword?: Secret
  readonly privateKeyFile?: string
  readonly connection?: string
  readonly timeout?: number
  /** False if no connection is kept open after the run, regardless of the inventory. */
  readonly persist: boolean
}
