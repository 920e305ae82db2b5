import { unboxed } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { isTrue } from '../functions/lookup.ts'
import { isList, isMap, kindOf } from '../values/plain.ts'
import type { Frame } from './frame.ts'

/** A block during rendering: the value it was called with, and functions that render its body and its `{{else}}`. */
export interface Opened {
  readonly frame: Frame
  readonly found: unknown
  readonly params: readonly string[]
  readonly write: (frame: Frame) => string
  readonly otherwise: (frame: Frame) => string
  readonly keepsZero: boolean
}

/** The blocks that templates can use, by name. */
export const BLOCKS: Readonly<Record<string, (opened: Opened) => string>> = Object.assign(
  Object.create(null),
  {
    if: ({ frame, found, write, otherwise, keepsZero }: Opened) =>
      isTrue(found) || (keepsZero && unboxed(found) === 0) ? write(frame) : otherwise(frame),
    unless: ({ frame, found, write, otherwise }: Opened) => (isTrue(found) ? otherwise(frame) : write(frame)),
    with: ({ frame, found, params, write, otherwise }: Opened) =>
      isTrue(found) || unboxed(found) === 0
        ? write({ run: frame.run, context: found, outer: frame, params: bind(params, [found], frame) })
        : otherwise(frame),
    each: (opened: Opened) => each(opened),
    raw: ({ frame, write }: Opened) => write(frame),
  },
)

function each({ frame, found, params, write, otherwise }: Opened): string {
  if (found === undefined || found === null) return otherwise(frame)
  if (!isList(found) && !isMap(found)) {
    throw new InputError(`\`#each\` loops over a list or a map, got ${kindOf(found)}`)
  }
  const keys = Object.keys(found)
  if (keys.length === 0) return otherwise(frame)
  let text = ''
  for (const [index, key] of keys.entries()) {
    const item = (found as Readonly<Record<string, unknown>>)[key]
    const name = isList(found) ? index : key
    text += write({
      run: frame.run,
      context: item,
      outer: frame,
      loop: { index, key: name, first: index === 0, last: index === keys.length - 1 },
      params: bind(params, [item, name], frame),
    })
  }
  return text
}

/** Returns the block params of a frame with further ones added. */
export function bind(names: readonly string[], values: readonly unknown[], frame: Frame): Frame['params'] {
  let bound = frame.params
  for (const [index, name] of names.entries()) bound = { name, value: values[index], next: bound }
  return bound
}
