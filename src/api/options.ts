/**
 * The options of `runPlaybook`: those of `run playbook`, with the same names and defaults. Paths are relative to the working directory.
 * `drover.yml` is not read.
 */
export interface RunPlaybookOptions {
  /** Inventory files or folders, or lists such as `web1,web2,`. Default: `inventory/` of the project. */
  readonly inventory?: string | readonly string[]
  /** Only these hosts of the plays. */
  readonly limit?: string | readonly string[]
  /** A dry run: reports what would change, and changes nothing. */
  readonly check?: boolean
  /**
   * The value of `ansible_diff_mode`. If true, `diff` in registered results has the texts before and after a change,
   * if there are any, instead of the changed fields.
   */
  readonly diff?: boolean
  /** Variables with the highest precedence: an object, or strings in the form of `-e`. */
  readonly extraVars?: Readonly<Record<string, unknown>> | readonly string[]
  /** Only tasks with these tags. */
  readonly tags?: readonly string[]
  /** No tasks with these tags. */
  readonly skipTags?: readonly string[]
  /** Starts at the task with this name; `*` matches any text. */
  readonly startAtTask?: string
  /** Hosts to work on in parallel. Default: 100. */
  readonly forks?: number
  /** The user to log in as. */
  readonly user?: string
  /** Runs tasks as another user. */
  readonly become?: boolean
  /** The user as whom tasks run. Default: root. */
  readonly becomeUser?: string
  /** The method to become that user: `sudo`, `su` or `doas`. Default: sudo. */
  readonly becomeMethod?: 'sudo' | 'su' | 'doas'
  /** The password that `becomeMethod` asks for. It is masked in all events. */
  readonly becomePassword?: string
  /** The password to log in with. It is masked in all events. */
  readonly loginPassword?: string
  /** The private key to log in with. */
  readonly privateKey?: string
  /** `ssh`, `local`, or a command that starts a shell. */
  readonly connection?: string
  /** The connection timeout in seconds. Default: 10. */
  readonly timeout?: number
  /** Whether ssh connections are kept open for the next run. Default: true. */
  readonly persist?: boolean
  /** Backs up each replaced file in the same folder. */
  readonly backup?: boolean
  /** Seconds to wait if another run has locked a host. Default: 0. */
  readonly lockWait?: number
  /** Whether later tasks are checked in advance. Default: true. */
  readonly lookAhead?: boolean
  /** Runs handlers on failed hosts, too. */
  readonly forceHandlers?: boolean
  /** The language of all files. Default: as set in the project. */
  readonly dialect?: 'drover' | 'ansible'
  /** Files with age identities that decrypt secrets. Default: your own identity file. */
  readonly identity?: readonly string[]
  /** Files with Ansible Vault passwords, or programs that print them. */
  readonly vaultPasswordFile?: readonly string[]
  /** Ansible Vault passwords for vault ids, as `ID@SOURCE`. */
  readonly vaultId?: readonly string[]
  /** Whether a journal of the run is kept, for `run resume` and `run logs`. Default: true. */
  readonly journal?: boolean
  /** Stops the run: running tasks finish, and no other task starts. */
  readonly signal?: AbortSignal
}
