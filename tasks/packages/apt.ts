/**
 * Installs, upgrades or removes Debian packages in one transaction.
 *
 *     - apt:
 *         name: [etcd-server, etcd-client=3.4.*]
 *         update_cache: true
 *         cache_valid_time: 3600
 */
import {
  type Change,
  type CheckContext,
  defineTask,
  flag,
  inSync,
  known,
  number,
  oneOrMore,
  orUnknown,
  orUnknownAnswer,
  plan,
  type ReadHost,
  sh,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  APT_LISTS,
  type AptSimulation,
  aptArchives,
  aptFailure,
  aptListsAge,
  aptSimulation,
  bareName,
  compileGlob,
  type DebState,
  debFile,
  debStates,
  isPackageSpec,
  NO_PACKAGE,
  onlyRunTells,
  PLAIN_NAME,
  runApt,
  unknownPackage,
  type Wish,
  wishesOf,
  withoutStarts,
} from '../../src/built-in.ts'

const params = z
  .strictObject({
    name: oneOrMore(text().refine(isPackageSpec, 'expected package names, optionally with `=VERSION`'))
      .default([])
      .describe('Package names, optionally with a version: `name=1.2*`. Wildcards are allowed.')
      .meta({ examples: [['etcd-server', 'curl=7.88*']] }),
    state: z
      .enum(['present', 'installed', 'latest', 'absent', 'removed', 'build-dep', 'fixed'])
      .default('present')
      .describe('The desired state of the packages. `build-dep` and `fixed` are not supported.')
      .meta({ examples: ['latest'] }),
    deb: text()
      .optional()
      .describe('Package file on the host to install.')
      .meta({ examples: ['/root/app_1.2_amd64.deb'] }),
    update_cache: flag()
      .default(false)
      .describe(
        'Update the package lists if they are older than `cache_valid_time` or than the package sources. If the packages are already `present` or `absent` as requested, nothing is fetched.',
      )
      .meta({ examples: [true] }),
    cache_valid_time: number()
      .default(0)
      .describe('How long the package lists count as fresh, in seconds.')
      .meta({ examples: [3600] }),
    install_recommends: flag()
      .optional()
      .describe('Whether to install recommended packages. If omitted, the configuration of the host decides.')
      .meta({ examples: [false] }),
    purge: flag()
      .default(false)
      .describe('Also remove configuration files, including those left behind by an earlier removal.')
      .meta({ examples: [true] }),
    autoremove: flag()
      .default(false)
      .describe(
        'Remove automatically installed packages that are no longer needed. Also works without `name`.',
      )
      .meta({ examples: [true] }),
    clean: flag()
      .default(false)
      .describe('Delete all package files in the apt cache.')
      .meta({ examples: [true] }),
    autoclean: flag()
      .default(false)
      .describe('Delete package files in the apt cache that can no longer be downloaded.')
      .meta({ examples: [true] }),
    upgrade: z
      .enum(['no', 'yes', 'safe', 'full', 'dist'])
      .default('no')
      .describe('Upgrade all packages.')
      .meta({ examples: ['safe'] }),
    default_release: text()
      .optional()
      .describe('Release to install packages from.')
      .meta({ examples: ['bookworm-backports'] }),
    allow_downgrade: flag()
      .default(false)
      .describe('Allow the requested version to be older than the installed one.')
      .meta({ examples: [true] }),
    allow_unauthenticated: flag()
      .default(false)
      .describe('Install packages without a valid signature.')
      .meta({ examples: [true] }),
    allow_change_held_packages: flag()
      .default(false)
      .describe('Allow changes to held packages.')
      .meta({ examples: [true] }),
    only_upgrade: flag()
      .default(false)
      .describe('Only upgrade installed packages; do not install new ones.')
      .meta({ examples: [true] }),
    lock_timeout: number()
      .default(60)
      .describe('Seconds to wait for another package manager to finish.')
      .meta({ examples: [300] }),
    policy_rc_d: number()
      .optional()
      .describe(
        'Exit status of `policy-rc.d` during installation; `101` prevents packages from starting their services.',
      )
      .meta({ examples: [101] }),
  })
  .refine(({ state }) => state !== 'build-dep' && state !== 'fixed', {
    path: ['state'],
    message: 'expected present, latest or absent',
  })
  .refine(({ deb, state }) => deb === undefined || (state !== 'absent' && state !== 'removed'), {
    path: ['deb'],
    message: 'can only be installed; remove a package by its `name`',
  })

