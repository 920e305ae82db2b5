/** The keys of `drover.yml` that are defaults for options of the command line. */
export const OPTION_KEYS = [
  'inventory',
  'user',
  'private_key',
  'connection',
  'timeout',
  'persist',
  'forks',
  'become',
  'become_user',
  'become_method',
  'ask_become_pass',
  'ask_pass',
  'identity',
  'vault_password_file',
  'vault_id',
  'ask_vault_pass',
  'diff',
  'output',
  'verbose',
  'backup',
  'lock_wait',
  'look_ahead',
  'force_handlers',
] as const

/** A key of `drover.yml` that is a default for an option of the command line. */
export type OptionKey = (typeof OPTION_KEYS)[number]

/**
 * The keys of a user's `drover.yml` that limit how many journals are kept. They are not in that of a project, since
 * the journals of all projects are in one folder.
 */
export const JOURNAL_KEYS = ['journal_days', 'journal_megabytes'] as const

/** A key for journals. */
export type JournalKey = (typeof JOURNAL_KEYS)[number]

/** All keys of the `drover.yml` of a user. */
export const USER_KEYS: readonly string[] = [...OPTION_KEYS, ...JOURNAL_KEYS]

/** All keys of the `drover.yml` of a project. */
export const PROJECT_KEYS: readonly string[] = ['ansible', 'lint', ...OPTION_KEYS]
