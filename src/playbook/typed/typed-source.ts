import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { InputError, type Place, type ScalarSource, type Source } from '../../errors.ts'

/**
 * A value as `run-playbook.cjs` writes it: plain data, a map (`m`) with the stack of the call that created it
 * (`at`), or a value (`v`) with a tag (`t`).
 */
export type Written =
  | null
  | string
  | number
  | boolean
  | readonly Written[]
  | { readonly m: { readonly [key: string]: Written }; readonly at?: string }
  | { readonly t: NonNullable<ScalarSource['tag']>; readonly v: Written }

/**
 * Converts a value to a source. A value without a place gets the place of the value that contains it. Throws
 * InputError for a tag on the wrong kind of value.
 */
export function typedSource(value: Written, outer: Place): Source {
  const files = new Map<string, readonly string[]>()
  return sourceOf(value, outer, file => {
    const lines = files.get(file) ?? linesOf(file)
    files.set(file, lines)
    return lines
  })
}

type Lines = (file: string) => readonly string[]

function sourceOf(value: Written, outer: Place, lines: Lines): Source {
  if (value === null || typeof value !== 'object') return { kind: 'scalar', value, place: outer }
  if ('t' in value) return tagged(value.t, sourceOf(value.v, outer, lines))
  if (!('m' in value))
    return { kind: 'list', items: value.map(each => sourceOf(each, outer, lines)), place: outer }
  const place = (value.at === undefined ? undefined : callerIn(value.at, lines)) ?? outer
  const entries = Object.entries(value.m).map(
    ([key, each]) => [key, { keyPlace: place, value: sourceOf(each, place, lines) }] as const,
  )
  return { kind: 'map', entries: new Map(entries), place }
}

function tagged(tag: NonNullable<ScalarSource['tag']>, source: Source): Source {
  if (source.kind === 'scalar') return { ...source, tag }
  if (source.kind === 'map' && tag === '!secret') return { ...source, tag }
  throw new InputError(`\`${tag}\` is for a text, got a ${source.kind}`, { place: source.place })
}

/**
 * Returns the first place in a stack, at the start of its line: the compiler keeps lines but not columns. Returns
 * undefined if the stack has none.
 */
function callerIn(stack: string, lines: Lines): Place | undefined {
  for (const frame of stack.split('\n')) {
    const [, name, row, column] =
      /^\s*at (?:async |.*\()?((?:file:\/\/)?\/.*?):(\d+):(\d+)\)?$/.exec(frame) ?? []
    if (name === undefined) continue
    const file = name.startsWith('file:') ? fileURLToPath(name) : name
    const text = lines(file)[Number(row) - 1]
    const start = text === undefined ? Number(column) : text.search(/\S|$/) + 1
    return { file, line: Number(row), column: start }
  }
  return undefined
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
