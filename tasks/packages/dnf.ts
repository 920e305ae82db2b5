/**
 * Installs, upgrades or removes Red Hat family packages in one transaction, with dnf, or with yum if dnf is missing.
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
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { rpmGroups, rpmStates, rpmUpdates } from '../../src/built-in/host.ts'
import {
  DNF_METADATA,
  groupStep,
  NEWEST_VERSION,
  packageStep,
  refuseDowngrade,
  runDnf,
  unneededPackages,
} from '../../src/built-in/packages.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'

const params = z.strictObject({
  name: oneOrMore(text())
    .default([])
    .describe(
      'Package names, optionally with a version (`name-1.2`) or wildcards, or groups such as `@development`. `*` with `latest` means all installed packages.',
    )
    .meta({ examples: [['etcd', 'curl']] }),
  state: z
    .enum(['present', 'installed', 'latest', 'absent', 'removed'])
    .default('present')
    .describe('The desired state of the packages.')
    .meta({ examples: ['latest'] }),
  enablerepo: oneOrMore(text())
    .default([])
    .describe('Disabled repositories to enable for this task.')
    .meta({ examples: [['epel']] }),
  disablerepo: oneOrMore(text())
    .default([])
    .describe('Repositories to disable for this task.')
    .meta({ examples: [['updates']] }),
  exclude: oneOrMore(text())
    .default([])
    .describe('Packages to exclude.')
    .meta({ examples: [['kernel*']] }),
  disable_gpg_check: flag()
    .default(false)
    .describe('Install packages without a valid signature.')
    .meta({ examples: [true] }),
  update_cache: flag()
    .default(false)
    .describe('Update the package metadata before packages are installed. Also works without `name`.')
    .meta({ examples: [true] }),
  autoremove: flag()
    .default(false)
    .describe('Remove automatically installed packages that are no longer needed. Also works without `name`.')
    .meta({ examples: [true] }),
  allow_downgrade: flag()
    .default(false)
    .describe('Allow the requested version to be older than the installed one.')
    .meta({ examples: [true] }),
  lock_timeout: number()
    .default(60)
    .describe('Seconds to wait for another package manager to finish.')
    .meta({ examples: [300] }),
})

type Params = z.output<typeof params>

interface DnfPlan {
  readonly install: readonly string[]
  readonly remove: readonly string[]
  readonly upgradesAll: boolean
  readonly autoremove: boolean
  /** Whether the metadata is fetched first. */
  readonly update: boolean
}

