import { InputError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { Acting } from './act.ts'
import type { HostState } from './host-state.ts'
import { isSilent } from './settled.ts'
import { targetOf } from './target.ts'
import { hostScope } from './variables.ts'

/** Opens the host that a task works on, as the user that it works as; its output lines become events. */
export async function openHost(acting: Acting, target: HostState, isDelegated: boolean): Promise<Host> {
  const { context, step, scope, ref, host } = acting
  // A delegate is reached by its own settings; become and its like are still the task's.
  const session = await context.run.connect(
    targetOf(context.run, target, step, isDelegated ? hostScope(context.run, target) : scope),
  )
  if (isSilent(step, scope)) return session.host()
  return session.host({
    onLine: (stream, line) =>
      context.run.emit({ type: 'task.output', ...ref, host: host.name, stream, line }),
  })
}

/** The host that `delegate_to` names. Throws InputError where the inventory has none of that name. */
export function delegateOf({ context, step, scope }: Acting): HostState | undefined {
  if (!step.delegateTo) return undefined
  const name = String(scope.render(step.delegateTo))
  const { run } = context
  const found =
    run.hosts.get(name) ?? (['localhost', '127.0.0.1', '::1'].includes(name) ? run.localhost : undefined)
  if (found) return found
  throw new InputError(`\`delegate_to\` names \`${name}\`, which the inventory does not have`, {
    place: step.delegateTo.place,
    hint: 'add it to the inventory, in a group that no play names if need be',
  })
}

/** The task's `environment`, outer layers first. Throws InputError where it is not a map of good names. */
export function environmentOf({ step, scope }: Acting): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const source of step.environment) {
    const layer = scope.render(source)
    if (typeof layer !== 'object' || layer === null || Array.isArray(layer)) {
      throw new InputError('`environment` is a map of names and values', { place: source.place })
    }
    for (const [name, value] of Object.entries(layer)) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        throw new InputError(`\`${name}\` cannot be the name of an environment variable`, {
          place: source.place,
        })
      }
      environment[name] = String(value)
    }
  }
  return environment
}

/** Stands in for the host of a task type that needs none. */
export function noHost(name: string): Host {
  const refuse = (): never => {
    throw new Error(`the task type \`${name}\` says \`isLocal\` but asks its host`)
  }
  return { name: 'localhost', ask: refuse, run: refuse, write: refuse }
}
