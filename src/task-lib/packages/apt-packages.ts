import type { CheckContext } from '../../authoring/define.ts'
import { compileGlob } from '../../base/glob.ts'
import { TaskError } from '../../errors.ts'
import type { AptSimulation } from '../../remote/probes/packages/apt.ts'
import { type DebState, debStates, NO_PACKAGE } from '../../remote/probes/packages/debs.ts'
import { known, onlyRunTells, orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { unknownPackage } from './apt-get.ts'
import type { AptParams } from './apt-params.ts'
import type { AptAspect } from './apt-plan.ts'
import { PLAIN_NAME, type RequestedPackage } from './apt-requests.ts'
import { simulateSteps } from './apt-simulation.ts'
import { packageChange } from './package-change.ts'

/**
 * Returns the part of the plan for each requested package. In a dry run, a part that depends on unknown values is
 * `Unknown`. `isStale`: whether the package lists are too old to rely on; `awaitsLists`: whether the plan fetches them
 * first.
 */
export async function packageAspects(
  { host, params, isCheckMode }: CheckContext<AptParams>,
  requests: readonly (RequestedPackage | Unknown)[],
  isStale: boolean | Unknown,
  awaitsLists: boolean,
): Promise<(AptAspect | Unknown)[]> {
  const named = requests.filter((request): request is RequestedPackage => !(request instanceof Unknown))
  if (named.length === 0) return [...(requests as Unknown[])]
  const release = orUnknown(() => params.default_release)
  const names = named.map(request => request.name)
  const states = await orUnknownAnswer(host.ask(debStates(names, release instanceof Unknown ? '' : release)))
  const each = named.map(request =>
    orUnknown(() => {
      const seen = known(states).get(request.name) ?? NO_PACKAGE
      return packageAspect(request, seen, params, { isCheckMode, isStale, awaitsLists })
    }),
  )
  const found = each.filter(aspect => aspect !== undefined && !(aspect instanceof Unknown)) as AptAspect[]
  const open = [...requests, ...each].filter(each => each instanceof Unknown)
  const data = {
    install: found.flatMap(aspect => aspect.data.install ?? []),
    remove: found.flatMap(aspect => aspect.data.remove ?? []),
  }
  const merged: AptAspect = {
    changes: found.flatMap(aspect => aspect.changes),
    data,
    warnings: found.flatMap(aspect => aspect.warnings ?? []),
  }
  if (isStale === true || merged.changes.length === 0) return [merged, ...open]
  const steps = await orUnknownAnswer(simulateSteps(host, params, data))
  return [steps instanceof Unknown ? merged : withConsequences(merged, steps), ...open]
}

/** What the check of a package depends on, in addition to the package's own state. */
interface InstallContext {
  readonly isCheckMode: boolean
  readonly isStale: boolean | Unknown
  readonly awaitsLists: boolean
}

function packageAspect(
  request: RequestedPackage,
  seen: DebState,
  params: AptParams,
  context: InstallContext,
): AptAspect | undefined {
  if (params.state === 'absent' || params.state === 'removed') return removal(request, seen, params)
  if (seen.installed === null) return installation(request, seen, params, context)
  return replacement(request, seen, seen.installed, params, context)
}

function removal(
  { name }: RequestedPackage,
  { installed, remains }: DebState,
  params: AptParams,
): AptAspect | undefined {
  const isLeft = remains !== '' && (remains !== 'config-files' || params.purge)
  if (installed === null && !isLeft) return undefined
  const before = installed === null ? { status: remains } : { version: installed }
  return {
    changes: [{ resource: `package:${name}`, action: 'delete', before, after: null }],
    data: { remove: [name] },
  }
}

function installation(
  request: RequestedPackage,
  seen: DebState,
  params: AptParams,
  context: InstallContext,
): AptAspect | undefined {
  const { name, version } = request
  const resource = `package:${name}`
  const data = { install: [request.spec] }
  const isHalfInstalled = seen.remains !== '' && seen.remains !== 'config-files'
  if (isHalfInstalled) {
    const [before, after] = [{ status: seen.remains }, { status: 'installed' }]
    return { changes: [{ resource, action: 'update', before, after }], data }
  }
  if (params.only_upgrade || (version === undefined && seen.providers.length > 0)) return undefined
  const isStale = context.isStale !== false
  if (!isStale && seen.isUnheard && PLAIN_NAME.test(name)) throw unknownPackage(name)
  // Another package may provide it, or only mention it as a dependency.
  if (context.isCheckMode && !isStale && version === undefined && seen.candidate === null)
    onlyRunTells(`whether there is a package ${name} to install`)
  return { changes: [{ resource, action: 'create', before: null, after: versionAfter(request, seen) }], data }
}

/**
 * Returns the replacement of an installed package by another version; undefined if none is needed. In a dry run the
 * candidate version may be unknown: it is read only if it matters.
 */
function replacement(
  request: RequestedPackage,
  seen: DebState,
  installed: string,
  params: AptParams,
  context: InstallContext,
): AptAspect | undefined {
  const { name, version } = request
  if (version !== undefined) {
    if (compileGlob(known(version)).matches(installed)) return undefined
  } else {
    if (params.state !== 'latest' || context.awaitsLists || !isNewer(name, seen)) return undefined
    if (seen.isHeld && !params.allow_change_held_packages) {
      const warning = `${name} is held at ${installed}, but ${String(seen.candidate)} is available`
      return { changes: [], data: {}, warnings: [warning] }
    }
  }
  const [before, after] = [{ version: installed }, versionAfter(request, seen)]
  return {
    changes: [{ resource: `package:${name}`, action: 'update', before, after }],
    data: { install: [request.spec] },
  }
}

function isNewer(name: string, { installed, candidate }: DebState): boolean {
  if (candidate === undefined) {
    throw new TaskError(`apt does not report the newest version of ${name}`, {
      hint: `\`apt-cache policy ${name}\` on the host shows why`,
    })
  }
  return candidate !== null && candidate !== installed
}

function versionAfter({ version }: RequestedPackage, { candidate }: DebState) {
  return { version: orUnknown(() => version ?? candidate ?? 'newest') }
}

/**
 * Adds what apt changes as a consequence: additionally removed packages as changes, additionally installed or upgraded
 * ones only as predictions.
 */
function withConsequences(aspect: AptAspect, steps: AptSimulation['steps']): AptAspect {
  const named = new Set(aspect.changes.map(({ resource }) => resource))
  const others = steps.map(packageChange).filter(({ resource }) => !named.has(resource))
  const gone = others.filter(({ action }) => action === 'delete')
  return {
    ...aspect,
    changes: [...aspect.changes, ...gone],
    predicts: others.filter(each => !gone.includes(each)),
  }
}
