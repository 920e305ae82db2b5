import { compileGlob } from '../../base/glob.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { Step, TaskStep } from '../../playbook/steps.ts'
import type { RunContext } from '../state/context.ts'
import { tasksAndIncludes } from './steps-of.ts'
import { withRole } from './task-name.ts'

/** Whether `--tags`, `--skip-tags` and `--start-at-task` select a task. */
export function isSelected(run: RunContext, step: TaskStep): boolean {
  return isChosen(run, step) && hasStarted(run, step)
}

/** Whether `--tags` and `--skip-tags` select a task or include. */
export function isChosen({ settings }: RunContext, { tags }: Inherited): boolean {
  return isTagged(tags, settings.tags, settings.skipTags)
}

/** Whether `--tags` and `--skip-tags` select any task or include of a step. */
export function hasChosen(run: RunContext, step: Step): boolean {
  return tasksAndIncludes(step).some(each => isChosen(run, each))
}

/**
 * Whether `--tags` and `--skip-tags` select any task or include of a step that is not before the task of
 * `--start-at-task`.
 */
export function hasSelected(run: RunContext, step: Step): boolean {
  const { started, settings } = run
  const { startAtTask } = settings
  const isPast = started.value || startAtTask === undefined
  return tasksAndIncludes(step).some(
    each => isChosen(run, each) && (isPast || each.kind === 'include' || isNamed(startAtTask, each)),
  )
}

/**
 * Whether tags select a step, by Ansible's rules: `always` runs unless skipped by name, `never` only if one of its
 * other tags is selected; `tagged`, `untagged` and `all` have their literal meaning.
 */
export function isTagged(
  own: readonly string[],
  wanted: readonly string[],
  skipped: readonly string[],
): boolean {
  const matches = (tag: string): boolean => {
    if (tag === 'all') return true
    if (tag === 'tagged') return own.some(each => each !== 'always' && each !== 'never')
    if (tag === 'untagged') return own.filter(each => each !== 'always').length === 0
    return own.includes(tag)
  }
  const asks = wanted.length === 0 ? ['all'] : wanted
  if (own.includes('never') && !asks.some(tag => tag !== 'all' && tag !== 'tagged' && own.includes(tag)))
    return false
  const isWanted = own.includes('always') || asks.some(matches)
  if (!isWanted) return false
  // In `--skip-tags`, `always` is an ordinary tag.
  const isSkippedBy = (tag: string): boolean => {
    if (tag === 'all') return !own.includes('always')
    if (tag === 'tagged' || tag === 'untagged') return (tag === 'tagged') === own.length > 0
    return own.includes(tag)
  }
  return !skipped.some(isSkippedBy)
}

/**
 * Whether the run has reached the task of `--start-at-task`, a name in which `*` matches any text. Earlier tasks are
 * skipped.
 */
function hasStarted({ settings, started }: RunContext, step: TaskStep): boolean {
  if (started.value || settings.startAtTask === undefined) return true
  started.value = isNamed(settings.startAtTask, step)
  return started.value
}

/** Returns a task's name as written, or its task type if it has none. */
export function nameOf(step: TaskStep): string {
  return step.name?.kind === 'scalar' ? String(step.name.value) : step.type
}

/** Whether `--start-at-task` names this task, with or without the name of its role. */
export function isNamed(pattern: string, step: TaskStep): boolean {
  const name = nameOf(step)
  return matchesName(pattern, name) || matchesName(pattern, withRole(step, name))
}

/** Whether a name matches the pattern of `--start-at-task`. */
function matchesName(pattern: string, name: string): boolean {
  return pattern === name || compileGlob(pattern).matches(name)
}
