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
  type Host,
  inSync,
  number,
  oneOrMore,
  plan,
  presentTools,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  onlyRunTells,
  rpmGroups,
  rpmStates,
  rpmUnneeded,
  rpmUpdates,
  withOutput,
} from '../../src/built-in.ts'

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

export default defineTask<typeof params, DnfPlan>({
  summary: 'Installs, upgrades or removes Red Hat family packages with dnf or yum.',
  example: `- dnf:
    name: [etcd, curl]
    state: present
`,
  params,
  aliases: { pkg: 'name' },
  batchLoop: {
    param: 'name',
    merge: data => ({
      install: data.flatMap(({ install }) => install),
      remove: data.flatMap(({ remove }) => remove),
      upgradesAll: data.some(({ upgradesAll }) => upgradesAll),
      autoremove: data.some(({ autoremove }) => autoremove),
      update: data.some(({ update }) => update),
    }),
  },
  check: async ({ host, params, isCheckMode, carriedOut }) => {
    const names = namesOf(params)
    const packages = names.filter(name => !name.startsWith('@') && name !== '*')
    const groups = names.filter(name => name.startsWith('@'))
    const [seen, tools] = await Promise.all([
      packages.length === 0 ? new Map<string, readonly string[]>() : host.ask(rpmStates(packages)),
      host.ask(presentTools(['dnf', 'yum'])),
    ])
    const tool = tools.has('dnf') ? 'dnf' : 'yum'
    const isAbsent = params.state === 'absent' || params.state === 'removed'
    const isLatest = params.state === 'latest'
    const changes: Change[] = []
    const [install, remove]: [string[], string[]] = [[], []]
    const wantsAll = names.includes('*')
    if (wantsAll && !isLatest) throw all()
    const present = packages.filter(name => (seen.get(name) ?? []).length > 0)
    const isFetched = carriedOut?.data.update === true
    const updates =
      isLatest && (present.length > 0 || wantsAll) && tools.size > 0 && (isFetched || !params.update_cache)
        ? await host.ask(rpmUpdates(tool, wantsAll ? [] : present, repositories(params)))
        : undefined
    if (isFetched && isLatest && (present.length > 0 || wantsAll) && updates === undefined) {
      throw new TaskError(`${tool} does not say what is newest`, {
        hint: `\`${tool} -C check-update\` on the host says why`,
      })
    }
    for (const name of packages) {
      const versions = seen.get(name) ?? []
      const resource = `package:${name}`
      const before = { version: versions.join(' ') }
      if (isAbsent && versions.length > 0) {
        remove.push(name)
        changes.push({ resource, action: 'delete', before, after: null })
      } else if (!isAbsent && versions.length === 0) {
        install.push(name)
        changes.push({ resource, action: 'create', before: null, after: { version: 'newest' } })
      } else if (!isAbsent && updates?.has(name)) {
        install.push(name)
        changes.push({ resource, action: 'update', before, after: { version: 'newest' } })
      }
    }
    const upgradesAll = wantsAll && updates !== undefined && updates.size > 0
    for (const name of upgradesAll ? (updates ?? []) : [])
      changes.push({ resource: `package:${name}`, action: 'update', after: { version: 'newest' } })
    const there = groups.length === 0 ? undefined : await host.ask(rpmGroups(tool))
    for (const group of groups) {
      const isThere =
        there?.has(group.slice(1).toLowerCase()) ?? (carriedOut !== undefined ? !isAbsent : isAbsent)
      if (isThere !== isAbsent) continue
      ;(isAbsent ? remove : install).push(group)
      const [before, after] = isAbsent ? [{}, null] : [null, {}]
      changes.push({ resource: `package:${group}`, action: isAbsent ? 'delete' : 'create', before, after })
    }
    const autoremove = await unneeded(host, tool, params)
    changes.push(...autoremove)
    // What is newest, only metadata says, and this is to be fetched, or there is none.
    const awaits = isLatest && (present.length > 0 || wantsAll) && updates === undefined && !isFetched
    const isAlone = params.update_cache && names.length === 0 && !params.autoremove
    if (isAlone && carriedOut === undefined)
      changes.push({ resource: 'dnf:metadata', action: 'update', ...FETCHED })
    if (changes.length === 0 && awaits && isCheckMode)
      onlyRunTells('what is newest, which the metadata of packages tells once it is fetched')
    if (changes.length === 0 && !awaits) return inSync()
    const steps = { install, remove, upgradesAll, autoremove: autoremove.length > 0 }
    const made = plan<DnfPlan>(changes, { ...steps, update: params.update_cache || awaits })
    return awaits ? { ...made, isStage: true, waitsFor: 'the metadata of packages to be fetched' } : made
  },
  mayChange: ({ params }) =>
    params.autoremove ? undefined : namesOf(params).map(name => ({ resource: `package:${name}` })),
  apply: async ({ host, params, plan: { data } }) => {
    const tools = await host.ask(presentTools(['dnf', 'yum']))
    const tool = tools.has('dnf') ? 'dnf' : tools.has('yum') ? 'yum' : undefined
    if (tool === undefined)
      throw new TaskError('the host has neither dnf nor yum', {
        hint: '`package` takes the manager that a host has',
      })
    const options = [...repositories(params), ...(params.disable_gpg_check ? ['--nogpgcheck'] : [])]
    const go = async (words: readonly string[]): Promise<void> => {
      const answer = await host.run(
        sh`timeout ${params.lock_timeout + 1800} ${tool} -y ${options} ${words}`,
        { title: `${tool} ${words.join(' ')}`, ok: 'any', live: true },
      )
      const { status, stdout, stderr } = answer
      if (status === 0) return
      throw new TaskError(withOutput(`${tool} ${words.join(' ')} ended with status ${status}`, answer), {
        hint: /No match for argument|Nothing to do|No package .* available/.test(`${stderr}${stdout}`)
          ? 'is the name right, and is its repository enabled?'
          : undefined,
        outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
      })
    }
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

/** dnf, unlike yum, takes a version that is older than the installed one for a wish to downgrade. */
async function refuseDowngrade(host: Host, options: readonly string[], names: readonly string[]) {
  const versioned = names.filter(name => /-(\d+:)?\d|[*?[]/.test(name))
  if (versioned.length === 0) return
  const { stdout } = await host.run(sh`LC_ALL=C dnf ${options} --assumeno install ${versioned}`, {
    title: `what dnf would do for ${versioned.join(' ')}`,
    ok: 'any',
  })
  if (!/^Downgrading:/m.test(stdout.toString())) return
  throw new TaskError(`a newer version is installed than that of ${versioned.join(', ')}`, {
    hint: '`allow_downgrade: true` installs the older version',
  })
}

const FETCHED = { before: { fetched: false }, after: { fetched: true } }

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
  return new TaskError('`*` is all packages that there are, and goes with `state: latest` alone', {
    hint: '`state: latest` upgrades those that are installed',
  })
}

/** What would be removed since nothing needs it; where the tool cannot tell, nothing is done about it. */
async function unneeded(host: ReadHost, tool: string, { autoremove, name }: Params): Promise<Change[]> {
  if (!autoremove || name.length > 0) return []
  const names = (await host.ask(rpmUnneeded(tool))) ?? []
  return names.map(each => ({ resource: `package:${each}`, action: 'delete', before: {}, after: null }))
}
