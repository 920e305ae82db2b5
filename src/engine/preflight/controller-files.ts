import { resolve } from 'node:path'
import type { Controller } from '../../functions/controller.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Bound } from '../check/bind.ts'
import { findInput, placesOf } from '../check/find-input.ts'
import { openProject } from '../check/project.ts'
import type { Acting } from '../state/acting.ts'
import { CONTROLLER } from '../state/change-tracker.ts'
import type { RunContext } from '../state/context.ts'
import { type Certainty, type Course, least, mayBeMade, NEVER, PERHAPS } from './course.ts'
import { type Looking, note } from './looking.ts'

/** The files and templates that it names are there, and templates render with what is known. */
export async function lookAtFiles(
  looking: Looking,
  acting: Acting,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { course, type } = looking
  if (!bound || 'unknown' in bound || !type.reads) return
  for (const { kind, path } of type.reads(bound.params as never)) {
    const isMade = placesOf(acting, kind, path).some(file => mayBeMade(course, file))
    const sure = isMade ? least(certainty, PERHAPS) : certainty
    const { isSound } = await note(looking, sure, () => findInput(acting, kind, path))
    if (isSound && kind === 'template') await note(looking, sure, () => openProject(acting).render(path))
  }
}

/** Files of the controller that its params name may be there from now on; a command there may have made any. */
export function noteWritten(
  { course, context, step, type }: Looking,
  bound: Bound | undefined,
  machine: string | undefined,
  certainty: Certainty,
): void {
  const isThere = machine === CONTROLLER || step.type === 'fetch'
  if (certainty === NEVER || !bound || !isThere) return
  const { written } = course
  if ('unknown' in bound || 'expand' in type || type.action !== undefined) written.anything = true
  if ('unknown' in bound) return
  for (const text of textsIn(bound.params)) written.paths.add(resolve(context.run.settings.projectDir, text))
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** The controller of a run without what tasks may make, or change, before it is read: files, and hosts that they add. */
export function controllerAhead({ controller, inventory }: RunContext, course: () => Course): Controller {
  const mustStay = (path: string): string => {
    if (mayBeMade(course(), path))
      throw new UnknownValueError(new Unknown(`the file ${path}, which a task may write`))
    return path
  }
  return {
    ...controller,
    kindOf: path => controller.kindOf(mustStay(path)),
    list: folder => controller.list(mustStay(folder)),
    read: path => controller.read(mustStay(path)),
    hostsOf: pattern => {
      const { mayHaveGrown, run } = course()
      if (mayHaveGrown || run.inventory.hosts !== inventory.hosts)
        throw new UnknownValueError(new Unknown('the hosts that a task adds'))
      return controller.hostsOf(pattern)
    },
    warn: () => {},
  }
}
