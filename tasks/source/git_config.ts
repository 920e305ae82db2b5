/**
 * A setting of git, of the host, of a user or of a repository.
 *
 *     - git_config:
 *         name: user.email
 *         value: deploy@example.com
 *         scope: global
 */
import {
  defineTask,
  flag,
  hostPath,
  inSync,
  type Probe,
  plan,
  probe,
  type ReadHost,
  type ShellText,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { joinShell, plainPath, requireProgram } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    name: text()
      .refine(
        name => /^[A-Za-z0-9-]+\.([^\0\n]+\.)?[A-Za-z][A-Za-z0-9-]*$/.test(name),
        'expected a name such as `user.email`',
      )
      .optional()
      .describe('Name of the setting.')
      .meta({ examples: ['user.email'] }),
    value: text()
      .refine(value => !value.includes('\0'), 'a value cannot hold a NUL byte')
      .optional()
      .describe(
        'The value. If it is not set, the current value is only read, and registered as `config_value`.',
      )
      .meta({ examples: ['deploy@example.com'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the setting should exist.')
      .meta({ examples: ['absent'] }),
    add_mode: z
      .enum(['replace-all', 'add'])
      .default('replace-all')
      .describe('Whether the value replaces all existing values of the setting, or is added to them.')
      .meta({ examples: ['add'] }),
    scope: z
      .enum(['system', 'global', 'local', 'file'])
      .optional()
      .describe(
        'The scope: the host (`system`), the user (`global`), the repository `repo` (`local`), or `file`. Default: `system`.',
      )
      .meta({ examples: ['global'] }),
    repo: hostPath()
      .optional()
      .describe('Path of the repository, for `scope: local` and for `list_all`.')
      .meta({ examples: ['/srv/app'] }),
    file: hostPath()
      .optional()
      .describe('Path of the configuration file, for `scope: file`.')
      .meta({ examples: ['/etc/gitconfig.d/app'] }),
    list_all: flag()
      .default(false)
      .describe(
        'Register all settings of the scope as `config_values`. Without `scope`, register those of all scopes.',
      )
      .meta({ examples: [true] }),
  })
  .refine(({ name, list_all }) => (name !== undefined) !== list_all, {
    path: ['name'],
    message: 'expected one of `name` and `list_all`',
  })
  .refine(({ list_all, value, state }) => !list_all || (value === undefined && state === 'present'), {
    path: ['list_all'],
    message: 'only reads: it cannot be combined with `value` and `state: absent`',
  })
  .refine(({ scope, repo }) => scope !== 'local' || repo !== undefined, {
    path: ['repo'],
    message: 'expected the repository, which `scope: local` needs',
  })
  .refine(({ scope, file }) => (scope === 'file') === (file !== undefined), {
    path: ['file'],
    message: '`file` and `scope: file` go together',
  })

type Params = z.output<typeof params>

interface ConfigPlan {
  /** The arguments of `git config` after those of the scope. */
  readonly words: readonly string[]
}

export default defineTask({
  summary: 'Sets, removes or reads a setting of git.',
  example: `- git_config:
    name: user.email
    value: deploy@example.com
    scope: global
`,
  params,
  outputs: {
    config_value:
      'The value of the setting, an empty text if it is not set; only without `value`, if `state` is `present`.',
    config_values: 'All settings, as a map from names to values; only with `list_all`.',
  },
  check: async ({ host, params }) => {
    const place = await placeOf(host, params)
    if (params.list_all) return inSync({ msg: '', config_values: await host.ask(allSettings(place)) })
    const { name = '', value, state, add_mode } = params
    const now = await host.ask(valuesOf(place, name))
    const isAbsent = state === 'absent'
    if (value === undefined && !isAbsent) return inSync({ msg: '', config_value: now.at(-1) ?? '' })
    const isAdded = add_mode === 'add' && !isAbsent
    if (isAbsent && now.length === 0) return inSync({ msg: 'no setting to unset' })
    if (!isAbsent && (isAdded ? now.includes(value ?? '') : now.length === 1 && now[0] === value))
      return inSync({ msg: '' })
    const after = [...(isAdded ? now : []), ...(isAbsent ? [] : [value ?? ''])]
    const change = {
      resource: `git-config:${params.scope ?? 'system'}/${name}`,
      action: now.length === 0 ? 'create' : 'update',
      before: now.length === 0 ? null : { value: now.join('\n') },
      after: isAbsent ? null : { value: after.join('\n') },
    }
    const verb = isAdded ? '--add' : '--replace-all'
    const words = isAbsent ? ['--unset-all', '--', name] : [verb, '--', name, value ?? '']
    const planned = plan<ConfigPlan>(
      [isAbsent ? { ...change, action: 'delete' } : change],
      { words },
      { msg: 'setting changed' },
    )
    return { ...planned, mayChange: await filesOf(host, params) }
  },
  mayChange: ({ host, params }) => filesOf(host, params),
  apply: async ({ host, params, plan: { data, outputs } }) => {
    const place = await placeOf(host, params)
    await host.run(gitConfig(place, data.words), { title: `git config ${data.words.join(' ')}` })
    return outputs
  },
})

/** The directory in which git is started, and its arguments for the scope. */
interface ConfigPlace {
  readonly directory: string
  readonly scope: readonly string[]
}

async function placeOf(host: ReadHost, { scope, repo, file, list_all }: Params): Promise<ConfigPlace> {
  const used = scope ?? (list_all ? undefined : 'system')
  // In another directory, git would also read the settings of a repository around it.
  const directory =
    repo !== undefined && (used === 'local' || list_all) ? await absolutePath(host, repo) : '/'
  if (used === undefined) return { directory, scope: [] }
  return {
    directory,
    scope: used === 'file' ? ['--file', await absolutePath(host, file ?? '')] : [`--${used}`],
  }
}

async function filesOf(host: ReadHost, { scope, repo, file }: Params) {
  if (scope === 'file') return mayChangeFiles(host, [file ?? ''])
  if (scope === 'local')
    return mayChangeFiles(host, [plainPath(`${repo}/.git/config`), plainPath(`${repo}/config`)])
  return mayChangeFiles(
    host,
    scope === 'global' ? ['~/.gitconfig', '~/.config/git/config'] : ['/etc/gitconfig'],
  )
}

function gitConfig({ directory, scope }: ConfigPlace, words: readonly string[]): ShellText {
  return joinShell([
    requireProgram('git', 'install it in an earlier task'),
    sh`export LC_ALL=C
cd -- ${directory} || exit
git config --includes ${[...scope, ...words]}`,
  ])
}

/** Returns a probe for the values of a setting, of which the last is effective; none if it is not set. */
function valuesOf(place: ConfigPlace, name: string): Probe<readonly string[]> {
  return probe({
    title: `values of ${name} for git`,
    script: gitConfig(place, ['--null', '--get-all', '--', name]),
    // 1: it is not set.
    answers: [0, 1],
    parse: ({ stdout }) => stdout.toString().split('\0').slice(0, -1),
  })
}

function allSettings(place: ConfigPlace): Probe<Readonly<Record<string, string>>> {
  return probe({
    title: 'settings of git',
    script: gitConfig(place, ['--null', '--list']),
    // 128: the file of the scope does not exist, or cannot be read.
    answers: [0, 128],
    parse: ({ status, stdout, stderr }) => {
      if (status === 128 && !stderr.toString().includes('unable to read config file'))
        throw new TaskError(`git config failed: ${stderr.toString().trim()}`)
      return settingsIn(stdout.toString())
    },
  })
}

/** Parses settings of the form `NAME`, a line break, `VALUE`; one without a value is true. */
function settingsIn(text: string): Readonly<Record<string, string>> {
  const parts = text.split('\0').slice(0, -1)
  return Object.fromEntries(
    parts.map(part => {
      const end = part.indexOf('\n')
      return end < 0 ? [part, 'true'] : [part.slice(0, end), part.slice(end + 1)]
    }),
  )
}
