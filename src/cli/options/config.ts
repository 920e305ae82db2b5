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

/** A value of `drover.yml`, and where it is. */
interface ConfiguredValue {
  readonly value: unknown
  readonly place: Place
}

/** The values that the `drover.yml` of a project, its `ansible.cfg` and the `drover.yml` of the user give; the first of these wins. */
export type Config = ReadonlyMap<SettingKey, ConfiguredValue>

/**
 * Reads both files, if they exist, and between them Ansible's own settings. `dialect` is that of the option. Throws InputError for a key
 * or value that is wrong.
 */
export function readConfig(projectFolder: string, dialect?: Dialect): Config {
  const [file] = configFiles(projectFolder)
  // First, so that its errors name what is wrong with a setting.
  const ofProject = readFile(file, PROJECT_KEYS)
  const dialects = findDialects({ playbookDir: projectFolder, projectDir: projectFolder }, dialect)
  const isAnsible = dialects.ofProject === 'ansible'
  return new Map<SettingKey, ConfiguredValue>([
    ...readUserConfig(),
    ...ansibleSettings(projectFolder, { isAnsible }),
    ...ofProject,
  ])
}

/** Reads the file of the user alone, which has the settings that are not those of a project. */
export function readUserConfig(): Config {
  const user = userFile()
  return new Map(user === undefined ? [] : readFile(user, USER_KEYS))
}

/** The config files that are read: that of the project, then that of the user. */
export function configFiles(projectFolder: string): [project: string, user: string | undefined] {
  return [join(projectFolder, 'drover.yml'), userFile()]
}

function userFile(): string | undefined {
  const home = userFolder('config')
  return home === undefined ? undefined : join(home, 'drover', 'drover.yml')
}

/** Gives the options of a command that were not given the values of the config files. */
export function applyConfig(command: Command): void {
  const { dialect } = command.opts<{ readonly dialect?: Dialect }>()
  for (const [key, { value, place }] of readConfig(folderFor(command), dialect)) {
    const option = command.options.find(({ long }) => nameOf(long) === key)
    if (!option || !isDefault(command, option.attributeName())) continue
    // A lint reads an inventory only if an option names it.
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

/** The outputs of a run; undefined if the command does not have their formats, which are not the same everywhere. */
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

/** The folder of the project that a command is about: that of its first playbook, or the one that we are in. */
function folderFor(command: Command): string {
  const [first] = command.args
  const isTop = command.parent?.parent === null
  if (first === undefined || !isTop || !PLAYBOOK_COMMANDS.has(command.name())) return process.cwd()
  return projectFolderOf(dirname(findPlaybook(first)))
}

/** Commands whose operands are playbooks. */
const PLAYBOOK_COMMANDS = new Set(['playbook', 'plan', 'verify'])

/** `private_key` for `--private-key` and `persist` for `--no-persist`. */
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
