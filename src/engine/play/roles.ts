import { roleRunsIn } from '../../playbook/read-role.ts'
import type { Role } from '../../playbook/roles/role.ts'
import type { RoleRun, Step, TaskStep } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import type { Status } from '../state/events.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import { handlersOf, inNameOrder } from './handlers.ts'

/** Adds the handlers and exported variables of the roles among included steps to a play. */
export function addRoles(context: PlayContext, steps: readonly Step[]): void {
  const { handlers, handlersByName, state } = context
  for (const run of roleRunsIn(steps)) {
    const { identity } = run.role
    if (!handlers.some(({ role }) => role?.identity === identity)) {
      handlers.push(...handlersOf(run.handlers))
      handlersByName.unshift(...inNameOrder(run.handlers))
    }
    if (!run.isExported || state.roles.some(({ role }) => role.identity === identity)) continue
    state.roles.push(run)
    for (const host of context.hosts) host.epoch.count += 1
  }
}

/** Returns the hosts that have not run a role yet. A role runs once, unless it allows duplicates. */
export function yetToRun(context: PlayContext, { role }: RoleRun, hosts: readonly HostState[]): HostState[] {
  const { rolesDone } = context.state
  return hosts.filter(host => role.allowsDuplicates || !rolesDone.get(host)?.has(role.identity))
}

/** Records that a host has run a task of a role. A skipped task does not count. */
export function recordRoleTask(
  context: PlayContext,
  { role }: TaskStep,
  host: HostState,
  status: Status,
): void {
  if (role && status !== 'skipped' && status !== 'unreachable') recordRoleStart(context, role, host)
}

/** Records that a host has started a role. */
export function recordRoleStart({ state }: PlayContext, { identity }: Role, host: HostState): void {
  const started = state.rolesStarted.get(host) ?? new Set<string>()
  state.rolesStarted.set(host, started.add(identity))
}

/** Records which hosts have finished a role. A host that skipped all of its tasks has not. */
export function recordRoleEnd({ state }: PlayContext, { role }: RoleRun, hosts: readonly HostState[]): void {
  for (const host of activeOf(hosts)) {
    if (!state.rolesStarted.get(host)?.has(role.identity)) continue
    const finished = state.rolesDone.get(host) ?? new Set<string>()
    state.rolesDone.set(host, finished.add(role.identity))
  }
}