type Params = z.output<typeof params>

interface AptPlan {
  readonly install: readonly string[]
  readonly remove: readonly string[]
  readonly update: boolean
  readonly upgrade: boolean
  readonly autoremove: boolean
  readonly clean: boolean
  readonly autoclean: boolean
}

const NOTHING: AptPlan = {
  ...{ install: [], remove: [], update: false, upgrade: false },
  ...{ autoremove: false, clean: false, autoclean: false },
}

/** A part of the request, and its outcome. */
interface Aspect {
  readonly changes: readonly Change[]
  readonly data: Partial<AptPlan>
  readonly predicts?: readonly Change[]
  readonly warnings?: readonly string[]
}

export default defineTask({
  summary: 'Installs, upgrades or removes Debian packages.',
  example: `- apt:
    name: [etcd-server, "etcd-client=3.4.*"]
    update_cache: true
    cache_valid_time: 3600
`,
  params,
  aliases: {
    pkg: 'name',
    package: 'name',
    'update-cache': 'update_cache',
    'install-recommends': 'install_recommends',
  },
  batchLoop: { param: 'name', merge: (data: readonly AptPlan[]) => data.reduce(together) },
  check: async context => {
    const { host, params, isCheckMode, carriedOut } = context
    const isStale = (carriedOut?.data as AptPlan | undefined)?.update
      ? false
      : await orUnknownAnswer(areListsStale(host, params))
    const wishes = await wishesOf(host, params)
    // What is newest, only fresh lists say.
    const awaitsLists = isStale === true && hangsOnLists(params)
    const aspects: (Aspect | Unknown)[] = [
      ...(await packageAspects(context, wishes, isStale, awaitsLists)),
      await orUnknownAnswer(debAspect(host, params)),
      awaitsLists ? NONE : await orUnknownAnswer(upgradeAspect(host, params)),
      await orUnknownAnswer(autoremoveAspect(host, params)),
      await orUnknownAnswer(archivesAspect(host, params)),
    ]
    const found = aspects.filter(each => !(each instanceof Unknown)) as Aspect[]
    const open = aspects.find(each => each instanceof Unknown)
    const changes = found.flatMap(each => each.changes)
    const warnings = found.flatMap(each => each.warnings ?? [])
    const outputs = { cache_updated: false, ...(warnings.length > 0 ? { warnings } : {}) }
    const isAsked = wishes.length > 0 || asksForMore(params)
    if (!isAsked && known(isStale)) changes.push(APT_LISTS)
    if (changes.length === 0 && open instanceof Unknown) return known<never>(open)
    if (changes.length === 0 && awaitsLists && isCheckMode)
      onlyRunTells('the newest versions, known only after the package lists are fetched')
    // Fresh lists are no part of the state that is described: nothing is fetched for packages that are there.
    if (changes.length === 0 && !awaitsLists) return inSync(outputs)
    const steps = found.map(({ data }) => ({ ...NOTHING, ...data })).reduce(together, NOTHING)
    const update = isStale === true
    const made = plan<AptPlan>(changes, { ...steps, update }, outputs)
    const predicts = [...(update ? [APT_LISTS] : []), ...found.flatMap(each => each.predicts ?? [])]
    const isStage = awaitsLists || (steps.autoremove && (steps.install.length > 0 || steps.upgrade))
    return { ...made, predicts, ...(isStage ? { isStage } : {}), ...(awaitsLists ? FETCHING : {}) }
  },
  mayChange: ({ params }) => {
    const names = orUnknown(() => params.name)
    if (names instanceof Unknown || orUnknown(() => asksForMore(params)) !== false) return undefined
    return names
      .flatMap(name => name.split(','))
      .map(name => ({ resource: `package:${bareName(name.trim())}` }))
  },
  apply: async ({ host, params, plan: { data } }) => {
    const apt = options(params)
    const purge = params.purge ? ['--purge'] : []
    const said: string[] = []
    const go = async (command: ReturnType<typeof sh>, title: string): Promise<void> => {
      said.push(await runApt(host, command, title))
    }
    if (data.update) {
      // What cannot be fetched is an error, and lists that are what they were count as fetched.
      await go(
        sh`apt-get ${apt} -o APT::Update::Error-Mode=any update -q && touch /var/lib/apt/lists`,
        'apt-get update',
      )
    }
    if (data.remove.length > 0) {
      const words = [...removing(params), '--', ...data.remove]
      await go(sh`apt-get ${apt} -y -q ${words}`, `apt-get ${verbOf(params)} ${data.remove.join(' ')}`)
    }
    if (data.install.length > 0) {
      const install = sh`apt-get ${apt} -y -q install -- ${data.install}`
      await go(
        params.policy_rc_d === undefined ? install : withoutStarts(install, params.policy_rc_d),
        `apt-get install ${data.install.join(' ')}`,
      )
    }
    if (data.upgrade)
      await go(sh`apt-get ${apt} -y -q ${upgrading(params)}`, `apt-get ${upgrading(params)[0]}`)
    if (data.autoremove) await go(sh`apt-get ${apt} -y -q ${purge} autoremove`, 'apt-get autoremove')
    if (data.autoclean) await go(sh`apt-get ${apt} -y -q autoclean`, 'apt-get autoclean')
    if (data.clean) await go(sh`apt-get ${apt} -y -q clean`, 'apt-get clean')
    const stdout = said.join('').trimEnd()
    return {
      ...{ cache_updated: data.update, stdout, stderr: '' },
      ...{ stdout_lines: stdout === '' ? [] : stdout.split('\n'), stderr_lines: [] },
    }
  },
})

