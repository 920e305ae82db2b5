import type { MapSource, Source } from '../../errors.ts'
import { isTemplated } from '../../yaml/describe.ts'
import { readTextParams } from './text-params.ts'

/**
 * Converts a step with Ansible's `include`: to `import_tasks` if the file is known before the run, otherwise to
 * `include_tasks`. `isInside`: an `include_tasks` surrounds it. Its params other than `file` become variables.
 */
export function withoutInclude(step: MapSource, isInside: boolean): MapSource {
  const include = step.entries.get('include')
  if (!include) return step
  const params = readTextParams('include', include.value)
  const file = params.kind === 'map' ? params.entries.get('file')?.value : params
  const given = params.kind === 'map' ? [...params.entries].filter(([key]) => key !== 'file') : []
  const isDynamic = isInside || step.entries.has('loop') || (file !== undefined && isTemplated(file))
  const key = isDynamic ? 'include_tasks' : 'import_tasks'
  const vars = step.entries.get('vars')
  const entries = [...step.entries].filter(
    ([other]) => other !== 'include' && (other !== 'vars' || given.length === 0),
  )
  const value: Source = file ?? { kind: 'map', entries: new Map(), place: include.keyPlace }
  return {
    ...step,
    entries: new Map([
      ...entries,
      [key, { keyPlace: include.keyPlace, value }],
      ...(given.length > 0
        ? [['vars', { keyPlace: include.keyPlace, value: merged(vars?.value, given, value) }] as const]
        : []),
    ]),
  }
}

function merged(
  vars: Source | undefined,
  given: readonly (readonly [string, { keyPlace: Source['place']; value: Source }])[],
  { place }: Source,
): Source {
  const written = vars?.kind === 'map' ? [...vars.entries] : []
  return { kind: 'map', entries: new Map([...written, ...given]), place }
}
