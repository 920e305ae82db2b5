import type { Controller } from '../../functions/controller.ts'
import { orUnknown, Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Bound } from '../check/bind.ts'
import { findInput, pathsToTry } from '../check/find-input.ts'
import { openProject } from '../check/project.ts'
import { CONTROLLER } from '../state/change-tracker.ts'
import type { RunContext } from '../state/context.ts'
import type { TaskRun } from '../state/task-run.ts'
import { type Certainty, least, NEVER, PERHAPS, type Simulation } from './simulation.ts'
import { evaluateForTask, type TaskCheck } from './task-check.ts'
import { mayBeWritten, mayFindWritten, recordWrites } from './written-files.ts'

/**
 * Checks that the files and templates that a task names exist, and that templates render with the values known so
 * far.
 */
export async function checkFiles(
  taskCheck: TaskCheck,
  taskRun: TaskRun,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { simulation, type } = taskCheck
  if (!bound || 'unknown' in bound || !type.reads) return
  for (const { kind, path, rendersWith } of type.reads(bound.params as never)) {
    const mayBeFromTask = mayFindWritten(simulation.written, pathsToTry(taskRun, kind, path))
    const sure = mayBeFromTask ? least(certainty, PERHAPS) : certainty
    const { isValid } = await evaluateForTask(taskCheck, sure, () => findInput(taskRun, kind, path))
    if (!isValid || kind !== 'template') continue
    const [variables, format] = rendersWith?.() ?? []
    await evaluateForTask(taskCheck, sure, () => openProject(taskRun).render(path, variables, format))
  }
}

/** Records the files of the controller that a task may write. */
export async function recordControllerWrites(
  { simulation, step, type }: TaskCheck,
  bound: Bound | undefined,
  machine: string | undefined,
  certainty: Certainty,
): Promise<void> {
  if (certainty === NEVER || !bound) return
  const isRemote = machine !== CONTROLLER
  if (isRemote && !['fetch', 'synchronize'].includes(step.type)) return
  const params = 'unknown' in bound ? bound.partial() : bound.params
  if (isRemote && step.type === 'synchronize' && orUnknown(() => params.mode) === 'push') return
  await recordWrites(simulation.written, { name: step.type, type, params }, simulation.run.types)
}

/**
 * Returns a controller for the preflight check. It throws UnknownValueError for files that a task may create or
 * change before they are read, and for hosts that tasks may add.
 */
export function preflightController(
  { controller, inventory }: RunContext,
  simulation: () => Simulation,
): Controller {
  const mustStay = (path: string): string => {
    if (mayBeWritten(simulation().written, path)) throw new UnknownValueError(unknownFile(path))
    return path
  }
  const mustBeKnown = (path: string): void => {
    if (simulation().written.mayHaveMore) throw new UnknownValueError(unknownFile(path))
  }
  return {
    ...controller,
    kindOf: path => controller.kindOf(mustStay(path)),
    list: folder => {
      mustBeKnown(folder)
      return controller.list(mustStay(folder))
    },
    read: path => {
      const content = controller.read(mustStay(path))
      // It can be read now, but a task may change its content before the run reads it.
      mustBeKnown(path)
      return content
    },
    hostsOf: pattern => {
      const { mayHaveNewHosts, run } = simulation()
      if (mayHaveNewHosts || run.inventory.hosts !== inventory.hosts)
        throw new UnknownValueError(new Unknown('the hosts that a task adds'))
      return controller.hostsOf(pattern)
    },
    warn: () => {},
  }
}

function unknownFile(path: string): Unknown {
  return new Unknown(`the file ${path}, which a task may write`)
}