const NONE: Aspect = { changes: [], data: {} }

const FETCHING = { waitsFor: 'the package lists to be fetched' }

function together(one: AptPlan, other: AptPlan): AptPlan {
  const either = (flag: 'update' | 'upgrade' | 'autoremove' | 'clean' | 'autoclean') =>
    one[flag] || other[flag]
  return {
    install: [...one.install, ...other.install],
    remove: [...one.remove, ...other.remove],
    ...{ update: either('update'), upgrade: either('upgrade'), autoremove: either('autoremove') },
    ...{ clean: either('clean'), autoclean: either('autoclean') },
  }
}

async function areListsStale(host: ReadHost, params: Params): Promise<boolean> {
  if (!params.update_cache) return false
  const age = await host.ask(aptListsAge())
  return age === null || age > params.cache_valid_time
}

/** Whether what is asked for is the newest of something. */
function hangsOnLists(params: Params): boolean {
  return orUnknown(() => params.state) === 'latest' || orUnknown(() => params.upgrade) !== 'no'
}

function asksForMore({ deb, upgrade, autoremove, clean, autoclean }: Params): boolean {
  return deb !== undefined || upgrade !== 'no' || autoremove || clean || autoclean
}

async function packageAspects(
  { host, params, isCheckMode }: CheckContext<Params>,
  wishes: readonly (Wish | Unknown)[],
  isStale: boolean | Unknown,
  awaitsLists: boolean,
): Promise<(Aspect | Unknown)[]> {
  const named = wishes.filter((wish): wish is Wish => !(wish instanceof Unknown))
  if (named.length === 0) return [...(wishes as Unknown[])]
  const release = orUnknown(() => params.default_release)
  const bare = named.map(wish => wish.bare)
  const states = await orUnknownAnswer(host.ask(debStates(bare, release instanceof Unknown ? '' : release)))
  const each = named.map(wish =>
    orUnknown(() => {
      const seen = known(states).get(wish.bare) ?? NO_PACKAGE
      return packageAspect(wish, seen, params, { isCheckMode, isStale, awaitsLists })
    }),
  )
  const found = each.filter(aspect => aspect !== undefined && !(aspect instanceof Unknown)) as Aspect[]
  const open = [...wishes, ...each].filter(each => each instanceof Unknown)
  const data = {
    install: found.flatMap(aspect => aspect.data.install ?? []),
    remove: found.flatMap(aspect => aspect.data.remove ?? []),
  }
  const whole: Aspect = {
    changes: found.flatMap(aspect => aspect.changes),
    data,
    warnings: found.flatMap(aspect => aspect.warnings ?? []),
  }
  if (isStale === true || whole.changes.length === 0) return [whole, ...open]
  const steps = await orUnknownAnswer(stepsOf(host, params, data))
  return [steps instanceof Unknown ? whole : withCompany(whole, steps), ...open]
}

