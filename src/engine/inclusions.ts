import { dirname, isAbsolute, join } from 'node:path'
import type { IncludeStep, Inherited, Step, VarsSource } from '../config/steps.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import { Unknown } from '../values/unknown.ts'
import type { PlayContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { scopeOf } from './variables.ts'

/** Deeper than any playbook needs: what goes further includes itself without end. */
const MAX_DEPTH = 100

/** A file's steps, and the hosts that run them together. */
export interface Inclusion {
  readonly steps: readonly Step[]
  readonly hosts: HostState[]
}

/**
 * Reads what `include_tasks` means for each host, as the file's name and the loop may differ; hosts that agree run together.
 * Throws InputError where the file is not there or is wrong.
 */
export function includeFor(
  context: PlayContext,
  step: IncludeStep,
  hosts: readonly HostState[],
): Inclusion[] {
  if ((step.inclusions ?? 0) > MAX_DEPTH) {
    throw new InputError(`files are included more than ${MAX_DEPTH} deep`, {
      place: step.place,
      hint: 'a file that includes itself needs a `when` that ends it; to do a task again, use `until`',
    })
  }
  const inclusions = new Map<string, { file: string; vars: Map<string, unknown>; hosts: HostState[] }>()
  for (const host of hosts) {
    for (const { file, vars } of inclusionsOf(context, step, host)) {
      const key = JSON.stringify([file, [...vars]])
      const known = inclusions.get(key)
      if (known) known.hosts.push(host)
      else inclusions.set(key, { file, vars, hosts: [host] })
    }
  }
  return [...inclusions.values()].map(({ file, vars, hosts: included }) => {
    const loopVars = new Map([...vars].map(([name, value]) => [name, sourceOf(value, step.place)]))
    return { steps: context.run.loadTasks(file, handDown(step, loopVars)), hosts: included }
  })
}

/** What the tasks of an included file inherit: all but what is the include's own, its `when` and its loop. */
export function handDown(step: IncludeStep, loopVars: VarsSource = new Map()): Inherited {
  const {
    kind: _kind,
    place: _place,
    name: _name,
    file: _file,
    loop: _loop,
    loopControl: _control,
    ...inherited
  } = step
  return { ...inherited, when: [], vars: [...step.vars, loopVars], inclusions: (step.inclusions ?? 0) + 1 }
}

function inclusionsOf(
  context: PlayContext,
  step: IncludeStep,
  host: HostState,
): { file: string; vars: Map<string, unknown> }[] {
  const scope = scopeOf(context, host, step)
  const items = step.loop ? scope.render(step.loop) : [undefined]
  if (!Array.isArray(items)) throw new InputError('`loop` takes a list', { place: step.loop?.place })
  const { loopVar, indexVar } = step.loopControl
  return items.flatMap((item, index) => {
    const vars = new Map<string, unknown>(
      step.loop ? [[loopVar, item], ...(indexVar ? [[indexVar, index] as const] : [])] : [],
    )
    const inner = scope.extend(new Map([...vars].map(([name, value]) => [name, { value }])))
    const holds = step.when.every(
      condition => inner.evaluateCondition(condition.value, condition.place) === true,
    )
    if (!holds) return []
    const file = inner.render(step.file)
    if (file instanceof Unknown) return []
    const path = String(file)
    return [{ file: isAbsolute(path) ? path : join(dirname(step.place.file), path), vars }]
  })
}

/** A plain value as the source of a variable that is never rendered. */
function sourceOf(value: unknown, place: Place): Source {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(item => sourceOf(item, place)), place }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, part]) => [key, { keyPlace: place, value: sourceOf(part, place) }] as const,
    )
    return { kind: 'map', entries: new Map(entries), place }
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, tag: '!unsafe', place }
}
