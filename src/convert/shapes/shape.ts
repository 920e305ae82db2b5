/** A kind of value. `whole` and `fraction` are numbers without and with a fractional part. */
export type Kind = 'text' | 'whole' | 'fraction' | 'flag' | 'null' | 'list' | 'map'

/** The values that an expression or variable may have, as far as the files of a project determine them. */
export interface Shape {
  readonly kinds: ReadonlySet<Kind>
  /** Whether a string may contain a line break. */
  readonly hasBreaks?: boolean
  /** Whether a string is never empty. */
  readonly isFilled?: boolean
  /** The shape of the items, if the value may be a list. */
  readonly item?: Shape
  /** The shapes of a map's values by key, or of a list's items by index, if the keys or indexes are fixed. */
  readonly fields?: ReadonlyMap<string, Shape>
  /** The keys of `fields` that the map may lack. */
  readonly optional?: ReadonlySet<string>
  /** The shape of the values under all other keys. */
  readonly rest?: Shape
}

const ALL_KINDS: readonly Kind[] = ['text', 'whole', 'fraction', 'flag', 'null', 'list', 'map']

/** The shape of a value that may be anything. */
export const ANYTHING: Shape = { kinds: new Set(ALL_KINDS), hasBreaks: true }

/** The shape of a string without line breaks. */
export const LINE: Shape = { kinds: new Set<Kind>(['text']) }

/** The shape of a string that may contain line breaks. */
export const TEXT: Shape = { kinds: new Set<Kind>(['text']), hasBreaks: true }

export const WHOLE: Shape = { kinds: new Set<Kind>(['whole']) }
export const FRACTION: Shape = { kinds: new Set<Kind>(['fraction']) }
export const FLAG: Shape = { kinds: new Set<Kind>(['flag']) }
export const NULL: Shape = { kinds: new Set<Kind>(['null']) }

export function listOf(item: Shape): Shape {
  return { kinds: new Set<Kind>(['list']), item }
}

export function mapOf(fields: ReadonlyMap<string, Shape> | undefined): Shape {
  return { kinds: new Set<Kind>(['map']), ...(fields ? { fields } : {}) }
}

/** Returns the shape of a list of fixed length. */
export function tupleOf(items: readonly Shape[]): Shape {
  const fields = new Map(items.map((item, index) => [String(index), item]))
  return { kinds: new Set<Kind>(['list']), item: either(items), fields }
}

/** Returns the shape of a map whose values all have the same shape. */
export function mapOfAll(rest: Shape): Shape {
  return { kinds: new Set<Kind>(['map']), rest }
}

/** Returns the shape of a value that has one of several shapes. */
export function either(shapes: readonly Shape[]): Shape {
  const [first, ...others] = shapes
  if (!first) return ANYTHING
  return others.reduce(union, first)
}

function union(one: Shape, other: Shape): Shape {
  const item = bothIn(one, other, 'list', shape => shape.item)
  const fields = fieldsOfBoth(one, other)
  return {
    kinds: new Set([...one.kinds, ...other.kinds]),
    ...(one.hasBreaks || other.hasBreaks ? { hasBreaks: true } : {}),
    ...(isFilled(one) && isFilled(other) ? { isFilled: true } : {}),
    ...(item ? { item } : {}),
    ...(fields ? { fields, optional: optionalOfBoth(one, other) } : {}),
  }
}

function isFilled(shape: Shape): boolean {
  return shape.isFilled === true || !shape.kinds.has('text')
}

/** Returns the keys that at least one of the two shapes may lack. */
function optionalOfBoth(one: Shape, other: Shape): ReadonlySet<string> {
  const maps = [one, other].filter(shape => shape.kinds.has('map'))
  const keys = maps.flatMap(({ fields }) => [...(fields?.keys() ?? [])])
  return new Set(keys.filter(key => maps.some(shape => !alwaysHas(shape, key))))
}

/** Whether a map of this shape always has the key. */
export function alwaysHas({ fields, optional }: Shape, key: string): boolean {
  return fields?.has(key) === true && optional?.has(key) !== true
}

/**
 * Returns the union of a part of two shapes. Only shapes that may be of the kind are considered. Returns undefined
 * if one of these does not determine the part.
 */
function bothIn(
  one: Shape,
  other: Shape,
  kind: Kind,
  part: (shape: Shape) => Shape | undefined,
): Shape | undefined {
  const [first, second] = [one, other].filter(shape => shape.kinds.has(kind)).map(part)
  const having = [one, other].filter(shape => shape.kinds.has(kind)).length
  if (having < 2) return first
  return first && second ? union(first, second) : undefined
}

function fieldsOfBoth(one: Shape, other: Shape): ReadonlyMap<string, Shape> | undefined {
  const [first, second] = [one, other].filter(shape => shape.kinds.has('map'))
  if (!second) return first?.fields
  const [own, more] = [first?.fields, second.fields]
  if (!own || !more || first?.rest || second.rest) return undefined
  const merged = new Map(own)
  for (const [key, shape] of more) {
    const known = merged.get(key)
    merged.set(key, known ? union(known, shape) : shape)
  }
  return merged
}

/** Whether a value of this shape can only be of these kinds. */
export function isOnly(shape: Shape, ...kinds: readonly Kind[]): boolean {
  return [...shape.kinds].every(kind => kinds.includes(kind))
}

/** Whether the project's files assign it values that Python converts to text differently. */
export function isWrittenOtherwise(shape: Shape): boolean {
  return shape.kinds.size < ALL_KINDS.length - 1 && maybe(shape, 'flag', 'null', 'list', 'map')
}

/** Whether a value of this shape may be of one of these kinds. */
export function maybe(shape: Shape, ...kinds: readonly Kind[]): boolean {
  return kinds.some(kind => shape.kinds.has(kind))
}

/** Returns the shape of the value under a key or at an index; without a key, that of any of its values. */
export function partOf(shape: Shape, key: string | number | undefined): Shape {
  if (isOnly(shape, 'list')) return shape.fields?.get(String(key)) ?? shape.item ?? ANYTHING
  if (isOnly(shape, 'text')) return { ...LINE, ...(shape.hasBreaks ? { hasBreaks: true } : {}) }
  if (!isOnly(shape, 'map', 'null')) return ANYTHING
  const { fields = new Map<string, Shape>(), rest } = shape
  if (key === undefined) return either([...fields.values(), ...(rest ? [rest] : [])])
  return fields.get(String(key)) ?? rest ?? ANYTHING
}

/** Returns the shape with one kind removed. */
export function without(shape: Shape, kind: Kind): Shape {
  return { ...shape, kinds: new Set([...shape.kinds].filter(each => each !== kind)) }
}
