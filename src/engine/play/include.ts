import { InputError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ParamsOfInclude } from '../../playbook/roles/loop-params.ts'
import type { IncludeStep, Step } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { beforeLoop, loopVariables, WITHOUT_ITEMS } from '../check/loop-items.ts'
import { listUnlessSkipped } from '../check/missing-list.ts'
import { errorResult } from '../check/result.ts'
import { evaluateAll } from '../check/when.ts'
import type { PlayContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Result } from '../state/result.ts'
import { type IncludeTarget, includedBy, loadIncluded } from '../steps/included.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { evaluateOnHosts } from './evaluate-on-hosts.ts'
import type { HostResult } from './finish-step.ts'
import { includeResult, loopedInclude, SKIPPED } from './include-result.ts'
import { addRoles } from './roles.ts'

/** The maximum depth of includes. A deeper one is assumed to include itself endlessly. */
const MAX_DEPTH = 100

/** The steps of a file or role, and the hosts that run them together. */
export interface Inclusion {
  readonly steps: readonly Step[]
  readonly hosts: HostState[]
}

/**
 * The outcome of an include: the included steps with their hosts, and the hosts on which the include failed or is
 * unknown.
 */
export interface Included {
  readonly inclusions: readonly Inclusion[]
  readonly settled: readonly HostResult[]
  /** The registered result, for each host on which the include did not fail. */
  readonly registered: ReadonlyMap<HostState, Result>
}

interface Named {
  readonly included: IncludeTarget
  readonly params: ParamsOfInclude
}

/** What an include refers to on one host, for each item of its loop, and its result. */
interface HostIncludes {
  readonly names: readonly Named[]
  readonly result: Result
}

/**
 * Reads the files or roles that an include refers to. They may differ between hosts, because the name and the loop
 * may contain templates. Hosts with the same file and params run it together.
 */
export async function includeFor(
  context: PlayContext,
  step: IncludeStep,
  hosts: readonly HostState[],
): Promise<Included> {
  const {
    values: includes,
    failed,
    isOnce,
  } = await evaluateOnHosts(context, step, hosts, host =>
    includesFor(context, step, scopeOf(context, host, step)),
  )
  const settled = [...failed]
  const groups = new Map<string, Named & { readonly hosts: HostState[] }>()
  const including = isOnce && step.isForFirstHost ? [...includes].slice(0, 1) : includes
  for (const [host, { names }] of including) {
    for (const [key, named] of keyed(names)) {
      const known = groups.get(key) ?? { ...named, hosts: [] }
      known.hosts.push(host)
      groups.set(key, known)
    }
  }
  const inclusions: Inclusion[] = []
  for (const { included, params, hosts: those } of groups.values()) {
    try {
      const steps = loadIncluded(context.run, context.play, step, included, params)
      addRoles(context, steps)
      inclusions.push({ steps, hosts: those })
    } catch (error) {
      settled.push(...those.map(host => ({ host, result: errorResult(error) })))
    }
  }
  const registered = new Map([...includes].map(([host, { result }]) => [host, result]))
  return { inclusions, settled, registered }
}

/**
 * Adds a key to each included file. If a host includes the same file twice with the same params, the keys differ, so
 * it runs twice.
 */
function keyed(names: readonly Named[]): [string, Named][] {
  const times = new Map<string, number>()
  return names.map(named => {
    const text = JSON.stringify([named.included, [...named.params]])
    const time = times.get(text) ?? 0
    times.set(text, time + 1)
    return [`${time} ${text}`, named]
  })
}

/**
 * Returns what a host includes, with the params for each. Throws InputError, or UnknownValueError if they are
 * unknown.
 */
function includesFor(context: PlayContext, step: IncludeStep, scope: Scope): HostIncludes {
  if (context.uncertain) throw new UnknownValueError(context.uncertain)
  refuseEndless(step)
  if (step.loop && evaluateAll(beforeLoop(step, scope), scope) === false)
    return { names: [], result: SKIPPED }
  const listed = paramsFor(step, scope)
  if (!listed) return { names: [], result: SKIPPED }
  const each = listed.map(params => {
    const inner = scope.extend(params)
    const condition = evaluateAll(step.when, inner)
    if (condition instanceof Unknown) throw new UnknownValueError(condition)
    if (!condition) return { names: [], params, result: SKIPPED }
    const named = { included: includedBy(step, inner), params }
    return { names: [named], params, result: includeResult(step, inner) }
  })
  const names = each.flatMap(item => item.names)
  if (!step.loop) return { names, result: each[0]?.result ?? SKIPPED }
  if (each.length === 0) return { names, result: WITHOUT_ITEMS }
  return { names, result: loopedInclude(step, each) }
}

function refuseEndless({ inclusions = 0, place }: IncludeStep): void {
  if (inclusions <= MAX_DEPTH) return
  throw new InputError(`files are included more than ${MAX_DEPTH} deep`, {
    place,
    hint: 'a file that includes itself needs a `when` that becomes false; to repeat a task, use `until`',
  })
}

/** Returns the params for each item; undefined if the list cannot be rendered but the include is skipped anyway. */
function paramsFor(step: IncludeStep, scope: Scope): ParamsOfInclude[] | undefined {
  const { loop, when } = step
  if (!loop) return [new Map()]
  const items = listUnlessSkipped({ loop, when }, scope)
  if (items instanceof Unknown) throw new UnknownValueError(items)
  return items && itemParams(step, scope, items)
}

/**
 * Returns the variables for each item of an include's loop. `ansible_loop` is included only with `extended`, because
 * it may differ between hosts, which then cannot run the include together.
 */
export function itemParams(
  { loopControl }: IncludeStep,
  scope: Scope,
  items: readonly unknown[],
): ParamsOfInclude[] {
  const { extended } = loopControl
  const isExtended =
    extended !== undefined && asFlag('extended', scope.renderOptional(extended), extended.place)
  return loopVariables(loopControl, items).map(
    own => new Map([...own].filter(([name]) => isExtended || name !== 'ansible_loop')),
  )
}
