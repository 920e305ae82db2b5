import { InputError, type Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { Host } from '../../remote/host.ts'
import type { Target } from '../../transport/spawn.ts'
import { textOf } from '../../values/plain.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { CONTROLLER } from '../state/change-tracker.ts'
import type { OpenSession } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { ConnectedHost, TaskRun } from '../state/task-run.ts'
import type { SettingScopes } from '../variables/connection-settings.ts'
import { targetOf } from '../variables/connection-target.ts'
import { checkModeOf } from '../variables/keyword-values.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { isSilent } from './conditions.ts'
import { progressOf } from './progress.ts'

/** Returns the target over which a task works on a host. */
export function targetFor(taskRun: TaskRun, host: HostState): Target {
  const target = targetOf(taskRun.context.run, host, taskRun.step, settingScopes(taskRun, host))
  const { worker } = taskRun
  return worker ? { ...target, worker: worker.name } : target
}

/**
 * Returns the scopes for connection settings: variables of the host, which may be a delegate, but keywords such as
 * `become` of the task.
 */
function settingScopes({ context, step, scope, host: own }: TaskRun, host: HostState): SettingScopes {
  // Only the task's own scope has the item of its loop, which the task's `vars` may use.
  const isOfItem = host === own && step.loop !== undefined && step.vars.length > 0
  return { variables: isOfItem ? scope : scopeOf(context, host, step), keywords: scope }
}

/** Connects to the host that a task works on, as the task's user. */
export function connectToHost(taskRun: TaskRun, host: HostState): Promise<ConnectedHost> {
  return connectToTarget(taskRun, targetFor(taskRun, host))
}

/** Connects to a given target for a task. */
export async function connectToTarget(taskRun: TaskRun, target: Target): Promise<ConnectedHost> {
  taskRun.worker?.targets.add(target)
  return connectedHost(await taskRun.context.run.connect(target), target, taskRun)
}

/** Returns the host of a session as the task uses it. Its output lines become events. */
export function connectedHost(session: OpenSession, target: Target, taskRun: TaskRun): ConnectedHost {
  const { context, step, scope, ref, host } = taskRun
  const hooks: ConnectedHost['hooks'] = { onWrite: () => {} }
  const onWrite = (): void => hooks.onWrite()
  const onLine = (stream: 'stdout' | 'stderr', line: string): void =>
    context.run.emit({ type: 'task.output', ...ref, host: host.name, stream, line })
  const isHidden = isSilent(step, scope)
  const machine = machineOf(target)
  const own = session.host({ onWrite, ...(isHidden ? {} : { onLine, onProgress: progressOf(taskRun) }) })
  return {
    host: withPredictions(taskRun, machine, own, () => (hooks.sawMissingFile = true)),
    session,
    machine,
    hooks,
  }
}

/** Returns the host as a task sees it: in a dry run, with the predicted changes of earlier tasks. */
function withPredictions(
  { context: { run }, step, scope }: TaskRun,
  machine: string,
  host: Host,
  onMissing: () => void,
): Host {
  if (!run.settings.isCheckMode || !checkModeOf(run, step, scope)) return host
  return run.predictions.of(machine).view(host, onMissing)
}

/** Returns a key for the machine of a target. All inventory names with the same address have the same key. */
export function machineOf({ connection, address, port = 22, relays }: Target): string {
  if (connection === 'local') return CONTROLLER
  // Behind other relays, the same address may be another machine.
  if (relays) return [...relays.map(({ target }) => target.name).sort(), connection, address, port].join(' ')
  if (connection !== 'ssh') return connection.join(' ')
  // Another port on localhost may be forwarded to another machine.
  return port === 22 && /^(localhost|127\..*|::1)$/.test(address) ? CONTROLLER : `${address} ${port}`
}

/**
 * Returns the task's `environment`, merged from the outer layers inwards. Throws InputError if it is not a map with
 * valid names, or UnknownValueError if a layer is unknown.
 */
export function environmentOf({
  step,
  scope,
}: {
  readonly step: Pick<Inherited, 'environment'>
  readonly scope: Scope
}): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const source of step.environment) {
    const layer = scope.renderOptional(source)
    if (layer === undefined) continue
    if (layer instanceof Unknown) throw new UnknownValueError(layer)
    if (typeof layer !== 'object' || layer === null || Array.isArray(layer)) {
      throw new InputError('`environment` must be a map of names and values', { place: source.place })
    }
    for (const [name, value] of Object.entries(layer)) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        throw new InputError(`\`${name}\` cannot be the name of an environment variable`, {
          place: source.place,
        })
      }
      // In a dry run, reading an unknown variable throws. A command that does not run does not read it.
      if (value instanceof Unknown) Object.defineProperty(environment, name, unknownProperty(value))
      else environment[name] = variableText(name, value, source)
    }
  }
  return environment
}

/** Returns the text of an environment variable's value. Lists and maps become JSON. */
function variableText(name: string, value: unknown, { place }: Source): string {
  try {
    return textOf(value, `\`${name}\` in \`environment\``)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.message, { place, hint: error.hint, cause: error })
  }
}

function unknownProperty(value: Unknown): PropertyDescriptor {
  const get = (): never => {
    throw new UnknownValueError(value)
  }
  return { get, enumerable: true, configurable: true }
}

/** Returns a placeholder for the host, for task types with `isLocal`. Using it throws an error. */
export function placeholderHost(name: string): ConnectedHost {
  const refuse = (): never => {
    throw new Error(`the task type \`${name}\` sets \`isLocal\` but uses its host`)
  }
  const host = { name: 'localhost', ask: refuse, run: refuse, write: refuse }
  return { host, session: undefined, machine: CONTROLLER, hooks: { onWrite: () => {} } }
}
