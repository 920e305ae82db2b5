/**
 * Returns the value of an own key of an object; undefined for keys that only its prototype has, such as
 * `constructor`.
 */
export function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
