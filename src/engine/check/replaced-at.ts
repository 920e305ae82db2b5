/**
 * Returns the value with the part at a path replaced. Returns the same value if the path does not exist or the
 * replacement is identical.
 */
export function replacedAt(
  value: unknown,
  [key, ...rest]: readonly PropertyKey[],
  replace: (found: unknown) => unknown,
): unknown {
  if (key === undefined) return replace(value)
  if (typeof value !== 'object' || value === null) return value
  const inner = (value as Record<PropertyKey, unknown>)[key]
  const changed = replacedAt(inner, rest, replace)
  if (changed === inner) return value
  if (Array.isArray(value)) return value.with(Number(key), changed)
  return { ...value, [key]: changed }
}
