/** Returns a copy of an object with a field added or replaced. Computed fields of the object are not read. */
export function withField<T extends object>(object: T, name: string, value: unknown): T {
  return Object.defineProperty(copyOf(object), name, { value, enumerable: true, configurable: true })
}

/** Returns a copy of an object with a field that is computed on each read. `get` may throw if the value is unknown. */
export function withRead<T extends object>(object: T, name: string, get: () => unknown): T {
  return Object.defineProperty(copyOf(object), name, { get, enumerable: true, configurable: true })
}

/** Copies an object without reading its computed fields, since reading an unknown one throws. */
function copyOf<T extends object>(object: T): T {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(object)) as T
}
