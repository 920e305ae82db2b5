import { InputError, type Source } from '../errors.ts'
import { describe, isNothing, itemsOf } from '../yaml/describe.ts'
import { attempt } from '../yaml/problems.ts'
import type { Reading } from './keywords/context.ts'
import type { Inherited } from './keywords/inherit.ts'
import { readRole, roleRunsIn } from './read-role.ts'
import { readRoleEntry } from './read-role-entry.ts'
import { readSteps } from './read-steps.ts'
import type { BlockStep, Play, RoleRun, Step } from './steps.ts'

/**
 * Reads `roles` of a play, each role as a block. Throws InputError if the value is not a list. Errors in a role are
 * added to `reading.problems`.
 */
export function readRoles(source: Source, inherited: Inherited, reading: Reading): BlockStep[] {
  if (source.kind !== 'list' && !isNothing(source)) {
    throw new InputError(`\`roles\` must be a list of roles, got ${describe(source)}`, {
      place: source.place,
      hint: 'begin each role with `- `',
    })
  }
  return itemsOf(source).flatMap(
    entry =>
      attempt(reading.problems, () =>
        readRole(readRoleEntry(entry, inherited, reading), reading, readSteps),
      ) ?? [],
  )
}

/**
 * Returns the handlers and roles of a play including those that its roles add, in Ansible's order: handlers of
 * `roles`, then those of the play, then those of roles that tasks import. A role that is used twice with the same
 * params adds its handlers once.
 */
export function withRoles(
  { preTasks, tasks, postTasks }: Pick<Play, 'preTasks' | 'tasks' | 'postTasks'>,
  ofRoles: readonly BlockStep[],
  handlers: readonly Step[],
): Pick<Play, 'handlers' | 'roles'> {
  const listed = ofRoles.flatMap(({ roleRun }) => roleRun ?? [])
  const imported = roleRunsIn([...preTasks, ...postTasks, ...tasks, ...handlers]).filter(
    run => !listed.includes(run),
  )
  const all = [...listed, ...imported]
  const firstOf = (run: RoleRun): boolean =>
    all.find(({ role }) => role.identity === run.role.identity) === run
  const handlersOf = (runs: readonly RoleRun[]): Step[] => runs.filter(firstOf).flatMap(run => run.handlers)
  return {
    handlers: [...handlersOf(listed), ...handlers, ...handlersOf(imported)],
    roles: all.filter(({ isExported }) => isExported),
  }
}
