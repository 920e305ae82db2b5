import { dirname, resolve } from 'node:path'
import { type AnsibleCfg, readAnsibleFlag, unquoted } from '../../base/ansible-cfg.ts'
import { expandHome } from '../../base/expand-home.ts'
import { memo } from '../../base/memo.ts'
import { ownValue } from '../../base/own-value.ts'
import type { RenderContext } from '../../functions/controller.ts'
import { JinjaError } from '../jinja/error.ts'
import { toText } from '../jinja/text.ts'
import { typeName } from '../jinja/values.ts'
import { CONFIG_PLUGIN_TABLES } from './config-plugin-table.ts'
import { CONFIG_TABLE } from './config-table.ts'
import { pluginError } from './lookup-messages.ts'

type Options = Readonly<Record<string, unknown>>

/** The sources of setting values: `ansible.cfg`, the environment and, for plugins, the variables of the task. */
export interface ConfigSources {
  readonly cfg: AnsibleCfg | undefined
  readonly env: NodeJS.ProcessEnv
  readonly variables: RenderContext['variables']
}

const ON_MISSING = ['error', 'skip', 'warn']

/**
 * Implements the lookup `config`: returns the values of Ansible's settings by name, such as
 * `DEFAULT_ROLES_PATH`, or, with `plugin_type` and `plugin_name`, those of a plugin. Throws JinjaError for a
 * name that does not exist, unless `on_missing` is `skip` or `warn`.
 */
export function lookUpConfig(
  names: readonly unknown[],
  { on_missing: onMissing = 'error', plugin_type: type, plugin_name: plugin }: Options,
  sources: ConfigSources,
  warn: (message: string) => void,
): unknown[] {
  if (typeof onMissing !== 'string' || !ON_MISSING.includes(onMissing)) {
    throw fault(
      `Invalid value "${toText(onMissing)}" for the option "on_missing", valid values are: ${ON_MISSING.join(', ')}`,
    )
  }
  const settings = settingsOf(type, plugin)
  return names.flatMap(name => {
    if (typeof name !== 'string') {
      const message = `Invalid setting identifier, "${toText(name)}" is not a string, its a <class '${typeName(name)}'>`
      throw fault(message)
    }
    const setting = settings.get(name)
    if (setting) return [settingValue(setting, settings, sources)]
    if (name === 'CONFIG_FILE' && type === undefined) return [sources.cfg?.file ?? null]
    if (onMissing === 'error') throw missing(name)
    if (onMissing === 'warn') warn(`there is no setting \`${name}\`, so the lookup \`config\` skips it`)
    return []
  })
}

/** Names in Ansible's module of settings that are functions or classes, not settings. */
const CODE = ['ConfigManager', 'Sequence', 'add_internal_fqcns', 'set_constant', 'to_text']

function missing(name: string): JinjaError {
  const ansibleMessage = CODE.includes(name)
    ? `Invalid setting "${name}" attempted`
    : `Unable to find setting ${name}`
  return new JinjaError(`there is no setting \`${name}\``, {
    hint: "`on_missing='skip'` leaves it out",
    ansibleMessage,
  })
}

function fault(message: string): JinjaError {
  return pluginError('config', message, 'AnsibleOptionsError')
}

interface Setting {
  readonly type: string
  readonly keys: readonly string[]
  readonly environment: readonly string[]
  readonly variables: readonly string[]
  readonly usual: string | undefined
}

type Settings = ReadonlyMap<string, Setting>

/** Parsed once, for all hosts and items of a run. */
const tables = memo<Settings>()

function settingsOf(type: unknown, plugin: unknown): Settings {
  if (type === undefined && plugin === undefined)
    return tables(CONFIG_TABLE, () => parse(CONFIG_TABLE, false))
  if (type === undefined || plugin === undefined) {
    throw fault('Both plugin_type and plugin_name are required, cannot use one without the other')
  }
  const name = toText(plugin).replace(/^ansible\.(?:builtin|legacy)\./, '')
  const table = ownValue(CONFIG_PLUGIN_TABLES, `${toText(type)} ${name}`)
  if (table !== undefined) return tables(table, () => parse(table, true))
  const known = Object.keys(CONFIG_PLUGIN_TABLES).map(each => `\`${each}\``)
  throw new JinjaError(`the lookup \`config\` knows no plugin \`${toText(type)} ${name}\``, {
    hint: `it knows the settings of ${known.join(', ')}`,
    ansibleMessage: `Unable to load ${toText(type)} plugin "${toText(plugin)}"`,
  })
}

function parse(table: string, hasVariables: boolean): Settings {
  const words = (text = ''): string[] => text.split(' ').filter(word => word !== '')
  const rows = table.trim().split('\n')
  return new Map(
    rows.map(row => {
      const [name = '', type = '', keys, environment, ...others] = row.split('|').map(part => part.trim())
      const [variables, usual] = hasVariables ? [others[0], others.slice(1)] : ['', others]
      return [
        name,
        {
          type,
          keys: words(keys),
          environment: words(environment),
          variables: words(variables),
          // A row that ends with a bar after its default has one part more than the default; without a default
          // there is only one.
          usual: usual.length > 1 ? usual[0] : undefined,
        },
      ]
    }),
  )
}

function settingValue(setting: Setting, settings: Settings, sources: ConfigSources): unknown {
  const { cfg, env, variables } = sources
  const fromVariable = lastOf(setting.variables, name => ownValue(variables, name))
  if (fromVariable !== undefined) return typed(fromVariable, setting, process.cwd())
  const fromEnvironment = lastOf(setting.environment, name => env[name])
  if (fromEnvironment !== undefined) return typed(fromEnvironment, setting, process.cwd())
  const fromFile = lastOf(setting.keys, key => {
    const [section = '', name = ''] = key.split(':')
    return cfg?.get(section, name)?.text
  })
  if (fromFile !== undefined) return typed(fromFile, setting, dirname(cfg?.file ?? '.'))
  if (setting.usual === undefined) return null
  if (setting.usual === '') return setting.type === 'list' ? [] : ''
  const home = setting.usual.startsWith('{home}') ? homeOf(settings, sources) : ''
  return typed(setting.usual.replace('{home}', home), setting, process.cwd())
}

/** Returns Ansible's home folder, below which other settings have their default. */
function homeOf(settings: Settings, sources: ConfigSources): string {
  const setting = settings.get('ANSIBLE_HOME')
  return setting ? toText(settingValue(setting, settings, sources)) : ''
}

function lastOf(names: readonly string[], read: (name: string) => unknown): unknown {
  return names.map(read).findLast(value => value !== undefined && value !== null)
}

/** Converts a text value to the type of its setting. Relative paths are resolved against `folder`. */
function typed(value: unknown, { type }: Setting, folder: string): unknown {
  if (typeof value !== 'string') return value
  const path = (text: string): string =>
    resolve(folder, expandHome(text.replaceAll('{{CWD}}', process.cwd()).trim()))
  if (type === 'flag') return readAnsibleFlag(value) ?? false
  if (type === 'whole' || type === 'float') return Number(value)
  if (type === 'list') return value.split(',').map(part => unquoted(part.trim()))
  if (type === 'path') return path(value)
  if (type === 'paths') return value.split(':').map(path)
  if (type === 'files') return value.split(',').map(path)
  return unquoted(value)
}
