/** The same object with a field. */
export function withField<T extends object>(object: T, name: string, value: unknown): T {
  return Object.defineProperty(copyOf(object), name, { value, enumerable: true, configurable: true })
}

/** The same object with a field that is computed, or stops who reads it. */
export function withRead<T extends object>(object: T, name: string, get: () => unknown): T {
  return Object.defineProperty(copyOf(object), name, { get, enumerable: true, configurable: true })
}

/** A copy that reads nothing: what is unknown stops who reads it. */
function copyOf<T extends object>(object: T): T {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(object)) as T
}
