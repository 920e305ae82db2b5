import type { Change } from '../../authoring/plan.ts'
import type { Place } from '../../errors.ts'
import type { Secret } from '../../values/secret.ts'
import type { VarsSource } from '../../yaml/load.ts'

/** What the user asked of the whole run. */
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
  /** Whether a `notify` that no handler answers to is a warning, and not an error. */
  readonly allowsMissingHandlers?: boolean
  /** Whether the `vars` of a role are seen by its own tasks alone, and not by the whole play. */
  readonly hidesRoleVars?: boolean
  /** False checks every task in its turn alone. */
  readonly looksAhead: boolean
  readonly startAtTask?: string
  /** Whether every replaced file is kept next to the new one. */
  readonly keepsReplaced: boolean
  /** Seconds to wait for another run that is changing a host. */
  readonly lockWait: number
  readonly limit?: string
  readonly extraVars: VarsSource
  readonly connection: ConnectionDefaults
  /** Connection settings of `ansible.cfg`, weaker than those of the command line. */
  readonly configured?: { readonly [name: string]: Configured | undefined }
  /** The folder of the project: `tasks/`, `templates/`, `files/` are looked for here. */
  readonly projectDir: string
  /** As they were named, absolute. */
  readonly inventories: readonly string[]
}

/** A setting of a file, or of the environment. */
interface Configured {
  readonly text: string
  readonly place?: Place
}

/** Connection settings of the command line; inventory and play go before them. */
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
  /** False if no connection is to be kept, whatever the inventory says. */
  readonly persist: boolean
}
