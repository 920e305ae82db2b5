/**
 * Installs, upgrades or removes Red Hat family packages in one transaction, with dnf, or with yum if dnf is missing.
 *
 *     - dnf:
 *         name: [etcd, curl]
 *         state: present
 */
import {
  type Change,
  type CheckContext,
  defineTask,
  inSync,
  plan,
  presentTools,
  type ReadHost,
  TaskError,
} from '../../src/authoring/task.ts'
import { rpmGroups, rpmStates, rpmUpdates } from '../../src/built-in/host.ts'
import {
  DNF_METADATA,
  type DnfParams,
  type DnfRequest,
  type DnfStep,
  dnfList,
  dnfParams,
  dnfRequest,
  groupStep,
  hasDownloaded,
  NEWEST_VERSION,
  namesOf,
  packageStep,
  refuseDowngrade,
  repositoryOptions,
  runDnf,
  transactionOptions,
  unneededPackages,
  updateOptions,
} from '../../src/built-in/packages.ts'
import { onlyRunTells, requireTools } from '../../src/built-in/params.ts'

interface DnfPlan {
  readonly install: readonly string[]
  /** Packages that are upgraded only to versions of the requested kind (security or bug fixes). */
  readonly upgrade: readonly string[]
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
  params: dnfParams,
  aliases: { pkg: 'name', 'expire-cache': 'update_cache' },
  outputs: {
    results:
      'With `list`: the packages, as a list of maps with `name`, `arch`, `epoch`, `release`, `version`, `repo`, `envra`, `nevra` and `yumstate`; for `repos`, the repositories, with `repoid` and `state`.',
  },
  unsupported: { installroot: 'make the other system a host of its own, with `chroot` in its `connection`' },
  // rpm has no record of packages that are only downloaded.
  action: ({ download_only }) => (download_only ? 'repeatable' : undefined),
  batchLoop: {
    param: 'name',
    merge: (data: readonly DnfPlan[]) => ({
      install: data.flatMap(({ install }) => install),
      upgrade: data.flatMap(({ upgrade }) => upgrade),
      remove: data.flatMap(({ remove }) => remove),
      upgradesAll: data.some(({ upgradesAll }) => upgradesAll),
      autoremove: data.some(({ autoremove }) => autoremove),
      update: data.some(({ update }) => update),
    }),
  },
  check: context =>
    context.params.list === undefined
      ? checkPackages(context)
      : listed(context.host, context.params.list, repositoryOptions(context.params)),
  mayChange: ({ params }) =>
    params.autoremove && params.list === undefined
      ? undefined
      : namesOf(params).map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, params, plan: { data } }) => {
    const tools = await host.ask(presentTools(['dnf', 'yum']))
    const tool = (['dnf', 'yum'] as const).find(each => tools.has(each))
    if (tool === undefined)
      throw new TaskError('the host has neither dnf nor yum', {
        hint: '`package` uses the package manager of the host',
      })
    const [selection, limit] = [repositoryOptions(params), params.lock_timeout + 1800]
    const options = [...selection, ...transactionOptions(params)]
    const outputs: string[] = []
    const go = async (words: readonly string[]): Promise<void> => {
      outputs.push(await runDnf(host, { tool, options, limit }, words))
    }
    if (data.update) await runDnf(host, { tool, options: selection, limit }, ['makecache'])
    if (data.remove.length > 0)
      await go([params.autoremove && tool === 'dnf' ? 'autoremove' : 'remove', ...data.remove])
    else if (data.autoremove) await go(['autoremove'])
    const upgrade = [tool === 'dnf' ? 'upgrade' : 'update', ...updateOptions(params)]
    if (data.upgradesAll) await go(upgrade)
    if (data.upgrade.length > 0) await go([...upgrade, ...data.upgrade])
    if (data.install.length > 0) await install()
    return params.download_only && !outputs.some(hasDownloaded) ? { changed: false } : undefined

    async function install(): Promise<void> {
      const verb = params.state === 'latest' && tool === 'dnf' ? ['--best', 'install'] : ['install']
      if (tool === 'dnf' && !params.allow_downgrade) await refuseDowngrade(host, options, data.install)
      await go([...verb, ...data.install])
    }
  },
})