interface Seeing {
  readonly isCheckMode: boolean
  readonly isStale: boolean | Unknown
  readonly awaitsLists: boolean
}

function packageAspect(wish: Wish, seen: DebState, params: Params, seeing: Seeing): Aspect | undefined {
  if (params.state === 'absent' || params.state === 'removed') return removal(wish, seen, params)
  if (seen.installed === null) return installation(wish, seen, params, seeing)
  return replacement(wish, seen, seen.installed, params, seeing)
}

function removal({ bare }: Wish, { installed, remains }: DebState, params: Params): Aspect | undefined {
  const isLeft = remains !== '' && (remains !== 'config-files' || params.purge)
  if (installed === null && !isLeft) return undefined
  const before = installed === null ? { status: remains } : { version: installed }
  return {
    changes: [{ resource: `package:${bare}`, action: 'delete', before, after: null }],
    data: { remove: [bare] },
  }
}

function installation(wish: Wish, seen: DebState, params: Params, seeing: Seeing): Aspect | undefined {
  const { bare, version } = wish
  const resource = `package:${bare}`
  const data = { install: [wish.spec] }
  const isHalf = seen.remains !== '' && seen.remains !== 'config-files'
  if (isHalf) {
    const [before, after] = [{ status: seen.remains }, { status: 'installed' }]
    return { changes: [{ resource, action: 'update', before, after }], data }
  }
  if (params.only_upgrade || (version === undefined && seen.providers.length > 0)) return undefined
  const isStale = seeing.isStale !== false
  if (!isStale && seen.isUnheard && PLAIN_NAME.test(bare)) throw unknownPackage(bare)
  // Another package may provide it, or only name it.
  if (seeing.isCheckMode && !isStale && version === undefined && seen.candidate === null)
    onlyRunTells(`whether there is a package ${bare} to install`)
  return { changes: [{ resource, action: 'create', before: null, after: versionAfter(wish, seen) }], data }
}

/** Another version of a package that is installed. In a dry run the candidate may be unknown: it is read only if it matters. */
function replacement(
  wish: Wish,
  seen: DebState,
  installed: string,
  params: Params,
  seeing: Seeing,
): Aspect | undefined {
  const { bare, version } = wish
  if (version !== undefined) {
    if (compileGlob(known(version)).matches(installed)) return undefined
  } else {
    if (params.state !== 'latest' || seeing.awaitsLists || !isNewer(bare, seen)) return undefined
    if (seen.isHeld && !params.allow_change_held_packages) {
      const told = `${bare} is held at ${installed}, but ${String(seen.candidate)} is available`
      return { changes: [], data: {}, warnings: [told] }
    }
  }
  const [before, after] = [{ version: installed }, versionAfter(wish, seen)]
  return {
    changes: [{ resource: `package:${bare}`, action: 'update', before, after }],
    data: { install: [wish.spec] },
  }
}

function versionAfter({ version }: Wish, { candidate }: DebState) {
  return { version: orUnknown(() => version ?? candidate ?? 'newest') }
}

/** The transaction that apt would run. Throws TaskError, as apply would, if apt would refuse. */
async function stepsOf(
  host: ReadHost,
  params: Params,
  { install, remove }: Pick<AptPlan, 'install' | 'remove'>,
) {
  const steps: AptSimulation['steps'][number][] = []
  if (remove.length > 0) {
    const title = `apt-get ${verbOf(params)} ${remove.join(' ')}`
    steps.push(...(await simulate(host, params, [...removing(params), '--', ...remove], title)))
  }
  if (install.length > 0)
    steps.push(
      ...(await simulate(
        host,
        params,
        ['install', '--', ...install],
        `apt-get install ${install.join(' ')}`,
      )),
    )
  return steps
}

async function simulate(host: ReadHost, params: Params, words: readonly string[], title: string) {
  const { steps, failed } = await host.ask(aptSimulation([...options(params), '-y', ...words]))
  if (failed) throw aptFailure(title, failed)
  return steps
}

