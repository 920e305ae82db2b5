import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe, isNothing } from '../yaml/describe.ts'
import type { FoundType } from './task-type-key.ts'

/** Task types whose bare text is the param `cmd`. */
const WITH_CMD = ['command', 'shell', 'script', 'probe']

/** Params that Ansible finds inside of the text of a command. */
const INSIDE = /(?:^|\s)(creates|removes|chdir|executable)=(\S+)/

/** The params of a task, those of `args:` merged in. Throws InputError. */
export function readParams({ type, params }: FoundType, args?: { value: Source }): Source {
  const isCommand = WITH_CMD.includes(type)
  if (isCommand && params.kind === 'scalar') refuseInside(type, params)
  if (!args || isNothing(args.value)) return params
  if (args.value.kind !== 'map') {
    throw new InputError(`\`args\` is a map of params, got ${describe(args.value)}`, {
      place: args.value.place,
    })
  }
  return merge(type, bareAsMap(type, params, args.value), args.value)
}

function bareAsMap(type: string, params: Source, args: MapSource): MapSource {
  if (params.kind === 'map') return params
  if (isNothing(params)) return { kind: 'map', entries: new Map(), place: args.place }
  if (params.kind === 'scalar' && WITH_CMD.includes(type)) {
    return {
      kind: 'map',
      entries: new Map([['cmd', { keyPlace: params.place, value: params }]]),
      place: params.place,
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

/** Ansible would take the word for a param, so as a part of the command it would not be what was meant. */
function refuseInside(type: string, params: Source & { kind: 'scalar' }): void {
  const [, param, value] = INSIDE.exec(String(params.value ?? '')) ?? []
  if (param === undefined) return
  throw new InputError(`\`${param}=${value}\` in \`${type}\` would be part of the command`, {
    place: params.place,
    hint: `if it is a param, write \`cmd: …\` and \`${param}: ${value}\` as lines below \`${type}:\`; if not, \`cmd: …\` alone`,
  })
}
