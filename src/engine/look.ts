import type { ReadHost } from '../host/host.ts'
import type { StateTaskType, TaskContext } from '../task/define.ts'
import type { InSync, Plan } from '../task/plan.ts'
import type { Project } from '../task/project.ts'
import { Secret } from '../values/secret.ts'
import { UnknownValueError } from '../values/unknown.ts'
import type { Acting } from './act.ts'
import { ofTaskType } from './blame.ts'
import { CONTROLLER, stampOf } from './ledger.ts'
import { openProject } from './project.ts'
import { environmentOf, type Reached } from './reach.ts'

/** A task type with a check and an apply, whatever its params and plan are. */
export type AnyState = StateTaskType<never, never>

/** One check and all that goes into it. */
export interface Checking {
  readonly acting: Acting
  readonly name: string
  readonly type: AnyState
  readonly params: unknown
  readonly reached: Reached
  readonly isCheckMode: boolean
  /** What was carried out just now, where this is the check after it. */
  readonly carriedOut?: Plan
}

/** A check that was begun, perhaps before its turn. */
export interface Look {
  /** Equal for checks that are given the same; absent where that cannot be told. */
  readonly key: string | undefined
  readonly session: object | undefined
  readonly outcome: Promise<InSync | Plan>
  /** Resolves when it has asked its host something, or is over. */
  readonly underWay: Promise<void>
  /** Whether a task whose turn is now would see just the same. */
  readonly holds: (turn: Acting) => Promise<boolean>
}

/** Begins a check, and keeps an eye on all that it is made from. */
export function beginLook(checking: Checking): Look {
  const { acting, type, reached } = checking
  const { ledgers } = acting.context.run
  const stamps = [
    stampOf(ledgers.of(reached.machine), reached.session),
    ...(type.looks === 'beyond' ? [stampOf(ledgers.all, reached.session)] : []),
  ]
  const isControllerSame = stampOf(ledgers.of(CONTROLLER), reached.session)
  const read = { rendered: [] as Rendered[], controller: false }
  let tell = (): void => {}
  const asked = new Promise<void>(resolve => {
    tell = resolve
  })
  const host: ReadHost = {
    ...reached.host,
    ask: probe => {
      tell()
      return reached.host.ask(probe)
    },
  }
  const outcome = check(checking, host, watched(openProject(acting), read))
  outcome.then(tell, tell)
  return {
    key: keyOf(checking),
    session: reached.session,
    outcome,
    underWay: asked,
    holds: async turn =>
      stamps.every(isTrue => isTrue()) &&
      (!read.controller || isControllerSame()) &&
      (await rendersTheSame(turn, read.rendered)),
  }
}

/** Looks, with nothing noted. */
export function check(
  checking: Checking,
  host: ReadHost = checking.reached.host,
  project?: Project,
): Promise<InSync | Plan> {
  const shared = contextOf(checking)
  const { carriedOut } = checking
  return ofTaskType(checking.name, () =>
    checking.type.check({
      ...shared,
      project: project ?? shared.project,
      host,
      ...(carriedOut === undefined ? {} : { carriedOut: carriedOut as never }),
    }),
  )
}

/** What a task type is given, to check and to apply. */
export function contextOf({ acting, params, isCheckMode }: Checking): TaskContext<never> {
  return {
    params: params as never,
    project: openProject(acting),
    isCheckMode,
    environment: environmentOf(acting),
  }
}

/** The task type, params and environment of a check in one text; undefined where they are not plain data. */
export function keyOf({ acting, name, params }: Checking): string | undefined {
  try {
    return JSON.stringify([name, environmentOf(acting), params], plainOnly)
  } catch (error) {
    if (error instanceof NotPlain || error instanceof UnknownValueError) return undefined
    throw error
  }
}

class NotPlain extends Error {}

function plainOnly(this: unknown, key: string, shown: unknown): unknown {
  const value = (this as Record<string, unknown>)[key]
  if (value instanceof Secret) return { secret: value.reveal() }
  if (typeof value === 'function' || typeof value === 'bigint') throw new NotPlain()
  const isOdd = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isOdd && Object.getPrototypeOf(value) !== Object.prototype) throw new NotPlain()
  return shown
}

interface Rendered {
  readonly template: string
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly lineEnd: string | undefined
  readonly text: string
}

/** The same project; what is read of it is noted. */
function watched(project: Project, read: { rendered: Rendered[]; controller: boolean }): Project {
  return {
    ...project,
    render: async (template, variables, lineEnd) => {
      const text = await project.render(template, variables, lineEnd)
      read.rendered.push({ template, variables, lineEnd, text })
      return text
    },
    file: path => {
      read.controller = true
      return project.file(path)
    },
    list: path => {
      read.controller = true
      return project.list(path)
    },
    resolve: path => {
      read.controller = true
      return project.resolve(path)
    },
  }
}

async function rendersTheSame(turn: Acting, rendered: readonly Rendered[]): Promise<boolean> {
  const project = openProject(turn)
  for (const { template, variables, lineEnd, text } of rendered) {
    const now = await project.render(template, variables, lineEnd).catch(() => undefined)
    if (now !== text) return false
  }
  return true
}