export default defineTask({
  summary: 'Installs, upgrades or removes Red Hat family packages with dnf or yum.',
  example: `- dnf:
    name: [etcd, curl]
    state: present
`,
  params,
  aliases: { pkg: 'name' },
  batchLoop: {
    param: 'name',
    merge: (data: readonly DnfPlan[]) => ({
      install: data.flatMap(({ install }) => install),
      remove: data.flatMap(({ remove }) => remove),
      upgradesAll: data.some(({ upgradesAll }) => upgradesAll),
      autoremove: data.some(({ autoremove }) => autoremove),
      update: data.some(({ update }) => update),
    }),
  },
  check: async ({ host, params, isCheckMode, carriedOut }) => {
    const wish = wishOf(params)
    const { isAbsent } = wish
    const [seen, tools] = await Promise.all([
      wish.packages.length === 0 ? new Map<string, readonly string[]>() : host.ask(rpmStates(wish.packages)),
      host.ask(presentTools(['dnf', 'yum'])),
    ])
    const tool = tools.has('dnf') ? 'dnf' : 'yum'
    const present = wish.packages.filter(name => (seen.get(name) ?? []).length > 0)
    const wantsNewest = wish.isLatest && (present.length > 0 || wish.isAll)
    const isFetched = (carriedOut?.data as DnfPlan | undefined)?.update === true
    const updates =
      wantsNewest && tools.size > 0 && (isFetched || !params.update_cache)
        ? await host.ask(rpmUpdates(tool, wish.isAll ? [] : present, repositories(params)))
        : undefined
    if (isFetched && wantsNewest && updates === undefined) throw newestUnknown(tool)
    const packageSteps = wish.packages.map(name =>
      packageStep(name, seen.get(name) ?? [], isAbsent, updates?.has(name) === true),
    )
    const upgrades = wish.isAll ? [...(updates ?? [])] : []
    const there = wish.groups.length === 0 ? undefined : await host.ask(rpmGroups(tool))
    // A tool that does not list groups leaves it open: what is wanted is done, once.
    const isDone = carriedOut !== undefined
    const groupSteps = wish.groups.map(group =>
      groupStep(group, there?.has(group.slice(1).toLowerCase()) ?? isDone !== isAbsent, isAbsent),
    )
    const autoremove = await unneededPackages(host, tool, params)
    const steps = [...packageSteps, ...groupSteps].filter(step => step !== undefined)
    const isAlone = params.update_cache && namesOf(params).length === 0 && !params.autoremove
    const changes: Change[] = [
      ...packageSteps.flatMap(step => step?.change ?? []),
      ...upgrades.map(name => ({ ...NEWEST_VERSION, resource: `package:${name}` })),
      ...groupSteps.flatMap(step => step?.change ?? []),
      ...autoremove,
      ...(isAlone && !isDone ? [DNF_METADATA] : []),
    ]
    // What is newest, only metadata says, and this is to be fetched, or there is none.
    const awaits = wantsNewest && updates === undefined && !isFetched
    if (changes.length === 0 && awaits && isCheckMode)
      onlyRunTells('the newest versions, known only after the package metadata is fetched')
    if (changes.length === 0 && !awaits) return inSync()
    const made = plan<DnfPlan>(changes, {
      install: steps.filter(({ verb }) => verb === 'install').map(({ name }) => name),
      remove: steps.filter(({ verb }) => verb === 'remove').map(({ name }) => name),
      upgradesAll: upgrades.length > 0,
      autoremove: autoremove.length > 0,
      update: params.update_cache || awaits,
    })
    return awaits ? { ...made, isStage: true, waitsFor: 'the package metadata to be fetched' } : made
  },
  mayChange: ({ params }) =>
    params.autoremove ? undefined : namesOf(params).map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, params, plan: { data } }) => {
    const tools = await host.ask(presentTools(['dnf', 'yum']))
    const tool = (['dnf', 'yum'] as const).find(each => tools.has(each))
    if (tool === undefined)
      throw new TaskError('the host has neither dnf nor yum', {
        hint: '`package` uses the package manager of the host',
      })
    const options = [...repositories(params), ...(params.disable_gpg_check ? ['--nogpgcheck'] : [])]
    const go = (words: readonly string[]): Promise<void> =>
      runDnf(host, { tool, options, limit: params.lock_timeout + 1800 }, words)
    if (data.update) await go(['makecache'])
    if (data.remove.length > 0)
      await go([params.autoremove && tool === 'dnf' ? 'autoremove' : 'remove', ...data.remove])
    else if (data.autoremove) await go(['autoremove'])
    if (data.upgradesAll) await go([tool === 'dnf' ? 'upgrade' : 'update'])
    if (data.install.length === 0) return
    const verb = params.state === 'latest' && tool === 'dnf' ? ['--best', 'install'] : ['install']
    if (tool === 'dnf' && !params.allow_downgrade) await refuseDowngrade(host, options, data.install)
    await go([...verb, ...data.install])
  },
})

interface Wish {
  readonly packages: readonly string[]
  readonly groups: readonly string[]
  /** `*`: every package that is installed. */
  readonly isAll: boolean
  readonly isAbsent: boolean
  readonly isLatest: boolean
}

/** What the params ask for. Throws TaskError for what goes together in no way. */
function wishOf(params: Params): Wish {
  const names = namesOf(params)
  const isLatest = params.state === 'latest'
  const isAll = names.includes('*')
  if (isAll && !isLatest) throw all()
  return {
    packages: names.filter(name => !name.startsWith('@') && name !== '*'),
    groups: names.filter(name => name.startsWith('@')),
    ...{ isAll, isLatest, isAbsent: params.state === 'absent' || params.state === 'removed' },
  }
}

function newestUnknown(tool: string): TaskError {
  return new TaskError(`${tool} does not report the newest versions`, {
    hint: `\`${tool} -C check-update\` on the host shows why`,
  })
}

/** What of the repositories counts. */
function repositories({ enablerepo, disablerepo, exclude }: Params): string[] {
  return [
    ...enablerepo.map(repo => `--enablerepo=${repo}`),
    ...disablerepo.map(repo => `--disablerepo=${repo}`),
    ...exclude.map(name => `--exclude=${name}`),
  ]
}

function namesOf({ name }: Params): string[] {
  const names = name.flatMap(each => each.split(','))
  return names.map(each => each.trim()).filter(each => each !== '')
}

function all(): TaskError {
  return new TaskError('`*` means all packages, and is allowed only with `state: latest`', {
    hint: '`state: latest` upgrades all installed packages',
  })
}