async function checkPackages({ host, params, isCheckMode, carriedOut }: CheckContext<DnfParams>) {
  const request = dnfRequest(params)
  const { isAbsent } = request
  const [seen, tools] = await Promise.all([
    request.packages.length === 0
      ? new Map<string, readonly string[]>()
      : host.ask(rpmStates(request.packages)),
    host.ask(presentTools(['dnf', 'yum'])),
  ])
  const tool = tools.has('dnf') ? 'dnf' : 'yum'
  const present = request.packages.filter(name => (seen.get(name) ?? []).length > 0)
  const wantsNewest = request.isLatest && (present.length > 0 || request.isAll)
  const isFetched = (carriedOut?.data as DnfPlan | undefined)?.update === true
  const isKnown = tools.size > 0 && (isFetched || !params.update_cache)
  const updates =
    wantsNewest && isKnown ? await newerVersions(host, tool, params, request.isAll ? [] : present) : undefined
  if (isFetched && wantsNewest && updates === undefined) throw newestUnknown(tool)
  const packageSteps = (params.update_only ? present : request.packages).map(name =>
    packageStep(name, seen.get(name) ?? [], isAbsent, updates?.has(name) === true),
  )
  const upgrades = request.isAll ? [...(updates ?? [])] : []
  const isDone = carriedOut !== undefined
  const groupSteps = await groupStepsFor(host, tool, request, isDone)
  const autoremove = await unneededPackages(host, tool, params)
  const steps = [...packageSteps, ...groupSteps].filter(step => step !== undefined)
  const changes: Change[] = [
    ...packageSteps.flatMap(step => step?.change ?? []),
    ...upgrades.map(name => ({ ...NEWEST_VERSION, resource: `package:${name}` })),
    ...groupSteps.flatMap(step => step?.change ?? []),
    ...autoremove,
    ...(isDone ? [] : metadataAlone(params)),
  ]
  // Only metadata shows which version is the newest, and it must still be fetched or does not exist.
  const awaits = wantsNewest && updates === undefined && !isFetched
  if (changes.length === 0 && awaits && isCheckMode)
    onlyRunTells('the newest versions, known only after the package metadata is fetched')
  if (changes.length === 0 && !awaits) return inSync()
  const planned = plan<DnfPlan>(params.download_only ? changes.map(asDownload) : changes, {
    ...commandsFor(params, steps),
    upgradesAll: upgrades.length > 0,
    autoremove: autoremove.length > 0,
    update: params.update_cache || awaits,
  })
  return awaits ? { ...planned, isStage: true, waitsFor: 'the package metadata to be fetched' } : planned
}

/** Returns the packages with newer versions of the requested kinds; undefined if there is no metadata. */
function newerVersions(host: ReadHost, tool: string, params: DnfParams, names: readonly string[]) {
  return host.ask(rpmUpdates(tool, names, [...repositoryOptions(params), ...updateOptions(params)]))
}

/** Plans the steps for groups. If the tool cannot list groups, their state is unknown: the step is then done once. */
async function groupStepsFor(
  host: ReadHost,
  tool: string,
  { groups, isAbsent }: DnfRequest,
  isDone: boolean,
) {
  const there = groups.length === 0 ? undefined : await host.ask(rpmGroups(tool))
  return groups.map(group =>
    groupStep(group, there?.has(group.slice(1).toLowerCase()) ?? isDone !== isAbsent, isAbsent),
  )
}

/** Sorts the steps into installations, removals, and upgrades to a version of the requested kinds. */
function commandsFor(params: DnfParams, steps: readonly DnfStep[]) {
  const isOfKind = ({ change }: DnfStep) => change.action === 'update' && updateOptions(params).length > 0
  const names = (found: readonly DnfStep[]) => found.map(({ name }) => name)
  const installs = steps.filter(({ verb }) => verb === 'install')
  return {
    install: names(installs.filter(step => !isOfKind(step))),
    upgrade: names(installs.filter(isOfKind)),
    remove: names(steps.filter(({ verb }) => verb === 'remove')),
  }
}

/** Returns the change of a task that only fetches the metadata; none for other tasks. */
function metadataAlone(params: DnfParams): Change[] {
  const isAlone = params.update_cache && namesOf(params).length === 0 && !params.autoremove
  return isAlone ? [DNF_METADATA] : []
}

/** Converts the change of a package to one for a package that is only downloaded. */
function asDownload({ resource, after }: Change): Change {
  const name = resource.replace(/^package:/, '')
  return { resource: `dnf-download:${name}`, action: 'download', before: null, after: after ?? {} }
}

/**
 * Returns the result for the packages or repositories that a task lists. Throws TaskError if there is no package
 * metadata.
 */
async function listed(host: ReadHost, what: string, options: readonly string[]) {
  await requireTools(host, ['dnf'], '`package_facts` lists the packages of other hosts')
  const results = await host.ask(dnfList(what, options))
  if (results !== null) return inSync({ results: results.map(each => ({ ...each })), msg: '' })
  throw new TaskError(`dnf cannot list ${what} without package metadata`, {
    hint: 'fetch it in an earlier task, by `dnf` with `update_cache: true`',
  })
}

function newestUnknown(tool: string): TaskError {
  return new TaskError(`${tool} does not report the newest versions`, {
    hint: `\`${tool} -C check-update\` on the host shows why`,
  })
}
