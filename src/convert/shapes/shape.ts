/** A kind of value: `whole` and `fraction` are numbers without and with a fraction. */
export type Kind = 'text' | 'whole' | 'fraction' | 'flag' | 'null' | 'list' | 'map'

/** Which values an expression or variable may have, as far as the files of a project show. */
export interface Shape {
  readonly kinds: ReadonlySet<Kind>
  /** Whether a text may hold a line break. */
  readonly hasBreaks?: boolean
  /** Whether a text is never empty. */
  readonly isFilled?: boolean
  /** The shape of the items, if it may be a list. */
  readonly item?: Shape
  /** The shapes of the values of a map by their keys, or of the items of a list by their indexes, if it always has the same. */
  readonly fields?: ReadonlyMap<string, Shape>
  /** The keys of a map that it may lack. */
  readonly optional?: ReadonlySet<string>
  /** The shape of the values under all other keys of a map. */
  readonly rest?: Shape
}

const ALL_KINDS: readonly Kind[] = ['text', 'whole', 'fraction', 'flag', 'null', 'list', 'map']

/** A value that may be anything. */
export const ANYTHING: Shape = { kinds: new Set(ALL_KINDS), hasBreaks: true }

/** A text of one line. */
export const LINE: Shape = { kinds: new Set<Kind>(['text']) }

/** A text that may have several lines. */
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

/** A list of a fixed length. */
export function tupleOf(items: readonly Shape[]): Shape {
  const fields = new Map(items.map((item, index) => [String(index), item]))
  return { kinds: new Set<Kind>(['list']), item: either(items), fields }
}

/** A map whose values are all alike. */
export function mapOfAll(rest: Shape): Shape {
  return { kinds: new Set<Kind>(['map']), rest }
}

/** The shape of a value that has one of several shapes. */
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

/** The keys that one of them lacks. */
function optionalOfBoth(one: Shape, other: Shape): ReadonlySet<string> {
  const maps = [one, other].filter(shape => shape.kinds.has('map'))
  const keys = maps.flatMap(({ fields }) => [...(fields?.keys() ?? [])])
  return new Set(keys.filter(key => maps.some(shape => !alwaysHas(shape, key))))
}

/** Whether a map always has a key. */
export function alwaysHas({ fields, optional }: Shape, key: string): boolean {
  return fields?.has(key) === true && optional?.has(key) !== true
}

/** The union of a part of two shapes. Only shapes that may be of the kind count; undefined if one of these does not say which part. */
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

/** Whether a value is of these kinds alone. */
export function isOnly(shape: Shape, ...kinds: readonly Kind[]): boolean {
  return [...shape.kinds].every(kind => kinds.includes(kind))
}

/** Whether the project's files give it values that Python writes into a text in its own way. */
export function isWrittenOtherwise(shape: Shape): boolean {
  return shape.kinds.size < ALL_KINDS.length - 1 && maybe(shape, 'flag', 'null', 'list', 'map')
}

/** Whether a value may be of one of these kinds. */
export function maybe(shape: Shape, ...kinds: readonly Kind[]): boolean {
  return kinds.some(kind => shape.kinds.has(kind))
}

/** The shape of the value under a key or at an index; of any value if none is given. */
export function partOf(shape: Shape, key: string | number | undefined): Shape {
  if (isOnly(shape, 'list')) return shape.fields?.get(String(key)) ?? shape.item ?? ANYTHING
  if (isOnly(shape, 'text')) return { ...LINE, ...(shape.hasBreaks ? { hasBreaks: true } : {}) }
  if (!isOnly(shape, 'map', 'null')) return ANYTHING
  const { fields = new Map<string, Shape>(), rest } = shape
  if (key === undefined) return either([...fields.values(), ...(rest ? [rest] : [])])
  return fields.get(String(key)) ?? rest ?? ANYTHING
}

/** A shape without one kind. */
export function without(shape: Shape, kind: Kind): Shape {
  return { ...shape, kinds: new Set([...shape.kinds].filter(each => each !== kind)) }
}
