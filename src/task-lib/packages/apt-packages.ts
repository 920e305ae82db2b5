import type { CheckContext } from '../../authoring/define.ts'
import { compileGlob } from '../../base/glob.ts'
import { TaskError } from '../../errors.ts'
import type { AptSimulation } from '../../remote/probes/packages/apt.ts'
import { type DebState, debStates, NO_PACKAGE } from '../../remote/probes/packages/debs.ts'
import { known, onlyRunTells, orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { unknownPackage } from './apt-get.ts'
import type { AptParams } from './apt-params.ts'
import type { AptAspect } from './apt-plan.ts'
import { simulateSteps } from './apt-simulation.ts'
import { PLAIN_NAME, type Wish } from './apt-wishes.ts'
import { packageChange } from './package-change.ts'

/**
 * Returns the part of the plan for each requested package. In a dry run, a part that depends on unknown values is
 * `Unknown`. `isStale`: whether the package lists are too old to rely on; `awaitsLists`: whether the plan fetches them
 * first.
 */
export async function packageAspects(
  { host, params, isCheckMode }: CheckContext<AptParams>,
  wishes: readonly (Wish | Unknown)[],
  isStale: boolean | Unknown,
  awaitsLists: boolean,
): Promise<(AptAspect | Unknown)[]> {
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
  const found = each.filter(aspect => aspect !== undefined && !(aspect instanceof Unknown)) as AptAspect[]
  const open = [...wishes, ...each].filter(each => each instanceof Unknown)
  const data = {
    install: found.flatMap(aspect => aspect.data.install ?? []),
    remove: found.flatMap(aspect => aspect.data.remove ?? []),
  }
  const whole: AptAspect = {
    changes: found.flatMap(aspect => aspect.changes),
    data,
    warnings: found.flatMap(aspect => aspect.warnings ?? []),
  }
  if (isStale === true || whole.changes.length === 0) return [whole, ...open]
  const steps = await orUnknownAnswer(simulateSteps(host, params, data))
  return [steps instanceof Unknown ? whole : withCompany(whole, steps), ...open]
}

/** What the check of a package depends on, in addition to the package's own state. */
interface Seeing {
  readonly isCheckMode: boolean
  readonly isStale: boolean | Unknown
  readonly awaitsLists: boolean
}

function packageAspect(wish: Wish, seen: DebState, params: AptParams, seeing: Seeing): AptAspect | undefined {
  if (params.state === 'absent' || params.state === 'removed') return removal(wish, seen, params)
  if (seen.installed === null) return installation(wish, seen, params, seeing)
  return replacement(wish, seen, seen.installed, params, seeing)
}

function removal({ bare }: Wish, { installed, remains }: DebState, params: AptParams): AptAspect | undefined {
  const isLeft = remains !== '' && (remains !== 'config-files' || params.purge)
  if (installed === null && !isLeft) return undefined
  const before = installed === null ? { status: remains } : { version: installed }
  return {
    changes: [{ resource: `package:${bare}`, action: 'delete', before, after: null }],
    data: { remove: [bare] },
  }
}

function installation(wish: Wish, seen: DebState, params: AptParams, seeing: Seeing): AptAspect | undefined {
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
  // Another package may provide it, or only mention it as a dependency.
  if (seeing.isCheckMode && !isStale && version === undefined && seen.candidate === null)
    onlyRunTells(`whether there is a package ${bare} to install`)
  return { changes: [{ resource, action: 'create', before: null, after: versionAfter(wish, seen) }], data }
}

/**
 * Returns the replacement of an installed package by another version; undefined if none is needed. In a dry run the
 * candidate version may be unknown: it is read only if it matters.
 */
function replacement(
  wish: Wish,
  seen: DebState,
  installed: string,
  params: AptParams,
  seeing: Seeing,
): AptAspect | undefined {
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

function isNewer(name: string, { installed, candidate }: DebState): boolean {
  if (candidate === undefined) {
    throw new TaskError(`apt does not report the newest version of ${name}`, {
      hint: `\`apt-cache policy ${name}\` on the host shows why`,
    })
  }
  return candidate !== null && candidate !== installed
}

function versionAfter({ version }: Wish, { candidate }: DebState) {
  return { version: orUnknown(() => version ?? candidate ?? 'newest') }
}

/**
 * Adds what apt changes as a consequence: additionally removed packages as changes, additionally installed or upgraded
 * ones only as predictions.
 */
function withCompany(aspect: AptAspect, steps: AptSimulation['steps']): AptAspect {
  const named = new Set(aspect.changes.map(({ resource }) => resource))
  const others = steps.map(packageChange).filter(({ resource }) => !named.has(resource))
  const gone = others.filter(({ action }) => action === 'delete')
  return {
    ...aspect,
    changes: [...aspect.changes, ...gone],
    predicts: others.filter(each => !gone.includes(each)),
  }
}
