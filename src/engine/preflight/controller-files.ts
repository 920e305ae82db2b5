import type { Controller } from '../../functions/controller.ts'
import { orUnknown, Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Bound } from '../check/bind.ts'
import { findInput, placesOf } from '../check/find-input.ts'
import { openProject } from '../check/project.ts'
import type { Acting } from '../state/acting.ts'
import { CONTROLLER } from '../state/change-tracker.ts'
import type { RunContext } from '../state/context.ts'
import { type Certainty, type Course, least, NEVER, PERHAPS } from './course.ts'
import { type Looking, note } from './looking.ts'
import { mayBeWritten, mayFindWritten, noteWrites } from './written-files.ts'

/**
 * Checks that the files and templates that a task names exist, and that templates render with the values known so
 * far.
 */
export async function lookAtFiles(
  looking: Looking,
  acting: Acting,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { course, type } = looking
  if (!bound || 'unknown' in bound || !type.reads) return
  for (const { kind, path, rendersWith } of type.reads(bound.params as never)) {
    const isMade = mayFindWritten(course.written, placesOf(acting, kind, path))
    const sure = isMade ? least(certainty, PERHAPS) : certainty
    const { isSound } = await note(looking, sure, () => findInput(acting, kind, path))
    if (!isSound || kind !== 'template') continue
    const [variables, format] = rendersWith?.() ?? []
    await note(looking, sure, () => openProject(acting).render(path, variables, format))
  }
}

/** Records the files of the controller that a task may write. */
export async function noteControllerWrites(
  { course, step, type }: Looking,
  bound: Bound | undefined,
  machine: string | undefined,
  certainty: Certainty,
): Promise<void> {
  if (certainty === NEVER || !bound) return
  const isRemote = machine !== CONTROLLER
  if (isRemote && !['fetch', 'synchronize'].includes(step.type)) return
  const params = 'unknown' in bound ? bound.partial() : bound.params
  if (isRemote && step.type === 'synchronize' && orUnknown(() => params.mode) === 'push') return
  await noteWrites(course.written, { name: step.type, type, params }, course.run.types)
}

/**
 * Returns a controller for the preflight check. It throws UnknownValueError for files that a task may create or
 * change before they are
 * read, and for hosts that tasks may add.
 */
export function controllerAhead({ controller, inventory }: RunContext, course: () => Course): Controller {
  const mustStay = (path: string): string => {
    if (mayBeWritten(course().written, path)) throw new UnknownValueError(unknownFile(path))
    return path
  }
  const mustBeKnown = (path: string): void => {
    if (course().written.mayHaveMore) throw new UnknownValueError(unknownFile(path))
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
      const { mayHaveGrown, run } = course()
      if (mayHaveGrown || run.inventory.hosts !== inventory.hosts)
        throw new UnknownValueError(new Unknown('the hosts that a task adds'))
      return controller.hostsOf(pattern)
    },
    warn: () => {},
  }
}

function unknownFile(path: string): Unknown {
  return new Unknown(`the file ${path}, which a task may write`)
}
