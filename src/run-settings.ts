import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { approvalBy } from './approval.ts'
import { expandHome } from './base/expand-home.ts'
import type { PlannedTask } from './engine/state/events.ts'
import type { ResumeData } from './engine/state/resume-state.ts'
import type { ConnectionDefaults, Settings } from './engine/state/settings.ts'
import { InputError } from './errors.ts'
import type { AdHocTask } from './playbook/ad-hoc.ts'
import { parseExtraVars } from './playbook/extra-vars.ts'
import type { KeySources } from './secrets/keyring.ts'
import { type Masks, Secret } from './values/secret.ts'
import type { Dialect, YamlReading } from './yaml/reading.ts'

/** What the command line asks of a run; paths as the user wrote them. */
export interface RunOptions {
  readonly playbooks: readonly string[]
  /** A play of one task, which runs after those of the playbooks. */
  readonly adHoc?: AdHocTask
  readonly inventory: readonly string[]
  readonly limit?: string
  /** The language of all files, whatever they and the project say. */
  readonly dialect?: Dialect
  readonly check: boolean
  readonly diff: boolean
  readonly extraVars: readonly string[]
  readonly tags: readonly string[]
  readonly skipTags: readonly string[]
  readonly forks?: number
  /** The number of `-v` options. */
  readonly verbosity?: number
  readonly user?: string
  readonly become: boolean
  readonly becomeUser?: string
  readonly becomeMethod?: string
  readonly becomePassword?: string
  readonly loginPassword?: string
  readonly privateKey?: string
  readonly connection?: string
  readonly timeout?: number
  /** False if connections are not kept for the next run. */
  readonly persist: boolean
  /** True keeps every replaced file next to the new one. */
  readonly backup?: boolean
  /** Seconds to wait for another run that is changing a host. */
  readonly lockWait?: number
  readonly forceHandlers: boolean
  /** False checks every task in its turn alone. */
  readonly lookAhead: boolean
  readonly startAtTask?: string
  /** Asks before each task whether it is to be run. */
  readonly step?: boolean
  /** What a saved plan allows each task; absent outside of `run apply`. */
  readonly approved?: readonly PlannedTask[]
  /** What the run has left that this one resumes again. */
  readonly resumeData?: ResumeData
  /** The sources of keys for encrypted values; without them, only unencrypted values can be read. */
  readonly keys?: KeySources
}

/**
 * The settings of a run. Throws InputError for extra variables that cannot be read, and for a key that does
 * not exist.
 */
export function settingsOf(
  options: RunOptions,
  { projectDir, inventoryPaths }: { projectDir: string; inventoryPaths: readonly string[] },
  { masks, reading }: { masks: Masks; reading: YamlReading },
): Settings {
  const secret = (text: string | undefined): Secret | undefined => {
    if (text === undefined) return undefined
    masks.add(text)
    return new Secret(text)
  }
  const becomePassword = secret(options.becomePassword)
  const loginPassword = secret(options.loginPassword)
  const connection: ConnectionDefaults = {
    become: options.become,
    persist: options.persist,
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.becomeUser === undefined ? {} : { becomeUser: options.becomeUser }),
    ...(options.becomeMethod === undefined ? {} : { becomeMethod: options.becomeMethod }),
    ...(becomePassword === undefined ? {} : { becomePassword }),
    ...(loginPassword === undefined ? {} : { loginPassword }),
    ...(options.privateKey === undefined ? {} : { privateKeyFile: keyFile(options.privateKey) }),
    ...(options.connection === undefined ? {} : { connection: options.connection }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  }
  return {
    ...(options.approved === undefined ? {} : { approves: approvalBy(options.approved, masks) }),
    isCheckMode: options.check,
    showDiff: options.diff,
    tags: options.tags,
    skipTags: options.skipTags,
    forks: options.forks ?? DEFAULT_FORKS,
    forceHandlers: options.forceHandlers,
    keepsReplaced: options.backup ?? false,
    lockWait: options.lockWait ?? 0,
    looksAhead: options.lookAhead,
    extraVars: parseExtraVars(options.extraVars, process.cwd(), reading),
    connection,
    projectDir,
    inventories: inventoryPaths.map(path => resolve(path)),
    verbosity: options.verbosity ?? 0,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.startAtTask === undefined ? {} : { startAtTask: options.startAtTask }),
  }
}

/** Given explicitly, so it must exist: ssh would ignore a missing file. */
function keyFile(name: string): string {
  const file = resolve(expandHome(name))
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile()) return file
  const problem = found === undefined ? 'does not exist' : 'is not a file'
  throw new InputError(`the key \`${name}\` of \`--private-key\` ${problem}`, { hint: `looked for ${file}` })
}

/** Enough for a hundred hosts at once. */
export const DEFAULT_FORKS = 100
