import { dirname, isAbsolute, join } from 'node:path'
import type { IncludeStep, Inherited, ParamsOfInclude, Step } from '../config/steps.ts'
import { InputError } from '../errors.ts'
import type { Scope } from '../values/scope.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import type { PlayContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { holds } from './judge.ts'
import { beforeLoop, loopVariables } from './loop.ts'
import { asResult, type Result } from './result.ts'
import { asFlag } from './target.ts'
import { scopeOf } from './variables.ts'

/** Deeper than any playbook needs: what goes further includes itself without end. */
const MAX_DEPTH = 100

/** A file's steps, and the hosts that run them together. */
export interface Inclusion {
  readonly steps: readonly Step[]
  readonly hosts: HostState[]
}

/** What an include comes to: files with their hosts, and the hosts on which it failed or nobody can tell. */
export interface Included {
  readonly inclusions: readonly Inclusion[]
  readonly settled: readonly { readonly host: HostState; readonly result: Result }[]
}

interface Named {
  readonly file: string
  readonly params: ParamsOfInclude
}

/**
 * Reads what `include_tasks` means for each host, as the file's name and the loop may differ; hosts that agree run together.
 * With `asOne`, what it means for the first goes for all.
 */
export function includeFor(
  context: PlayContext,
  step: IncludeStep,
  hosts: readonly HostState[],
  { asOne = false } = {},
): Included {
  const groups = new Map<string, Named & { readonly hosts: HostState[] }>()
  const settled: Included['settled'][number][] = []
  for (const host of asOne ? hosts.slice(0, 1) : hosts) {
    try {
      const names = namesFor(step, scopeOf(context, host, step))
      for (const [key, named] of keyed(names)) {
        const known = groups.get(key) ?? { ...named, hosts: [] }
        known.hosts.push(...(asOne ? hosts : [host]))
        groups.set(key, known)
      }
    } catch (error) {
      settled.push(...(asOne ? hosts : [host]).map(each => ({ host: each, result: asResult(error) })))
    }
  }
  const inclusions: Inclusion[] = []
  for (const { file, params, hosts: included } of groups.values()) {
    try {
      inclusions.push({ steps: context.run.loadTasks(file, handDown(step, params)), hosts: included })
    } catch (error) {
      settled.push(...included.map(host => ({ host, result: asResult(error) })))
    }
  }
  return { inclusions, settled }
}

/** What the tasks of an included file inherit. */
export function handDown({ inner, inclusions }: IncludeStep, params: ParamsOfInclude = new Map()): Inherited {
  return {
    ...inner,
    includeParams: [...(inner.includeParams ?? []), ...(params.size > 0 ? [params] : [])],
    inclusions: (inclusions ?? 0) + 1,
  }
}

/** A host that includes the same file with the same params twice runs it twice. */
function keyed(names: readonly Named[]): [string, Named][] {
  const times = new Map<string, number>()
  return names.map(named => {
    const text = JSON.stringify([named.file, [...named.params]])
    const time = times.get(text) ?? 0
    times.set(text, time + 1)
    return [`${time} ${text}`, named]
  })
}

/** The files that a host includes, with the params of each. Throws InputError, or UnknownValueError where that cannot be told. */
function namesFor(step: IncludeStep, scope: Scope): Named[] {
  if ((step.inclusions ?? 0) > MAX_DEPTH) {
    throw new InputError(`files are included more than ${MAX_DEPTH} deep`, {
      place: step.place,
      hint: 'a file that includes itself needs a `when` that ends it; to do a task again, use `until`',
    })
  }
  if (step.loop && holds(beforeLoop(step, scope), scope) === false) return []
  return paramsFor(step, scope).flatMap(params => {
    const inner = scope.extend(params)
    const isMeant = holds(step.when, inner)
    if (isMeant instanceof Unknown) throw new UnknownValueError(isMeant)
    if (!isMeant) return []
    const path = inner.render(step.file)
    if (path instanceof Unknown) throw new UnknownValueError(path)
    const file = String(path)
    return [{ file: isAbsolute(file) ? file : join(dirname(step.place.file), file), params }]
  })
}

/** What each item of an include's loop gives; `ansible_loop` only where it is asked for, since it may differ from host to host. */
function paramsFor(step: IncludeStep, scope: Scope): ParamsOfInclude[] {
  if (!step.loop) return [new Map()]
  const items = scope.render(step.loop)
  if (items instanceof Unknown) throw new UnknownValueError(items)
  if (!Array.isArray(items)) throw new InputError('`loop` takes a list', { place: step.loop.place })
  const { extended } = step.loopControl
  const isExtended =
    extended !== undefined && asFlag('extended', scope.renderOptional(extended), extended.place)
  return loopVariables(step.loopControl, items).map(
    own => new Map([...own].filter(([name]) => isExtended || name !== 'ansible_loop')),
  )
}
