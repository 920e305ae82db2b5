/**
 * Installs, upgrades or removes Debian packages in one transaction.
 *
 *     - apt:
 *         name: [etcd-server, etcd-client=3.4.*]
 *         update_cache: true
 *         cache_valid_time: 3600
 */
import {
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
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { shownUrl } from '../../src/built-in/downloads.ts'
import { aptArchives, aptListsAge } from '../../src/built-in/host.ts'
import {
  APT_LISTS,
  type AptAspect,
  type AptPlan,
  aptOptions,
  bareName,
  debAspect,
  debFilesParam,
  isPackageSpec,
  mergeAptPlans,
  NO_ASPECT,
  NO_STEPS,
  packageAspects,
  packageChange,
  removalVerb,
  removalWords,
  runApt,
  simulateApt,
  upgradeWords,
  wishesOf,
  withFetchedDebs,
  withoutStarts,
} from '../../src/built-in/packages.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'
import { commaList } from '../../src/built-in/text.ts'

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
    deb: debFilesParam()
      .default([])
      .describe(
        'Package files to install: paths on the host, or URLs. A package of which this version is installed is not downloaded.',
      )
      .meta({ examples: ['/root/app_1.2_amd64.deb', 'https://example.org/app_1.2_amd64.deb'] }),
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
    force: flag()
      .default(false)
      .describe('Allow downgrades, packages without a valid signature, and changes to held packages.')
      .meta({ examples: [true] }),
    dpkg_options: commaList(text())
      .default(['force-confdef', 'force-confold'])
      .describe('Options of dpkg, without the leading dashes.')
      .meta({ examples: [['force-confdef', 'force-confnew']] }),
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
  .refine(({ deb, state }) => deb.length === 0 || (state !== 'absent' && state !== 'removed'), {
    path: ['deb'],
    message: 'can only be installed; remove a package by its `name`',
  })

type Params = z.output<typeof params>

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
  batchLoop: { param: 'name', merge: (data: readonly AptPlan[]) => data.reduce(mergeAptPlans) },
  check: async context => {
    const { host, params, isCheckMode, carriedOut } = context
    const isStale = (carriedOut?.data as AptPlan | undefined)?.update
      ? false
      : await orUnknownAnswer(areListsStale(host, params))
    const wishes = await wishesOf(host, params)
    // What is newest, only fresh lists say.
    const awaitsLists = isStale === true && hangsOnLists(params)
    const aspects: (AptAspect | Unknown)[] = [
      ...(await packageAspects(context, wishes, isStale, awaitsLists)),
      await orUnknownAnswer(debAspect(context)),
      awaitsLists ? NO_ASPECT : await orUnknownAnswer(upgradeAspect(host, params)),
      await orUnknownAnswer(autoremoveAspect(host, params)),
      await orUnknownAnswer(archivesAspect(host, params)),
    ]
    const found = aspects.filter(each => !(each instanceof Unknown)) as AptAspect[]
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
    const steps = found.map(({ data }) => ({ ...NO_STEPS, ...data })).reduce(mergeAptPlans, NO_STEPS)
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
  apply: async ({ host, params, environment, plan: { data } }) => {
    const apt = aptOptions(params)
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
      const words = [...removalWords(params), '--', ...data.remove]
      await go(sh`apt-get ${apt} -y -q ${words}`, `apt-get ${removalVerb(params)} ${data.remove.join(' ')}`)
    }
    const urls = data.fetch.map(at => params.deb[at] ?? '')
    await withFetchedDebs(host, urls, environment, async paths => {
      const operands = [...data.install, ...paths]
      if (operands.length === 0) return
      const install = sh`apt-get ${apt} -y -q install -- ${operands}`
      const command = params.policy_rc_d === undefined ? install : withoutStarts(install, params.policy_rc_d)
      await go(command, `apt-get install ${[...data.install, ...urls.map(shownUrl)].join(' ')}`)
    })
    if (data.upgrade)
      await go(sh`apt-get ${apt} -y -q ${upgradeWords(params)}`, `apt-get ${upgradeWords(params)[0]}`)
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

const FETCHING = { waitsFor: 'the package lists to be fetched' }

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
  return deb.length > 0 || upgrade !== 'no' || autoremove || clean || autoclean
}

async function upgradeAspect(host: ReadHost, params: Params): Promise<AptAspect> {
  if (params.upgrade === 'no') return NO_ASPECT
  const steps = await simulateApt(host, params, upgradeWords(params), `apt-get ${upgradeWords(params)[0]}`)
  return steps.length === 0 ? NO_ASPECT : { changes: steps.map(packageChange), data: { upgrade: true } }
}

async function autoremoveAspect(host: ReadHost, params: Params): Promise<AptAspect> {
  if (!params.autoremove) return NO_ASPECT
  const steps = await simulateApt(host, params, ['autoremove'], 'apt-get autoremove')
  return steps.length === 0 ? NO_ASPECT : { changes: steps.map(packageChange), data: { autoremove: true } }
}

async function archivesAspect(host: ReadHost, { clean, autoclean }: Params): Promise<AptAspect> {
  if (!clean && !autoclean) return NO_ASPECT
  const files = await host.ask(aptArchives(clean ? 'all' : 'outdated'))
  if (files.length === 0) return NO_ASPECT
  const change = { resource: 'apt:archives', action: clean ? 'clean' : 'autoclean' }
  const fields = { before: { files: files.length }, after: { files: 0 } }
  return { changes: [{ ...change, ...fields }], data: clean ? { clean } : { autoclean } }
}
