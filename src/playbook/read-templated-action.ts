import type { MapSource } from '../errors.ts'
import { throwProblems } from '../yaml/problems.ts'
import type { Reading } from './keywords/context.ts'
import { type Inherited, inherit, STEP_KEYS } from './keywords/inherit.ts'
import type { Keywords } from './keywords/keywords.ts'
import { readListen } from './keywords/listen.ts'
import type { ReadSteps } from './read-role.ts'
import type { IncludeStep, Step } from './steps.ts'

/** The keywords that the task inherits to the include. `when` is not one of them: it applies to the task itself. */
const KEYS = STEP_KEYS.filter(key => key !== 'when')

/**
 * Reads a task whose task type is a template, in the form that `withoutAction` returns, as an include of a single
 * task: the one that the type renders to on a host. Returns undefined for any other task. Throws InputError.
 */
export function readTemplatedAction(
  source: MapSource,
  keywords: Keywords,
  outer: Inherited,
  reading: Reading,
  readSteps: ReadSteps,
): IncludeStep | undefined {
  const action = keywords.get('action')
  if (action?.value.kind !== 'map') return undefined
  const { module, args } = Object.fromEntries(action.value.entries)
  if (!module || !args) return undefined
  const others = [...source.entries].filter(([key]) => key !== 'action')
  const readAs = (type: string, inherited: Inherited): readonly Step[] => {
    const task: MapSource = { ...source, entries: new Map([...others, [type, args]]) }
    const inner = { ...reading, problems: [] }
    const steps = readSteps({ kind: 'list', items: [task], place: source.place }, inherited, inner)
    throwProblems(inner.problems)
    return steps
  }
  const name = keywords.get('name')?.value
  return {
    kind: 'include',
    ...inherit(outer, keywords, KEYS, reading),
    when: [],
    place: source.place,
    ...(name ? { name } : {}),
    file: module.value,
    ofAction: { readAs },
    playbookDir: reading.playbookDir,
    loopControl: { loopVar: 'item' },
    listen: readListen(keywords, reading),
    inner: outer,
  }
}
