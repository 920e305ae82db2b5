import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Command, InvalidArgumentError, type Option } from 'commander'
import { JOURNAL_KEYS, OPTION_KEYS, PROJECT_KEYS, USER_KEYS } from '../../base/setting-keys.ts'
import { suggest } from '../../base/suggest.ts'
import { userFolder } from '../../base/xdg.ts'
import { InputError, type Place } from '../../errors.ts'
import { findPlaybook, projectFolderOf } from '../../run.ts'
import { describe } from '../../yaml/describe.ts'
import { findDialects } from '../../yaml/dialects.ts'
import { loadYamlIfAny } from '../../yaml/load.ts'
import type { Dialect } from '../../yaml/reading.ts'
import { ansibleSettings } from './ansible-settings.ts'
import { type Output, readOutput } from './outputs.ts'
import { readSetting, type SettingKey } from './settings.ts'

/** A value of `drover.yml`, and its position. */
interface ConfiguredValue {
  readonly value: unknown
  readonly place: Place
}

/**
 * The values from the `drover.yml` of the project, its `ansible.cfg` and the `drover.yml` of the user; the first of
 * these takes precedence.
 */
export type Config = ReadonlyMap<SettingKey, ConfiguredValue>

/**
 * Reads the settings from the `drover.yml` of the project, from Ansible's settings, and from the `drover.yml` of the
 * user, as far as these exist. `dialect` is the value of `--dialect`. Throws InputError for an invalid key or value.
 */
export function readConfig(projectFolder: string, dialect?: Dialect): Config {
  const [file] = configFiles(projectFolder)
  // Read first, so that an invalid setting is reported by its own error.
  const ofProject = readFile(file, PROJECT_KEYS)
  const dialects = findDialects({ playbookDir: projectFolder, projectDir: projectFolder }, dialect)
  const isAnsible = dialects.ofProject === 'ansible'
  return new Map<SettingKey, ConfiguredValue>([
    ...readUserConfig(),
    ...ansibleSettings(projectFolder, { isAnsible }),
    ...ofProject,
  ])
}

/** Reads only the `drover.yml` of the user, which also has settings that a project cannot have. */
export function readUserConfig(): Config {
  const user = userFile()
  return new Map(user === undefined ? [] : readFile(user, USER_KEYS))
}

/** Returns the paths of the config files: that of the project, then that of the user. */
export function configFiles(projectFolder: string): [project: string, user: string | undefined] {
  return [join(projectFolder, 'drover.yml'), userFile()]
}

function userFile(): string | undefined {
  const home = userFolder('config')
  return home === undefined ? undefined : join(home, 'drover', 'drover.yml')
}

/** Sets the options of a command that are not on the command line to their values in the config files. */
export function applyConfig(command: Command): void {
  const { dialect } = command.opts<{ readonly dialect?: Dialect }>()
  for (const [key, { value, place }] of readConfig(folderFor(command), dialect)) {
    const option = command.options.find(({ long }) => nameOf(long) === key)
    if (!option || !isDefault(command, option.attributeName())) continue
    // A lint uses an inventory only if an option names it.
    if (key === 'inventory' && command.name() !== 'lint') refuseMissing(value as readonly string[], place)
    const given = key === 'output' ? outputsOf(option, value as readonly string[]) : value
    if (given !== undefined) command.setOptionValueWithSource(option.attributeName(), given, 'config')
  }
}

function refuseMissing(inventories: readonly string[], place: Place): void {
  const missing = inventories.find(path => !path.includes(',') && !existsSync(path))
  if (missing === undefined) return
  throw new InputError(`there is no inventory \`${missing}\``, {
    place,
    hint: 'correct the path here, or create an inventory: `run new inventory` makes `inventory/hosts.yml`',
  })
}

/** Returns the outputs of a setting; undefined if this command does not support one of their formats. */
function outputsOf(
  { argChoices = [] }: Option,
  written: readonly string[],
): readonly Output<string>[] | undefined {
  try {
    return written.map(each => readOutput(each, argChoices))
  } catch (error) {
    if (error instanceof InvalidArgumentError) return undefined
    throw error
  }
}

/** Returns the folder of the project for a command: that of its first playbook, or the working directory. */
function folderFor(command: Command): string {
  const [first] = command.args
  const isTop = command.parent?.parent === null
  if (first === undefined || !isTop || !PLAYBOOK_COMMANDS.has(command.name())) return process.cwd()
  return projectFolderOf(dirname(findPlaybook(first)))
}

/** The commands whose arguments are playbooks. */
const PLAYBOOK_COMMANDS = new Set(['playbook', 'plan', 'verify'])

/** Returns the key of a setting for an option: `private_key` for `--private-key` and `persist` for `--no-persist`. */
function nameOf(long: string | undefined): string {
  return (long ?? '').replace(/^--(no-)?/, '').replaceAll('-', '_')
}

function isDefault(command: Command, attribute: string): boolean {
  return [undefined, 'default'].includes(command.getOptionValueSource(attribute))
}

function readFile(file: string, known: readonly string[]): [SettingKey, ConfiguredValue][] {
  const source = existsSync(file) ? loadYamlIfAny(file) : null
  if (source === null) return []
  if (source.kind !== 'map')
    throw new InputError(`\`drover.yml\` must be a map of settings, got ${describe(source)}`, {
      place: source.place,
    })
  return [...source.entries].flatMap(([key, { keyPlace, value }]) => {
    if (!known.includes(key)) throw unknownKey(key, known, keyPlace)
    const setting = [...OPTION_KEYS, ...JOURNAL_KEYS].find(each => each === key)
    return setting
      ? [[setting, { value: readSetting(setting, value, dirname(file)), place: value.place }]]
      : []
  })
}

function unknownKey(key: string, known: readonly string[], place: Place): InputError {
  if (USER_KEYS.includes(key))
    return new InputError(`\`${key}\` is not a setting of a project`, {
      place,
      hint: 'set it in `~/.config/drover/drover.yml`: the journals of all projects are in one folder',
    })
  const near = suggest(key, known)
  return new InputError(`\`drover.yml\` has no key \`${key}\``, {
    place,
    hint: near ? `did you mean \`${near}\`?` : '`run config` lists all keys',
  })
}
