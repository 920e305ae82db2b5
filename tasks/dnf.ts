/**
 * Packages of the Red Hat family, present or absent, in one transaction; by dnf, and by yum where there is no dnf.
 *
 *     - dnf:
 *         name: [etcd, curl]
 *         state: present
 */
import {
  type Change,
  defineTask,
  flag,
  inSync,
  number,
  oneOrMore,
  plan,
  presentTools,
  rpmStates,
  rpmUpdates,
  sh,
  TaskError,
  text,
  z,
} from '../src/task.ts'

const params = z.strictObject({
  name: oneOrMore(text())
    .default([])
    .describe('Packages; each may have a version, `name-1.2`, or be a group, `@development`.')
    .meta({ examples: [['etcd', 'curl']] }),
  state: z
    .enum(['present', 'installed', 'latest', 'absent', 'removed'])
    .default('present')
    .describe('What is wanted of them.')
    .meta({ examples: ['latest'] }),
  enablerepo: oneOrMore(text())
    .default([])
    .describe('Repositories to use that are disabled.')
    .meta({ examples: [['epel']] }),
  disablerepo: oneOrMore(text())
    .default([])
    .describe('Repositories to leave out.')
    .meta({ examples: [['updates']] }),
  exclude: oneOrMore(text())
    .default([])
    .describe('Packages to leave out.')
    .meta({ examples: [['kernel*']] }),
  disable_gpg_check: flag()
    .default(false)
    .describe('Accept packages that nobody signed.')
    .meta({ examples: [true] }),
  update_cache: flag()
    .default(false)
    .describe('Fetch the metadata first, where something is to be installed. It is no change of its own.')
    .meta({ examples: [true] }),
  autoremove: flag()
    .default(false)
    .describe('Remove what nothing needs any more along with them.')
    .meta({ examples: [true] }),
  allow_downgrade: flag()
    .default(false)
    .describe('Let a wanted version be older than the present one.')
    .meta({ examples: [true] }),
  lock_timeout: number()
    .default(60)
    .describe('Seconds to wait for another package manager to end.')
    .meta({ examples: [300] }),
})

interface DnfPlan {
  readonly install: readonly string[]
  readonly remove: readonly string[]
}

export default defineTask<typeof params, DnfPlan>({
  summary: 'Installs, upgrades or removes packages of the Red Hat family, by dnf or yum.',
  example: `- dnf:
    name: [etcd, curl]
    state: present
`,
  params,
  aliases: { pkg: 'name' },
  gathers: {
    param: 'name',
    merge: data => ({
      install: data.flatMap(({ install }) => install),
      remove: data.flatMap(({ remove }) => remove),
    }),
  },
  isAction: ({ name }) => (name.some(each => each.startsWith('@')) ? 'repeatable' : false),
  check: async ({ host, params }) => {
    const names = params.name
      .flatMap(name => name.split(','))
      .map(name => name.trim())
      .filter(name => name !== '')
    const [seen, tools] = await Promise.all([
      names.length === 0 ? new Map<string, readonly string[]>() : host.ask(rpmStates(names)),
      host.ask(presentTools(['dnf', 'yum'])),
    ])
    const tool = tools.has('dnf') ? 'dnf' : 'yum'
    const isAbsent = params.state === 'absent' || params.state === 'removed'
    const present = names.filter(name => (seen.get(name) ?? []).length > 0)
    const updates =
      params.state === 'latest' && present.length > 0 && tools.size > 0
        ? await host.ask(rpmUpdates(tool, present))
        : new Set()
    const changes: Change[] = []
    const [install, remove]: [string[], string[]] = [[], []]
    for (const name of names) {
      const versions = seen.get(name) ?? []
      const resource = `package:${name}`
      if (isAbsent && versions.length > 0) {
        remove.push(name)
        changes.push({ resource, action: 'delete', before: { version: versions.join(' ') }, after: null })
      } else if (!isAbsent && versions.length === 0) {
        install.push(name)
        changes.push({ resource, action: 'create', before: null, after: { version: 'newest' } })
      } else if (!isAbsent && updates.has(name)) {
        install.push(name)
        changes.push({
          resource,
          action: 'update',
          before: { version: versions.join(' ') },
          after: { version: 'newest' },
        })
      }
    }
    return changes.length === 0 ? inSync() : plan(changes, { install, remove })
  },
  apply: async ({ host, params, plan: { data } }) => {
    const tools = await host.ask(presentTools(['dnf', 'yum']))
    const tool = tools.has('dnf') ? 'dnf' : tools.has('yum') ? 'yum' : undefined
    if (tool === undefined)
      throw new TaskError('the host has neither dnf nor yum', {
        hint: '`package` takes the manager that a host has',
      })
    const options = [
      ...params.enablerepo.map(repo => `--enablerepo=${repo}`),
      ...params.disablerepo.map(repo => `--disablerepo=${repo}`),
      ...params.exclude.map(name => `--exclude=${name}`),
      ...(params.disable_gpg_check ? ['--nogpgcheck'] : []),
    ]
    const go = async (words: readonly string[]): Promise<void> => {
      const { status, stdout, stderr } = await host.run(
        sh`timeout ${params.lock_timeout + 1800} ${tool} -y ${options} ${words}`,
        { title: `${tool} ${words.join(' ')}`, ok: 'any', live: true },
      )
      if (status === 0) return
      const said = stderr.toString().trim() || stdout.toString().trim()
      throw new TaskError(
        `${tool} ${words.join(' ')} ended with status ${status}: ${said.split('\n').slice(-20).join('\n')}`,
        {
          hint: /No match for argument|Nothing to do|No package .* available/.test(said)
            ? 'is the name right, and is its repository enabled?'
            : undefined,
          outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
        },
      )
    }
    if (data.remove.length > 0)
      await go(
        [params.autoremove && tool === 'dnf' ? 'autoremove' : 'remove', '--', ...data.remove].filter(
          word => word !== '--',
        ),
      )
    if (data.install.length === 0) return
    if (params.update_cache) await go(['makecache'])
    const verb = params.state === 'latest' && tool === 'dnf' ? ['--best', 'install'] : ['install']
    await go([
      ...(params.allow_downgrade && tool === 'dnf' ? ['--allowerasing'] : []),
      ...verb,
      ...data.install,
    ])
  },
})
