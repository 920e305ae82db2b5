import type { Literal, Path } from './ast.ts'

/**
 * The placeholder for `{}` in an expression, because the parser does not accept that. In strings it is replaced by
 * `{}` again.
 */
export const EMPTY_MAP = '\ue000\ue001'

/** Returns the value of a literal. */
export function literalValue(node: Literal): unknown {
  if (node.type === 'NullLiteral') return null
  if (node.type === 'UndefinedLiteral') return null
  const { value } = node
  return typeof value === 'string' ? withBraces(value) : value
}

/**
 * Returns a function that creates the value of an empty literal: `[]`, which the parser reads as an empty name, or
 * `{}`, which is a placeholder. Returns undefined for other paths.
 */
export function emptyLiteral({ parts, data, depth, original }: Path): (() => unknown) | undefined {
  if (data || depth > 0 || parts.length !== 1) return undefined
  if (original === EMPTY_MAP) return () => ({})
  return original === '' ? () => [] : undefined
}

/** Replaces the placeholder by `{}` again. */
export function withBraces(text: string): string {
  return text.replaceAll(EMPTY_MAP, '{}')
}
