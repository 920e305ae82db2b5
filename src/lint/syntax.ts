import { basename } from 'node:path'
import { mistakesIn } from '../engine/preflight/task-mistakes.ts'
import { wrongConstants } from '../engine/preflight/wrong-constants.ts'
import { partsOf, stepsOf } from '../engine/steps/steps-of.ts'
import { InputError, inputErrorsOf } from '../errors.ts'
import type { TaskTypes } from '../load-task-types.ts'
import { type Known, openReading, withinRole } from '../playbook/keywords/context.ts'
import { NOTHING_INHERITED } from '../playbook/keywords/inherit.ts'
import { loadPlaybook } from '../playbook/load.ts'
import { readPlay } from '../playbook/read-play.ts'
import { readSteps } from '../playbook/read-steps.ts'
import type { Role } from '../playbook/roles/role.ts'
import type { Play, Step, TaskStep } from '../playbook/steps.ts'
import { attempt, type Problems } from '../yaml/problems.ts'
import type { LintFile } from './project/lint-file.ts'
import type { LintProject } from './project/lint-project.ts'
import { listOf } from './project/written.ts'

/** Thrown where a value from an inventory would be needed: such errors are not findings. */
class NotKnownHere extends InputError {}

/**
 * Returns the errors in the playbooks, roles and task files of a project that do not depend on hosts: in keywords,
 * task types, names and constant values of params, and in templates and expressions that do not compile.
 */
export async function syntaxErrors(
  { files }: LintProject,
  known: Known,
  types: TaskTypes,
): Promise<InputError[]> {
  const reading: Known = {
    ...known,
    render: () => {
      throw new NotKnownHere('no inventory is read')
    },
  }
  const problems: Problems = []
  const tasks = new Map<string, TaskStep>()
  const note = (steps: readonly Step[]): void => {
    for (const task of tasksBelow(steps)) {
      const { file, line, column } = task.place
      const key = `${file}:${line}:${column}`
      if (!tasks.has(key)) tasks.set(key, task)
    }
  }
  for (const file of files) {
    if (file.kind !== 'playbook') continue
    const playbook = attempt(problems, () => loadPlaybook(file.path, reading))
    for (const play of playbook?.plays ?? playsOfFile(file, reading)) note(stepsOf(play))
  }
  const read = new Set([...tasks.values()].map(({ place }) => place.file))
  for (const file of files)
    if (file.kind === 'tasks' && !read.has(file.path)) note(stepsOfFile(file, reading, problems))
  const mistakes = await Promise.all([...tasks.values()].map(task => mistakesOf(task, types)))
  return [...problems, ...mistakes.flat()].filter(({ cause }) => !(cause instanceof NotKnownHere))
}

/** Returns the plays of a file that contains errors, as far as they can be read. */
function playsOfFile({ path, source }: LintFile, known: Known): readonly Play[] {
  const reading = openReading(known, path)
  return listOf(source).flatMap(item => {
    const isPlay = item.kind === 'map' && item.entries.has('hosts')
    return (isPlay && attempt([], () => readPlay(item, NOTHING_INHERITED, reading))) || []
  })
}

function stepsOfFile(file: LintFile, known: Known, problems: Problems): readonly Step[] {
  const role = file.role === undefined ? undefined : roleAt(file.role)
  const reading = {
    ...withinRole(openReading(known, file.path), role),
    isHandlers: file.isHandlers,
    problems,
  }
  const inherited = role ? { ...NOTHING_INHERITED, role } : NOTHING_INHERITED
  return attempt(problems, () => readSteps(file.source, inherited, reading)) ?? []
}

/** Returns a role that no play uses, only for the folders in which its files are searched. */
function roleAt(path: string): Role {
  const none = { defaults: new Map(), vars: new Map(), given: new Map(), params: new Map() }
  return {
    ...{ name: basename(path), path, playbookDir: path, identity: path, allowsDuplicates: false },
    ...{ ...none, dependencies: [], ancestors: [], isDependency: false },
  }
}

function tasksBelow(steps: readonly Step[]): TaskStep[] {
  return steps.flatMap(step => {
    if (step.kind === 'block') return tasksBelow([...partsOf(step), ...(step.roleRun?.handlers ?? [])])
    return step.kind === 'task' ? [step] : []
  })
}

async function mistakesOf(task: TaskStep, types: TaskTypes): Promise<readonly InputError[]> {
  try {
    const type = await types.load(task.type)
    const mistakes = mistakesIn(task, type)
    return mistakes.length > 0 ? mistakes : wrongConstants(task, type)
  } catch (error) {
    return inputErrorsOf(error)
  }
}
