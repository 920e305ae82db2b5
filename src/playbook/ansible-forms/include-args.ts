import type { MapSource } from '../../errors.ts'
import { readTextParams } from './text-params.ts'

/**
 * The keywords that include or import, and the param that their text stands for; the text of a role stands for none.
 */
const TEXT_PARAM: Readonly<Record<string, string | undefined>> = {
  import_role: undefined,
  import_tasks: 'file',
  include_role: undefined,
  include_tasks: 'file',
}

/** Merges `args` of an include or import into its params, as for a task: `args: {apply: {tags: web}}`. */
export function withoutIncludeArgs(step: MapSource): MapSource {
  const args = step.entries.get('args')
  const key = Object.keys(TEXT_PARAM).find(name => step.entries.has(name))
  const written = key === undefined ? undefined : step.entries.get(key)
  if (key === undefined || !written || args?.value.kind !== 'map') return step
  const params = readTextParams(key, written.value)
  const text = TEXT_PARAM[key]
  const own = params.kind === 'map' ? [...params.entries] : []
  const ofText =
    params.kind === 'scalar' && params.value !== null && text !== undefined
      ? [[text, { keyPlace: written.keyPlace, value: params }] as const]
      : []
  const entries = new Map([...args.value.entries, ...ofText, ...own])
  const others = [...step.entries].filter(([name]) => name !== 'args' && name !== key)
  const value: MapSource = { ...args.value, entries }
  return { ...step, entries: new Map([...others, [key, { ...written, value }]]) }
}
