import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { type HomebrewPackage, homebrewPackages } from '../../remote/probes/packages/homebrew.ts'
import { fetchesOnly, fetchListsFirst } from './fetch-lists-first.ts'
import { isAboutRoot, requireBrew, requireInstalled } from './homebrew-refusal.ts'
import type { HomebrewRequest, HomebrewVerb } from './homebrew-request.ts'
import { missingDependencies, outdatedPackages } from './homebrew-simulation.ts'
import { packageChange } from './package-change.ts'
import type { PackagePlan } from './package-manager.ts'
import { runBrew } from './run-brew.ts'

type Context = Pick<CheckContext<unknown>, 'host' | 'isCheckMode' | 'carriedOut'>

/**
 * Compares the packages of Homebrew with the task's request. The plan includes missing dependencies. Throws TaskError
 * if the host lacks brew, or brew refuses.
 */
export async function checkHomebrew(
  context: Context,
  request: HomebrewRequest,
): Promise<InSync | Plan<PackagePlan>> {
  const { host } = context
  const { names, path, onlyCasks, state, upgradesAll } = request
  const asked = homebrewPackages({ names, path, onlyCasks, onlyInstalled: state === 'absent' })
  const [answer, outdated] = await Promise.all([host.ask(asked), outdatedPackages(host, request)])
  const { brew } = requireInstalled(answer)
  const lists = { resource: 'brew:lists', refresh: [brew, 'update'] }
  // A name that brew does not know may be in lists that are not fetched yet.
  const mayBeNew = answer !== null && 'refused' in answer && !isAboutRoot(answer.refused)
  const early = mayBeNew ? fetchListsFirst(context, lists, request, names) : undefined
  if (early) return early
  const { packages } = requireBrew(answer, 'is the name right? `update_homebrew: true` fetches new names')
  const steps = names.flatMap(name => stepFor(name, packages, request))
  const isUpgraded = new Set(outdated.map(({ name }) => name))
  const own = steps.filter(({ verb, change }) => verb !== 'upgrade' || !isUpgraded.has(change.name))
  const named = (verb: HomebrewVerb) => own.filter(step => step.verb === verb).map(({ name }) => name)
  const lacking = named('install')
  const needsLists = state === 'latest' || upgradesAll || fetchesOnly(request) || lacking.length > 0
  const stage = needsLists ? fetchListsFirst(context, lists, request, lacking) : undefined
  if (stage) return stage
  const missing = await missingDependencies(host, request, { installed: lacking, upgraded: named('upgrade') })
  const all: ChangeInput[] = [
    ...missing.map(packageChange),
    ...outdated.map(packageChange),
    ...own.map(changeOf),
  ]
  const outputs = outputsOf(
    names,
    steps.map(({ name }) => name),
  )
  if (all.length === 0) return inSync(outputs)
  const commands = VERBS.flatMap(verb => {
    const of = named(verb)
    return of.length === 0 ? [] : [[brew, ...request.words[verb], ...of]]
  })
  const upgrade = outdated.length === 0 ? [] : [[brew, ...request.upgradeAll]]
  return plan<PackagePlan>(all, { commands: [...upgrade, ...commands] }, outputs)
}

/** The keys of a result for packages of Homebrew, described. */
export const HOMEBREW_OUTPUTS = {
  changed_pkgs:
    'The packages that Homebrew installed, upgraded, linked, unlinked or removed, as a list of names from the task.',
  unchanged_pkgs: 'The packages of the task that were right already, as a list of names.',
} as const

const VERBS: readonly HomebrewVerb[] = ['install', 'upgrade', 'uninstall', 'link', 'unlink']

interface HomebrewStep {
  /** As the task names it. */
  readonly name: string
  readonly verb: HomebrewVerb
  readonly change: HomebrewPackage
}

/**
 * Returns the step for one name, or none. Throws TaskError for a name that brew does not know, or a package that cannot
 * be linked.
 */
function stepFor(
  name: string,
  packages: readonly HomebrewPackage[],
  request: HomebrewRequest,
): HomebrewStep[] {
  const change = packages.find(({ names }) => names.includes(name.toLowerCase()))
  if (!change) {
    if (request.state === 'absent') return []
    throw new TaskError(`brew describes no package \`${name}\``)
  }
  const verb = request.links === undefined ? verbFor(change, request) : linkVerb(name, change, request.links)
  return verb === undefined ? [] : [{ name, verb, change }]
}

function verbFor(
  { installed, newest, isOutdated, isPinned }: HomebrewPackage,
  { state, isGreedy }: HomebrewRequest,
): HomebrewVerb | undefined {
  if (state === 'absent') return installed === null ? undefined : 'uninstall'
  if (installed === null) return 'install'
  const isOld = isOutdated || (isGreedy && installed !== newest)
  return state === 'latest' && isOld && !isPinned ? 'upgrade' : undefined
}

function linkVerb(
  name: string,
  { installed, isLinked }: HomebrewPackage,
  links: boolean,
): HomebrewVerb | undefined {
  if (isLinked === undefined)
    throw new TaskError(`\`${name}\` is a cask, and only formulae are linked`, {
      hint: 'use `state: present`',
    })
  if (installed === null)
    throw new TaskError(`\`${name}\` is not installed`, { hint: 'install it in an earlier task' })
  if (isLinked === links) return undefined
  return links ? 'link' : 'unlink'
}

function changeOf({ verb, change: { name, installed, newest } }: HomebrewStep): ChangeInput {
  const resource = `package:${name}`
  if (verb === 'link' || verb === 'unlink') {
    const at = (linked: boolean) => ({ version: installed ?? newest, linked })
    return { resource, action: 'update', before: at(verb === 'unlink'), after: at(verb === 'link') }
  }
  return packageChange({ name, before: installed, after: verb === 'uninstall' ? null : newest })
}

function outputsOf(names: readonly string[], changed: readonly string[]): Outputs {
  const unchanged = names.filter(name => !changed.includes(name))
  const msg = `Changed: ${changed.length}, Unchanged: ${unchanged.length}`
  return { msg, changed_pkgs: changed, unchanged_pkgs: unchanged }
}

/**
 * Runs the commands of a plan and returns the outputs. A task that only fetches lists counts as unchanged if they are
 * up to date. Throws TaskError with the command's output if one fails.
 */
export async function applyHomebrew(
  host: Host,
  { data, outputs }: Plan<PackagePlan>,
  request: HomebrewRequest,
): Promise<Outputs> {
  const texts = await runBrew(host, data)
  const isOld = fetchesOnly(request) && texts.some(text => /already up-to-date/i.test(text))
  return isOld ? { changed: false } : outputs
}