/** With what goes along: packages that are removed with others are changes, those that come with others only come. */
function withCompany(aspect: Aspect, steps: AptSimulation['steps']): Aspect {
  const named = new Set(aspect.changes.map(({ resource }) => resource))
  const others = steps.map(changeOf).filter(({ resource }) => !named.has(resource))
  const gone = others.filter(({ action }) => action === 'delete')
  return {
    ...aspect,
    changes: [...aspect.changes, ...gone],
    predicts: others.filter(each => !gone.includes(each)),
  }
}

function changeOf({ name, before, after }: AptSimulation['steps'][number]): Change {
  const appears = before === null ? 'create' : 'update'
  const action = after === null ? 'delete' : appears
  const version = (of: string | null) => (of === null ? null : { version: of })
  return { resource: `package:${name}`, action, before: version(before), after: version(after) }
}

/** A package file: in sync if exactly its version is installed. */
async function debAspect(host: ReadHost, { deb }: Params): Promise<Aspect> {
  if (deb === undefined) return NONE
  const file = await host.ask(debFile(deb))
  if (!file) {
    throw new TaskError(
      `expected a Debian package at \`${deb}\`, found ${file === null ? 'nothing' : 'something else'}`,
      {
        hint: 'copy it to the host in an earlier task',
      },
    )
  }
  if (file.installed === file.version) return NONE
  const change: Change = {
    resource: `package:${file.name}`,
    action: file.installed === null ? 'create' : 'update',
    before: file.installed === null ? null : { version: file.installed },
    after: { version: file.version, from: deb },
  }
  return { changes: [change], data: { install: [deb] } }
}

async function upgradeAspect(host: ReadHost, params: Params): Promise<Aspect> {
  if (params.upgrade === 'no') return NONE
  const steps = await simulate(host, params, upgrading(params), `apt-get ${upgrading(params)[0]}`)
  return steps.length === 0 ? NONE : { changes: steps.map(changeOf), data: { upgrade: true } }
}

async function autoremoveAspect(host: ReadHost, params: Params): Promise<Aspect> {
  if (!params.autoremove) return NONE
  const steps = await simulate(host, params, ['autoremove'], 'apt-get autoremove')
  return steps.length === 0 ? NONE : { changes: steps.map(changeOf), data: { autoremove: true } }
}

async function archivesAspect(host: ReadHost, { clean, autoclean }: Params): Promise<Aspect> {
  if (!clean && !autoclean) return NONE
  const files = await host.ask(aptArchives(clean ? 'all' : 'outdated'))
  if (files.length === 0) return NONE
  const change = { resource: 'apt:archives', action: clean ? 'clean' : 'autoclean' }
  const fields = { before: { files: files.length }, after: { files: 0 } }
  return { changes: [{ ...change, ...fields }], data: clean ? { clean } : { autoclean } }
}

function options(params: Params): string[] {
  return [
    '-o',
    `DPkg::Lock::Timeout=${params.lock_timeout}`,
    '-o',
    'Dpkg::Options::=--force-confdef',
    '-o',
    'Dpkg::Options::=--force-confold',
    ...(params.install_recommends === undefined
      ? []
      : [params.install_recommends ? '--install-recommends' : '--no-install-recommends']),
    ...(params.default_release === undefined ? [] : ['-t', params.default_release]),
    ...(params.allow_downgrade ? ['--allow-downgrades'] : []),
    ...(params.allow_unauthenticated ? ['--allow-unauthenticated'] : []),
    ...(params.allow_change_held_packages ? ['--allow-change-held-packages'] : []),
    ...(params.only_upgrade ? ['--only-upgrade'] : []),
  ]
}

function verbOf({ purge }: Params): string {
  return purge ? 'purge' : 'remove'
}

function removing(params: Params): string[] {
  return [...(params.autoremove ? ['--auto-remove'] : []), verbOf(params)]
}

function upgrading({ upgrade }: Params): string[] {
  return upgrade === 'full' || upgrade === 'dist' ? ['dist-upgrade'] : ['upgrade', '--with-new-pkgs']
}

function isNewer(name: string, { installed, candidate }: DebState): boolean {
  if (candidate === undefined) {
    throw new TaskError(`apt does not report the newest version of ${name}`, {
      hint: `\`apt-cache policy ${name}\` on the host shows why`,
    })
  }
  return candidate !== null && candidate !== installed
}
