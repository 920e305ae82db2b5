import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe, isNothing } from '../yaml/describe.ts'
import { COMMANDS, readTextParams } from './ansible-forms/text-params.ts'
import { paramsOfType } from './keywords/type-names.ts'
import type { FoundType } from './task-type-key.ts'
import { isVariableParams, textAsVariableParams, withVariableParams } from './variable-params.ts'

/** Returns the params of a task, with those of `args` merged in. Throws InputError. */
export function readParams({ key, type, params: written }: FoundType, args?: { value: Source }): Source {
  const params = textAsVariableParams(type, readTextParams(type, written))
  return paramsOfType(key, type, withArgs(type, params, args))
}

function withArgs(type: string, params: Source, args: { value: Source } | undefined): Source {
  if (!args || isNothing(args.value)) return params
  if (isVariableParams(args.value)) {
    const nothing: MapSource = {
      kind: 'map',
      entries: new Map(),
      place: args.value.place,
      dialect: 'ansible',
    }
    return withVariableParams(shorthandAsMap(type, params, nothing), args.value)
  }
  if (args.value.kind !== 'map') {
    throw new InputError(`\`args\` must be a map of params, got ${describe(args.value)}`, {
      place: args.value.place,
    })
  }
  return merge(type, shorthandAsMap(type, params, args.value), args.value)
}

/**
 * Converts params in short form to a map, so that `args` can be added. Throws InputError for a text that is not a
 * command.
 */
function shorthandAsMap(type: string, params: Source, args: MapSource): MapSource {
  if (params.kind === 'map') return params
  if (isNothing(params)) return { ...args, entries: new Map() }
  if (params.kind === 'scalar' && COMMANDS.includes(type)) {
    return {
      kind: 'map',
      entries: new Map([['cmd', { keyPlace: params.place, value: params }]]),
      place: params.place,
      ...(params.dialect ? { dialect: params.dialect } : {}),
    }
  }
  throw new InputError(`\`${type}\` with \`args\` takes its params as a map, got ${describe(params)}`, {
    place: params.place,
    hint: `write all params below \`${type}:\``,
  })
}

function merge(type: string, params: MapSource, args: MapSource): MapSource {
  for (const [key, { keyPlace }] of args.entries) {
    if (!params.entries.has(key)) continue
    throw new InputError(`\`${type}\` has \`${key}\` twice, as a param and in \`args\``, {
      place: keyPlace,
    })
  }
  return { ...params, entries: new Map([...params.entries, ...args.entries]) }
}

/**
 * Adds the defaults of `module_defaults` that a task's params do not set themselves. Params that are text, and not a
 * command, are returned unchanged.
 */
export function withDefaults(type: string, params: Source, defaults: MapSource | undefined): Source {
  if (!defaults) return params
  const isText = params.kind !== 'map' && !isNothing(params)
  if (isText && !COMMANDS.includes(type)) return params
  const own = shorthandAsMap(type, params, defaults)
  return { ...own, entries: new Map([...defaults.entries, ...own.entries]) }
}
