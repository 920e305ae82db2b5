import { dirname, isAbsolute, join } from 'node:path'
import type { IncludeStep, Inherited, Step, VarsSource } from '../config/steps.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import type { Scope } from '../values/scope.ts'
import { Unknown } from '../values/unknown.ts'
import type { PlayContext } from './context.ts'
import { askerOf, withFacts } from './facts.ts'
import type { HostState } from './host-state.ts'
import { holds } from './judge.ts'
import { notAList, withoutItem } from './loop.ts'
import { scopeOf } from './variables.ts'

/** Deeper than any playbook needs: what goes further includes itself without end. */
const MAX_DEPTH = 100

/** A file's steps, and the hosts that run them together. */
export interface Inclusion {
  readonly steps: readonly Step[]
  readonly hosts: HostState[]
}

/** What `include_tasks` comes to: what the hosts run, and why some cannot. */
export interface Included {
  readonly inclusions: readonly Inclusion[]
  readonly failed: readonly { readonly hosts: readonly HostState[]; readonly error: unknown }[]
}

/**
 * Reads what `include_tasks` means for each host, as the file's name and the loop may differ; hosts that agree run together.
 * Throws InputError where the file includes itself without end.
 */
export async function includeFor(
  context: PlayContext,
  step: IncludeStep,
  hosts: readonly HostState[],
): Promise<Included> {
  if ((step.inclusions ?? 0) > MAX_DEPTH) {
    throw new InputError(`files are included more than ${MAX_DEPTH} deep`, {
      place: step.place,
      hint: 'a file that includes itself needs a `when` that ends it; to do a task again, use `until`',
    })
  }
  const failed: { hosts: readonly HostState[]; error: unknown }[] = []
  const meant = await Promise.all(
    hosts.map(async host => ({
      host,
      files: await filesOn(context, step, host).catch(error => {
        failed.push({ hosts: [host], error })
        return []
      }),
    })),
  )
  const inclusions: Inclusion[] = []
  for (const { hosts: together, file, vars } of gathered(meant)) {
    const loopVars = new Map([...vars].map(([name, value]) => [name, sourceOf(value, step.place)]))
    try {
      const steps = context.run.loadTasks(file, handDown(step, loopVars), context.play.vars)
      inclusions.push({ steps, hosts: together })
    } catch (error) {
      failed.push({ hosts: together, error })
    }
  }
  return { inclusions, failed }
}

/** A file that a host includes, with the variables of the loop. */
export interface IncludedFile {
  readonly file: string
  readonly vars: ReadonlyMap<string, unknown>
}

/** The files of hosts, each once with the hosts that include it with the same variables, in the order of the first. */
export function gathered<H>(
  meant: readonly { readonly host: H; readonly files: readonly IncludedFile[] }[],
): (IncludedFile & { readonly hosts: H[] })[] {
  const known = new Map<string, IncludedFile & { readonly hosts: H[] }>()
  for (const { host, files } of meant) {
    for (const { file, vars } of files) {
      const key = JSON.stringify([file, [...vars]])
      const same = known.get(key)
      if (same) same.hosts.push(host)
      else known.set(key, { file, vars, hosts: [host] })
    }
  }
  return [...known.values()]
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

function filesOn(context: PlayContext, step: IncludeStep, host: HostState): Promise<IncludedFile[]> {
  return context.run.limit(() =>
    withFacts(askerOf(context, step, host), () => filesFor(step, scopeOf(context, host, step))),
  )
}

function filesFor(step: IncludeStep, scope: Scope): IncludedFile[] {
  if (step.loop && holds(withoutItem(step, scope), scope) === false) return []
  const items = step.loop ? scope.render(step.loop) : [undefined]
  if (!Array.isArray(items)) throw notAList(items, step.loop)
  const { loopVar, indexVar } = step.loopControl
  return items.flatMap((item, index) => {
    const vars = new Map<string, unknown>(
      step.loop ? [[loopVar, item], ...(indexVar ? [[indexVar, index] as const] : [])] : [],
    )
    const inner = scope.extend(new Map([...vars].map(([name, value]) => [name, { value }])))
    if (holds(step.when, inner) !== true) return []
    const file = inner.render(step.file)
    if (file instanceof Unknown) return []
    return [{ file: pathOf(step, String(file)), vars }]
  })
}

/** The absolute path of a file that `include_tasks` names. */
export function pathOf({ place }: IncludeStep, file: string): string {
  return isAbsolute(file) ? file : join(dirname(place.file), file)
}

/** A plain value as the source of a variable that is never rendered. */
export function sourceOf(value: unknown, place: Place): Source {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(item => sourceOf(item, place)), place }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, part]) => [key, { keyPlace: place, value: sourceOf(part, place) }] as const,
    )
    return { kind: 'map', entries: new Map(entries), place }
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, tag: '!unsafe', place }
}
