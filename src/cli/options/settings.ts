import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { expandHome } from '../../base/expand-home.ts'
import type { JournalKey, OptionKey } from '../../base/setting-keys.ts'
import { InputError, type Source } from '../../errors.ts'
import { DEFAULT_RETENTION, type Retention } from '../../journal/retention.ts'
import { RUN_FORMATS } from '../../run.ts'
import { collectOutputs, type Output, writeOutput } from './outputs.ts'

/** A key of `drover.yml`, except `ansible` and `lint`. */
export type SettingKey = OptionKey | JournalKey

/** A setting in `drover.yml`: its description, and how its value is read. */
interface Setting {
  readonly about: string
  /** The default, as text for people. */
  readonly otherwise: string
  /** What the value must be, for errors. */
  readonly expected: string
  /** Returns the value of the option; undefined if it is invalid. Paths are relative to `folder`. */
  readonly read: (source: Source, folder: string) => unknown
}

const MEGABYTE = 1024 * 1024

/** All settings of `drover.yml`, in the order in which they are shown. */
export const SETTINGS: Readonly<Record<SettingKey, Setting>> = {
  inventory: paths(
    'Inventory files or folders, or lists such as `web1,web2,`.',
    '`inventory/` of the project',
  ),
  user: text('The user to log in as.', 'the default of ssh'),
  private_key: path('The private key to log in with.', 'the keys that ssh uses by default'),
  connection: text(
    'How Drover connects to hosts: `ssh`, `local`, or a command that starts a shell.',
    '`ssh`',
  ),
  timeout: number('The connection timeout in seconds.', '10'),
  persist: flag('Whether ssh connections are kept open for the next run.', 'true'),
  forks: number('The number of hosts in parallel.', '100'),
  become: flag('Whether tasks run as another user.', 'false'),
  become_user: text('The user to run tasks as.', 'root'),
  become_method: choice(
    'The method to become that user: `sudo`, `su` or `doas`.',
    ['sudo', 'su', 'doas'],
    'sudo',
  ),
  ask_become_pass: flag('Whether to ask for the become password.', 'false'),
  ask_pass: flag('Whether to ask for the login password.', 'false'),
  identity: paths('Files with age identities that decrypt secrets.', 'your own identity file'),
  vault_password_file: paths('Files with Ansible Vault passwords, or programs that print them.', 'none'),
  vault_id: texts('Ansible Vault passwords for vault ids, as `ID@SOURCE`.', 'none'),
  ask_vault_pass: flag('Whether to ask for the Ansible Vault password.', 'false'),
  diff: flag('Whether to show the differences.', 'false'),
  output: outputs('Report formats, or `FORMAT:FILE`.', 'tree on a terminal, otherwise lines'),
  verbose: number('The verbosity of the output: 1 is `-v`, 2 is `-vv`.', '0'),
  backup: flag('Whether replaced files are backed up in the same folder.', 'false'),
  lock_wait: number('Seconds to wait if another run has locked a host.', '0'),
  look_ahead: flag('Whether later tasks are checked in advance.', 'true'),
  force_handlers: flag('Whether handlers also run on failed hosts.', 'false'),
  journal_days: number(
    'The number of days after which journals are removed. Set this only in `~/.config/drover/drover.yml`.',
    String(DEFAULT_RETENTION.days),
  ),
  journal_megabytes: number(
    'The total size of all journals. Set this only in `~/.config/drover/drover.yml`.',
    String(DEFAULT_RETENTION.bytes / MEGABYTE),
  ),
}

/** Returns the limits for journals from the values of the settings. */
export function retentionOf(read: (key: JournalKey) => unknown): Retention {
  const [days, megabytes] = [read('journal_days'), read('journal_megabytes')]
  return {
    days: typeof days === 'number' ? days : DEFAULT_RETENTION.days,
    bytes: typeof megabytes === 'number' ? megabytes * MEGABYTE : DEFAULT_RETENTION.bytes,
  }
}

/** Reads the value of a key. Throws InputError with what was expected. */
export function readSetting(key: SettingKey, source: Source, folder: string): unknown {
  const { expected, read } = SETTINGS[key]
  const value = read(source, folder)
  if (value !== undefined) return value
  throw new InputError(`\`${key}\` is ${expected}`, {
    place: source.place,
    hint: `\`run config\` lists all keys`,
  })
}

function flag(about: string, otherwise: string): Setting {
  const read = (source: Source): unknown =>
    source.kind === 'scalar' && typeof source.value === 'boolean' ? source.value : undefined
  return { about, otherwise, expected: 'true or false', read }
}

function number(about: string, otherwise: string): Setting {
  const read = (source: Source): unknown =>
    source.kind === 'scalar' && Number.isInteger(source.value) && Number(source.value) > 0
      ? source.value
      : undefined
  return { about, otherwise, expected: 'a whole number above 0', read }
}

function text(about: string, otherwise: string): Setting {
  return { about, otherwise, expected: 'text', read: textOf }
}

function choice(about: string, words: readonly string[], otherwise: string): Setting {
  const read = (source: Source): unknown => words.find(word => word === textOf(source))
  return { about, otherwise, expected: `one of ${words.map(word => `\`${word}\``).join(', ')}`, read }
}

function path(about: string, otherwise: string): Setting {
  const read = (source: Source, folder: string): unknown => {
    const written = textOf(source)
    return written === undefined ? undefined : pathIn(folder, written)
  }
  return { about, otherwise, expected: 'a path', read }
}

function paths(about: string, otherwise: string): Setting {
  const read = (source: Source, folder: string): unknown => listOf(source)?.map(each => pathIn(folder, each))
  return { about, otherwise, expected: 'a path or a list of paths', read }
}

function outputs(about: string, otherwise: string): Setting {
  const read = (source: Source, folder: string): unknown => {
    try {
      const read = listOf(source)?.reduce<readonly Output[] | undefined>(
        (before, each) => collectOutputs(RUN_FORMATS, folder)(each, before),
        undefined,
      )
      return read?.map(writeOutput)
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      return undefined
    }
  }
  const formats = RUN_FORMATS.map(format => `\`${format}\``).join(', ')
  return {
    about,
    otherwise,
    expected: `one of ${formats}, or a list of them; \`FORMAT:FILE\` goes to a file`,
    read,
  }
}

function texts(about: string, otherwise: string): Setting {
  return { about, otherwise, expected: 'text or a list of texts', read: source => listOf(source) }
}

function textOf(source: Source): string | undefined {
  return source.kind === 'scalar' && typeof source.value === 'string' && source.value !== ''
    ? source.value
    : undefined
}

function listOf(source: Source): string[] | undefined {
  const items = source.kind === 'list' ? source.items : [source]
  const all = items.map(textOf)
  return all.every(each => each !== undefined) ? all : undefined
}

/** Resolves a path; a list of hosts, which contains a comma, is returned unchanged. */
function pathIn(folder: string, written: string): string {
  return written.includes(',') ? written : resolve(folder, expandHome(written))
}
