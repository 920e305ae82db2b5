import { suggest } from '../../base/suggest.ts'
import { InputError, showPlace } from '../../errors.ts'
import type { IncludeStep, Play, Step, TaskStep } from '../../playbook/steps.ts'
import type { RunContext } from '../state/context.ts'
import { keyOf, loadIncluded, staticallyIncluded } from './included.ts'
import { typeOfInclude } from './step-as-task.ts'
import { partsOf } from './steps-of.ts'
import { isChosen, isNamed, isTagged, nameOf } from './tags.ts'

/** Tags with a special meaning in `--tags` and `--skip-tags`. */
const SPECIAL = new Set(['all', 'tagged', 'untagged', 'always', 'never'])

/**
 * Checks `--tags`, `--skip-tags` and `--start-at-task` against these plays, and returns a warning for each tag that
 * no task has. Throws InputError if they select no task, because a run without tasks would succeed. In the dialect of
 * Ansible, tags that select no task are only a warning: wrapper scripts pass the same tags to many playbooks. Tasks
 * in files that are known only during the run are not checked.
 */
export function checkSelection(run: RunContext, plays: readonly Play[]): string[] {
  const { tags, skipTags, startAtTask } = run.settings
  if (tags.length + skipTags.length === 0 && startAtTask === undefined) return []
  const found: Found = { tasks: [], tags: new Set(), hidden: new Map(), isOpen: false }
  for (const play of plays)
    for (const step of [...play.preTasks, ...play.tasks, ...play.postTasks])
      collect({ run, play, found, seen: new Set() }, step)
  const unknown = (asked: readonly string[]): string[] =>
    asked.filter(tag => !SPECIAL.has(tag) && !found.tags.has(tag))
  const who = found.isOpen ? 'no task known so far' : 'no task'
  const warnings = [
    ...unknown(tags).map(tag => `${who} has the tag \`${tag}\` of \`--tags\`${suggestion(tag, found)}`),
    ...unknown(skipTags).map(
      tag => `${who} has the tag \`${tag}\` of \`--skip-tags\`${suggestion(tag, found)}`,
    ),
  ]
  if (found.isOpen) return warnings
  const isAnsible = plays.every(({ place }) => run.controller.dialectOf(place.file) === 'ansible')
  if (!isAnsible && tags.length > 0 && unknown(tags).length === tags.length) throw noTags(tags, found)
  const isLeft = ({ tags: own }: TaskStep): boolean => isTagged(own, tags, skipTags)
  // `--skip-tags all` selects no task on purpose.
  const isMeant = skipTags.includes('all')
  if (!isMeant && found.tasks.length > 0 && !found.tasks.some(isLeft)) {
    const error = nothingLeft(tags, skipTags)
    if (!isAnsible) throw error
    if (warnings.length === 0) warnings.push(error.message)
  }
  if (startAtTask !== undefined) checkStart(run, startAtTask, found.tasks)
  return warnings
}

interface Found {
  readonly tasks: TaskStep[]
  readonly tags: Set<string>
  /** Tags that occur only in an include that `--tags` and `--skip-tags` exclude, with that include. */
  readonly hidden: Map<string, IncludeStep>
  /** True if some tasks come from files whose names are known only during the run. */
  isOpen: boolean
}

interface Collecting {
  readonly run: RunContext
  readonly play: Play
  readonly found: Found
  /** The files and roles that are being collected now, to stop at an include of itself. */
  readonly seen: ReadonlySet<string>
  /** The excluded include that contains the step, if there is one. */
  readonly hiddenBy?: IncludeStep
}

function collect(collecting: Collecting, step: Step): void {
  const { found, hiddenBy } = collecting
  for (const tag of step.tags) {
    if (hiddenBy === undefined) found.tags.add(tag)
    else found.hidden.set(tag, hiddenBy)
  }
  if (step.kind === 'task' && hiddenBy === undefined) found.tasks.push(step)
  if (step.kind === 'block') for (const inner of partsOf(step)) collect(collecting, inner)
  if (step.kind === 'include') collectIncluded(collecting, step)
}

function collectIncluded(collecting: Collecting, step: IncludeStep): void {
  const { run, play, found, seen, hiddenBy } = collecting
  const included = staticallyIncluded(step)
  const key = included && keyOf(included)
  if (key !== undefined && seen.has(key)) return
  const isLeftOut = hiddenBy !== undefined || !isChosen(run, step)
  const steps = included && loadedOrNone(() => loadIncluded(run, play, step, included))
  if (key === undefined || steps === undefined) {
    if (!isLeftOut) found.isOpen = true
    return
  }
  const within = isLeftOut ? { hiddenBy: hiddenBy ?? step } : {}
  for (const inner of steps) collect({ ...collecting, ...within, seen: new Set([...seen, key]) }, inner)
}

/** Returns the loaded steps; undefined after an error, which is reported when the file is checked. */
function loadedOrNone(load: () => readonly Step[]): readonly Step[] | undefined {
  try {
    return load()
  } catch {
    return undefined
  }
}

function noTags(tags: readonly string[], found: Found): InputError {
  const [first = ''] = tags
  const many = tags.map(tag => `\`${tag}\``).join(', ')
  return new InputError(`no task has the tag${tags.length === 1 ? '' : 's'} ${many} of \`--tags\``, {
    hint: suggestion(first, found).replace(/^[:;] /, '') || 'see `--list-tags`',
  })
}

function nothingLeft(tags: readonly string[], skipTags: readonly string[]): InputError {
  const options = [
    ...(tags.length > 0 ? [`\`--tags ${tags.join(',')}\``] : []),
    ...(skipTags.length > 0 ? [`\`--skip-tags ${skipTags.join(',')}\``] : []),
  ]
  return new InputError(`no task is selected by ${options.join(' and ')}`, { hint: 'see `--list-tags`' })
}

function suggestion(tag: string, { tags, hidden, isOpen }: Found): string {
  const include = hidden.get(tag)
  if (include !== undefined)
    return `; it is in a ${include.ofRole ? 'role' : 'file'} that the tags exclude: add it to the \`${typeOfInclude(include)}\` at ${showPlace(include.place)}, or give that \`tags: always\``
  const known = [...tags].filter(each => !SPECIAL.has(each))
  const near = suggest(tag, known)
  if (near !== undefined) return `: did you mean \`${near}\`?`
  if (known.length === 0) return isOpen ? '' : '; no task has any tag'
  const shown = known.slice(0, 10).join(', ')
  return `; the tags are ${shown}${known.length > 10 ? ', …' : ''}`
}

function checkStart({ settings }: RunContext, wanted: string, tasks: readonly TaskStep[]): void {
  const named = tasks.filter(task => isNamed(wanted, task))
  if (named.some(task => isTagged(task.tags, settings.tags, settings.skipTags))) return
  if (named.length > 0)
    throw new InputError(
      `\`--tags\` and \`--skip-tags\` exclude the task \`${wanted}\` of \`--start-at-task\``,
      {
        hint: 'start at a task that they include; see `--list-tasks`',
      },
    )
  const near = suggest(wanted, tasks.map(nameOf))
  throw new InputError(`no task is named \`${wanted}\`, the value of \`--start-at-task\``, {
    hint: near === undefined ? 'see `--list-tasks`; `*` matches any text' : `did you mean \`${near}\`?`,
  })
}
