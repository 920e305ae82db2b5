/**
 * Installs, upgrades or removes Debian packages in one transaction.
 *
 *     - apt:
 *         name: [etcd-server, etcd-client=3.4.*]
 *         update_cache: true
 *         cache_valid_time: 3600
 */
import {
  type CheckContext,
  defineTask,
  type InSync,
  inSync,
  known,
  orUnknown,
  orUnknownAnswer,
  type Plan,
  plan,
  type ReadHost,
  sh,
  Unknown,
} from '../../src/authoring/task.ts'
import { shownUrl } from '../../src/built-in/downloads.ts'
import { aptListsAge, aptListsTime } from '../../src/built-in/host.ts'
import {
  APT_LISTS,
  APT_OUTPUTS,
  type AptAspect,
  type AptParams,
  type AptPlan,
  aptOptions,
  aptParams,
  archivesAspect,
  autoremoveAspect,
  bareName,
  debAspect,
  isUpdateAlone,
  listsOf,
  mergeAptPlans,
  NO_ASPECT,
  NO_STEPS,
  packageAspects,
  removalVerb,
  removalWords,
  requestsOf,
  runApt,
  upgradeAspect,
  upgradeWords,
  withFetchedDebs,
  withoutStarts,
} from '../../src/built-in/packages.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'

export default defineTask({
  summary: 'Installs, upgrades or removes Debian packages.',
  example: `- apt:
    name: [etcd-server, "etcd-client=3.4.*"]
    update_cache: true
    cache_valid_time: 3600
`,
  params: aptParams,
  aliases: {
    pkg: 'name',
    package: 'name',
    'update-cache': 'update_cache',
    'install-recommends': 'install_recommends',
  },
  outputs: APT_OUTPUTS,
  action: params => (isUpdateAlone(params) ? 'repeatable' : undefined),
  batchLoop: { param: 'name', merge: (data: readonly AptPlan[]) => data.reduce(mergeAptPlans) },
  check: async context => {
    const [checked, cache_update_time] = await Promise.all([
      checkPackages(context),
      orUnknownAnswer(context.host.ask(aptListsTime())),
    ])
    // The time of the lists is known only after they are fetched.
    const isFetching = context.carriedOut === undefined && checked.kind === 'plan' && checked.data.update
    return { ...checked, outputs: { ...checked.outputs, ...(isFetching ? {} : { cache_update_time }) } }
  },
  mayChange: ({ params }) => {
    const names = orUnknown(() => params.name)
    if (names instanceof Unknown || orUnknown(() => hasOtherRequests(params)) !== false) return undefined
    return names
      .flatMap(name => name.split(','))
      .map(name => ({ resource: `package:${bareName(name.trim())}` }))
  },
  apply: async ({ host, params, environment, plan: { data } }) => {
    const apt = aptOptions(params)
    const purge = params.purge ? ['--purge'] : []
    const outputs: string[] = []
    const go = async (command: ReturnType<typeof sh>, title: string): Promise<void> => {
      outputs.push(await runApt(host, command, title))
    }
    const isAction = isUpdateAlone(params)
    const before = isAction ? await listsOf(host) : ''
    if (data.update) {
      // A list that cannot be fetched is an error. The `touch` records the update even if no list has changed.
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
    const stdout = outputs.join('').trimEnd()
    const isUpdated = data.update && !(isAction && (await listsOf(host)) === before)
    return {
      ...(data.update ? { cache_updated: isUpdated } : {}),
      ...{ stdout, stderr: '' },
      // An action is not checked again, so the time must be read here.
      ...(isAction ? { changed: isUpdated, cache_update_time: await host.ask(aptListsTime()) } : {}),
      ...{ stdout_lines: stdout === '' ? [] : stdout.split('\n'), stderr_lines: [] },
    }
  },
})

async function checkPackages(context: CheckContext<AptParams>): Promise<InSync | Plan<AptPlan>> {
  const { host, params, isCheckMode, carriedOut } = context
  const isStale = (carriedOut?.data as AptPlan | undefined)?.update
    ? false
    : await orUnknownAnswer(areListsStale(host, params))
  const requests = await requestsOf(host, params)
  // Only fresh lists show which version is the newest.
  const awaitsLists = isStale === true && needsFreshLists(params)
  const aspects: (AptAspect | Unknown)[] = [
    ...(await packageAspects(context, requests, isStale, awaitsLists)),
    await orUnknownAnswer(debAspect(context)),
    awaitsLists ? NO_ASPECT : await orUnknownAnswer(upgradeAspect(host, params)),
    await orUnknownAnswer(autoremoveAspect(host, params)),
    await orUnknownAnswer(archivesAspect(host, params)),
  ]
  const found = aspects.filter(each => !(each instanceof Unknown)) as AptAspect[]
  const open = aspects.find(each => each instanceof Unknown)
  const changes = found.flatMap(each => each.changes)
  const warnings = found.flatMap(each => each.warnings ?? [])
  const outputs = warnings.length > 0 ? { warnings } : {}
  const hasRequests = requests.length > 0 || hasOtherRequests(params)
  if (!hasRequests && known(isStale)) changes.push(APT_LISTS)
  if (changes.length === 0 && open instanceof Unknown) return known<never>(open)
  if (changes.length === 0 && awaitsLists && isCheckMode)
    onlyRunTells('the newest versions, known only after the package lists are fetched')
  // Fresh lists are not part of the described state: they are not fetched if all packages are already right.
  if (changes.length === 0 && !awaitsLists) return inSync({ cache_updated: false, ...outputs })
  const steps = found.map(({ data }) => ({ ...NO_STEPS, ...data })).reduce(mergeAptPlans, NO_STEPS)
  const update = isStale === true
  const planned = plan<AptPlan>(changes, { ...steps, update }, { cache_updated: isStale, ...outputs })
  const predicts = [...(update ? [APT_LISTS] : []), ...found.flatMap(each => each.predicts ?? [])]
  const isStage = awaitsLists || (steps.autoremove && (steps.install.length > 0 || steps.upgrade))
  return { ...planned, predicts, ...(isStage ? { isStage } : {}), ...(awaitsLists ? FETCHING : {}) }
}

const FETCHING = { waitsFor: 'the package lists to be fetched' }

async function areListsStale(host: ReadHost, params: AptParams): Promise<boolean> {
  if (!params.update_cache) return false
  // The age is in whole seconds: lists can be 0 seconds old.
  if (params.cache_valid_time === 0) return true
  const age = await host.ask(aptListsAge())
  return age === null || age > params.cache_valid_time
}

/** Whether the task requests the newest version of a package, or an upgrade. */
function needsFreshLists(params: AptParams): boolean {
  return orUnknown(() => params.state) === 'latest' || orUnknown(() => params.upgrade) !== 'no'
}

function hasOtherRequests({ deb, upgrade, autoremove, clean, autoclean }: AptParams): boolean {
  return deb.length > 0 || upgrade !== 'no' || autoremove || clean || autoclean
}
