import { suggest } from '../../base/suggest.ts'
import type { Source } from '../../errors.ts'
import { InputError, showPlace } from '../../errors.ts'
import { nameInCollection, type Role } from '../../playbook/roles/role.ts'
import type { Handler, Step } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import { activeOf, type HostState, isNotified } from '../state/host-state.ts'
import { warnOnce } from '../state/play-state.ts'
import { handlerAsTask } from '../steps/step-as-task.ts'
import { withRole } from '../steps/task-name.ts'
import { scopeOf } from '../variables/variable-precedence.ts'

/**
 * Returns all handlers of a play in their order, including those in blocks. Throws InputError for an `include_role`.
 */
export function handlersOf(steps: readonly Step[]): Handler[] {
  return steps.flatMap(step => {
    if (step.kind === 'block') return handlersOf(step.block)
    if (step.kind === 'task' || !step.ofRole) return [step]
    throw new InputError('`include_role` cannot be a handler', {
      place: step.place,
      hint: 'use `include_tasks` with a file of tasks, or `import_role`, which is read before the run starts',
    })
  })
}

/**
 * Returns the handlers in the order in which `notify` searches them by name. As in Ansible, the last group comes
 * first, and each group keeps its order; a group is a block, or the tasks between two blocks. If several have the
 * same name, `notify` reaches only the first by that name; the others can be reached only by `listen`.
 */
export function inNameOrder(steps: readonly Step[]): Handler[] {
  const groups: Handler[][] = []
  let isOpen = false
  let role: Role | undefined
  for (const step of steps) {
    const isTask = step.kind !== 'block'
    // The handlers of each role form a separate group.
    if (isTask && isOpen && step.role === role) groups.at(-1)?.push(...handlersOf([step]))
    else groups.push(handlersOf([step]))
    isOpen = isTask
    role = step.role
  }
  return groups.reverse().flat()
}

/** Warns of handlers that no `notify` can reach, because another one has the same name. */
export function warnOfShadowed(context: PlayContext): void {
  const reached = new Map<string, Handler>()
  for (const handler of context.handlersByName) {
    const { name, listen, place } = handler
    if (name?.kind !== 'scalar' || String(name.value).includes('{{')) continue
    const text = String(name.value)
    const other = reached.get(text)
    reached.set(text, other ?? handler)
    // A handler of another role can be reached by its name with the role.
    if (!other || listen.length > 0 || handler.role !== other.role) continue
    warnOnce(
      context,
      `the handler \`${text}\` (${showPlace(place)}) never runs: \`notify\` reaches the handler of the same name at ${showPlace(other.place)}`,
    )
  }
}

/**
 * Returns the handler with this name and those that listen to it. If there is none, warns if the settings allow that,
 * otherwise throws InputError.
 */
export function handlersNamed(
  context: PlayContext,
  host: HostState,
  name: string,
  source: Source,
): Handler[] {
  const named = context.handlersByName.find(handler =>
    hasName(handler, handlerName(context, host, handler), name),
  )
  const found = context.handlers.filter(handler => handler === named || handler.listen.includes(name))
  if (found.length > 0) return found
  const error = unknownHandler(context, name, source)
  if (!context.run.settings.allowsMissingHandlers) throw error
  warnOnce(context, `${error.message} (${showPlace(source.place)})`)
  return []
}

/**
 * Whether a handler has this name. For a handler of a role, the role can be included, with or without its collection:
 * `web : restart`.
 */
function hasName(handler: Handler, own: string | undefined, name: string): boolean {
  if (own === undefined) return false
  const { role } = handler
  const ofRole = role ? [`${nameInCollection(role)} : ${own}`, withRole(handler, own)] : []
  return [own, ...ofRole].includes(name)
}

/** Marks handlers to run on a host. With a reason, it is unknown whether they run. */
export function notify(host: HostState, handlers: readonly Handler[], reason?: string): void {
  for (const handler of handlers) {
    if (reason !== undefined && !host.notified.has(handler)) host.possiblyNotified.set(handler, reason)
    if (reason !== undefined) continue
    host.notified.add(handler)
    host.possiblyNotified.delete(handler)
  }
}

/** Creates the error for a `notify` without a matching handler. */
function unknownHandler({ handlers }: PlayContext, name: string, source: Source): InputError {
  const names = handlers.flatMap(handler => [
    ...handler.listen,
    ...(handler.name?.kind === 'scalar' ? [String(handler.name.value)] : []),
  ])
  const near = suggest(name, names)
  return new InputError(
    `\`notify\` names \`${name}\`, but no handler of the play has that name or listens to it`,
    {
      place: source.place,
      hint: near ? `did you mean \`${near}\`?` : handlersHint(names),
    },
  )
}

function handlersHint(names: readonly string[]): string {
  if (names.length === 0) return 'the play has no handlers: add one below `handlers:`'
  return `its handlers are ${names.map(each => `\`${each}\``).join(', ')}`
}

/**
 * Runs the notified handlers, each once per host, in the order in which the play lists them. A handler that another
 * handler notifies runs in the same flush if it is listed later, otherwise in the next flush. The last flush runs all
 * of them.
 */
export async function runNotified(
  context: PlayContext,
  hosts: readonly HostState[],
  isLast: boolean,
  run: (handler: Handler, hosts: readonly HostState[]) => Promise<void>,
): Promise<void> {
  const done = new Map<HostState, Set<Handler>>(hosts.map(host => [host, new Set()]))
  for (let isLeft = true; isLeft; ) {
    isLeft = false
    for (const handler of context.handlers) {
      const notified = activeOf(hosts).filter(
        host => isNotified(host, handler) && !done.get(host)?.has(handler),
      )
      if (notified.length === 0) continue
      await run(handler, notified)
      for (const host of notified) {
        done.get(host)?.add(handler)
        // A handler that notifies itself does not run again.
        host.notified.delete(handler)
        host.possiblyNotified.delete(handler)
      }
      isLeft = isLast
    }
  }
}

function handlerName(context: PlayContext, host: HostState, handler: Handler): string | undefined {
  if (!handler.name) return handlerAsTask(handler).type
  if (handler.name.kind === 'scalar' && !String(handler.name.value).includes('{{'))
    return String(handler.name.value)
  try {
    return String(scopeOf(context, host, handler).render(handler.name))
  } catch (error) {
    // This handler's name cannot be rendered, but another handler may match.
    if (error instanceof InputError) return undefined
    throw error
  }
}
