import type { Literal, Path } from './ast.ts'

/** What `{}` of an expression is for the parser; in a text it is `{}` again. */
export const EMPTY_MAP = '\ue000\ue001'

/** The value of a literal. */
export function literalValue(node: Literal): unknown {
  if (node.type === 'NullLiteral') return null
  if (node.type === 'UndefinedLiteral') return null
  const { value } = node
  return typeof value === 'string' ? withBraces(value) : value
}

/** Makes the value of `[]`, a name without letters to the parser, or of `{}`, which is replaced for it; undefined for other paths. */
export function emptyLiteral({ parts, data, depth, original }: Path): (() => unknown) | undefined {
  if (data || depth > 0 || parts.length !== 1) return undefined
  if (original === EMPTY_MAP) return () => ({})
  return original === '' ? () => [] : undefined
}

/** A text in which what stands for `{}` is that again. */
export function withBraces(text: string): string {
  return text.replaceAll(EMPTY_MAP, '{}')
}
