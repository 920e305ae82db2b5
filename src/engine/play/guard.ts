import type { Change, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { InputError, TaskError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { GuardSource } from '../../playbook/keywords/guard.ts'
import type { Host } from '../../remote/host.ts'
import type { GuardedResources, HostGuard } from '../../remote/rollback/arm.ts'
import type { Target } from '../../transport/spawn.ts'
import { Unknown } from '../../values/unknown.ts'
import { isDeclaredUnchanging } from '../check/action.ts'
import { targetFor } from '../check/connect.ts'
import type { BlockGuard } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { Checking, TaskRun } from '../state/task-run.ts'

/** The default of `guard`: seconds without a heartbeat after which a host rolls itself back. */
const SECONDS = 60

/** A guard that was armed on a host for one user. */
export interface ArmedGuard {
  readonly target: Target
  readonly machine: string
  readonly guard: HostGuard
  readonly seconds: number
  /** When the guard last received a message from this run, as `performance.now()`. */
  lastContact: number
}

/** The guards of a block on its hosts: they save what its tasks are about to change, so that it can be rolled back. */
export class Guard implements BlockGuard {
  readonly #source: GuardSource
  readonly #armed = new Map<HostState, Map<string, Promise<ArmedGuard>>>()
  /**
   * For each host, the last save operation. They run one after the other, because the first saved state of a resource
   * is the one to restore.
   */
  readonly #keeping = new Map<HostState, Promise<unknown>>()

  constructor(source: GuardSource) {
    this.#source = source
  }

  /** Returns the guards of a host that were armed successfully. */
  async armedOn(host: HostState): Promise<ArmedGuard[]> {
    const all = await Promise.allSettled(this.#armed.get(host)?.values() ?? [])
    return all.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  }

  /** Throws TaskError if the changes of a plan could not be rolled back. */
  refuseIrreversible({ taskRun }: Checking, plan: Plan, isHandler: boolean): void {
    const { undo } = optionsOf(this.#source, taskRun.scope)
    if (taskRun.step.delegateTo) {
      throw new TaskError('a guard covers the host of the play, but this task changes another host', {
        hint: 'move it out of the guarded block',
      })
    }
    const open = plan.changes.find(
      change => !changesNothing(change, taskRun) && !canRollBack(change, isHandler, undo !== undefined),
    )
    if (!open) return
    const isCommand = parseResource(open.resource).kind === 'command'
    throw new TaskError(`a guard cannot roll this back: ${open.resource} (${open.action})`, {
      hint: isCommand
        ? 'make it a handler, which runs again after a rollback, or set a command that reverses it: `guard: {undo: …}`'
        : 'move the task out of the guarded block, or set a command that reverses it: `guard: {undo: …}`',
    })
  }

  /**
   * Arms the guard and saves what a plan is about to change. Returns the host over which the plan must be applied:
   * commands that must run again after a rollback are saved when they run. Throws TaskError if that fails, or if the
   * plan could not be rolled back.
   */
  async cover(checking: Checking, plan: Plan, isHandler: boolean): Promise<Host> {
    const { taskRun, connected } = checking
    const { host } = connected
    this.refuseIrreversible(checking, plan, isHandler)
    if (plan.changes.every(change => changesNothing(change, taskRun))) return host
    const touched = resourcesOf(plan)
    const isRepeated =
      isHandler && plan.changes.some(({ resource }) => parseResource(resource).kind === 'command')
    const armed = await this.#arm(checking)
    await this.#inTurn(taskRun.host, async () => {
      armed.lastContact = performance.now()
      await armed.guard.save(host, touched)
    })
    if (!isRepeated) return host
    return {
      ...host,
      run: async (script, options = {}) => {
        const { title = script.text, stdin } = options
        await this.#inTurn(taskRun.host, () => armed.guard.saveCommand(host, { title, script, stdin }))
        return host.run(script, options)
      },
    }
  }

  #arm(checking: Checking): Promise<ArmedGuard> {
    const { taskRun, connected } = checking
    const { host: state, context, scope } = taskRun
    const target = targetFor(taskRun, state)
    const user = `${target.user ?? ''} ${target.become?.user ?? ''}`
    const known = this.#armed.get(state) ?? new Map<string, Promise<ArmedGuard>>()
    this.#armed.set(state, known)
    const arming =
      known.get(user) ??
      (async () => {
        const options = optionsOf(this.#source, scope)
        const guard = await context.run.armGuard(connected.host, options)
        context.run.emit({ type: 'guard.start', host: state.name })
        return {
          target,
          machine: connected.machine,
          guard,
          seconds: options.seconds,
          lastContact: performance.now(),
        }
      })()
    known.set(user, arming)
    return arming
  }

  async #inTurn(host: HostState, keep: () => Promise<void>): Promise<void> {
    const before = this.#keeping.get(host)
    const turn = (async () => {
      await before?.catch(() => {})
      await keep()
    })()
    this.#keeping.set(host, turn)
    await turn
  }
}

/** Returns the values of `guard` for a host. Throws InputError for an invalid value. */
export function optionsOf(
  { seconds, undo, place }: GuardSource,
  scope: Scope,
): { readonly seconds: number; readonly undo?: string } {
  const given = seconds ? scope.render(seconds) : SECONDS
  const script = undo ? scope.render(undo) : undefined
  const isOpen = given instanceof Unknown
  const number = isOpen ? SECONDS : Number(given)
  if (!Number.isInteger(number) || number < 1) {
    throw new InputError(`\`guard\` must be a whole number of seconds, 1 or more, got \`${String(given)}\``, {
      place,
    })
  }
  return { seconds: number, ...(script === undefined ? {} : { undo: String(script) }) }
}

function canRollBack({ resource }: Change, isHandler: boolean, hasUndo: boolean): boolean {
  const { kind } = parseResource(resource)
  if (kind === 'host') return false
  if (kind === 'file' || kind === 'certificate' || kind === 'unit' || kind === 'systemd') return true
  if (filterFiles(resource)) return true
  return hasUndo || (isHandler && kind === 'command')
}

/**
 * Returns the files of a packet filter, if the resource is one of its rules or settings. Restoring the files also
 * restores the rules in the kernel.
 */
function filterFiles(resource: string): readonly string[] | undefined {
  return FILTER_FILES[resource.slice(0, resource.indexOf(':'))]
}

const FILTER_FILES: Readonly<Record<string, readonly string[]>> = {
  iptables: [],
  ufw: [
    '/etc/default/ufw',
    ...['ufw.conf', 'user.rules', 'user6.rules', 'before.rules', 'before6.rules'].map(inUfw),
    ...['after.rules', 'after6.rules'].map(inUfw),
  ],
}

function inUfw(name: string): string {
  return `/etc/ufw/${name}`
}

/**
 * Whether a change does not affect the host: it affects the controller, or the user declares with `changed_when:
 * false` that the command changes nothing.
 */
function changesNothing({ resource }: Change, { step }: TaskRun): boolean {
  return parseResource(resource).kind === 'local' || isDeclaredUnchanging(step, resource)
}

/** Returns the files and units that a plan changes, including those in `predicts`. */
function resourcesOf({ changes, predicts = [] }: Plan): GuardedResources {
  const paths: { path: string; isWhole: boolean }[] = []
  const units: { name: string; verb: 'restart' | 'reload' | '' }[] = []
  for (const { resource, action } of [...changes, ...predicts]) {
    const { kind, name } = parseResource(resource)
    if ((kind === 'file' || kind === 'certificate') && name.startsWith('/'))
      paths.push({ path: name, isWhole: action === 'delete' })
    else if (kind === 'unit')
      units.push({ name, verb: action === 'restart' || action === 'reload' ? action : '' })
    else paths.push(...(filterFiles(resource) ?? []).map(path => ({ path, isWhole: false })))
  }
  return { paths, units }
}
