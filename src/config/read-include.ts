import { InputError, type MapSource, type Source } from '../errors.ts'
import { refuseForeign } from './foreign.ts'
import { inherit, STEP_KEYS } from './inherit.ts'
import { isListOrTemplate, isText } from './keyword-values.ts'
import { type Keywords, refuseUnknownKeys } from './keywords.ts'
import { attempt } from './problems.ts'
import { readLoopControl } from './read-loop-control.ts'
import type { Reading } from './reading.ts'
import { describe } from './shape.ts'
import type { IncludeStep, Inherited } from './steps.ts'

const KEYS = ['include_tasks', 'name', 'loop', 'loop_control', ...STEP_KEYS]

/** Reads `include_tasks: web.yml` or `include_tasks: {file: web.yml, apply: {tags: web}}`. */
export function readInclude(
  source: MapSource,
  written: Keywords,
  outer: Inherited,
  reading: Reading,
): IncludeStep {
  const keywords = refuseForeign(written, reading)
  refuseUnknownKeys(keywords, KEYS, '`include_tasks`', reading)
  const { file, apply } = fileAndApply(written, reading)
  const own = inherit(outer, keywords, STEP_KEYS, reading)
  const inherited = apply ? inherit(own, apply, APPLY_KEYS, reading) : own
  const name = keywords.get('name')?.value
  const loop = keywords.get('loop')?.value
  if (name) attempt(reading.problems, () => isText('name', name))
  if (loop) attempt(reading.problems, () => isListOrTemplate('loop', loop))
  return {
    kind: 'include',
    ...inherited,
    place: source.place,
    ...(name ? { name } : {}),
    file,
    ...(loop ? { loop } : {}),
    loopControl: readLoopControl(keywords, reading),
  }
}

/** A `when` of its own would be judged before each task; on the include itself it is judged once. */
const APPLY_KEYS = STEP_KEYS.filter(key => key !== 'when')

function fileAndApply(keywords: Keywords, reading: Reading): { file: Source; apply?: Keywords } {
  const entry = keywords.get('include_tasks')
  const value = entry?.value
  const isMap = value?.kind === 'map'
  const file = isMap ? value.entries.get('file')?.value : value
  if (!file) {
    throw new InputError('`include_tasks` names a file', {
      place: entry?.keyPlace,
      hint: 'such as `include_tasks: web.yml`',
    })
  }
  isText('include_tasks', file)
  if (!isMap) return { file }
  refuseUnknownKeys(value.entries, ['file', 'apply'], '`include_tasks`', reading)
  const apply = value.entries.get('apply')?.value
  if (!apply) return { file }
  if (apply.kind !== 'map') {
    throw new InputError(`\`apply\` is a map of keywords, got ${describe(apply)}`, { place: apply.place })
  }
  refuseUnknownKeys(apply.entries, APPLY_KEYS, '`apply`', reading)
  return { file, apply: apply.entries }
}
