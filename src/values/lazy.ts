import { ADVISER, type Adviser } from './name-hints.ts'

const LAZY = Symbol('lazy')
const ATTACHED = Symbol('attached')

/**
 * Creates a read-only map whose values are computed on access, such as `vars` and `hostvars`. `names` is called each
 * time, and its result may grow; `get` is called only with one of these names. Its keys are own and enumerable, so
 * that `Object.keys`, `in` and spreading work as on plain data; no name reaches a prototype. `adviser` provides the
 * hint for a missing name. `attachedTo` returns `attached`.
 */
export function lazyObject(
  names: () => Iterable<string>,
  get: (name: string) => unknown,
  has: (name: string) => boolean = name => includes(names(), name),
  adviser?: Adviser,
  attached?: unknown,
): Record<string, unknown> {
  const isOwn = (key: string | symbol): key is string => typeof key === 'string' && has(key)
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_, key) => {
      if (key === LAZY) return true
      if (key === ADVISER) return adviser
      if (key === ATTACHED) return attached
      return isOwn(key) ? get(key) : undefined
    },
    has: (_, key) => isOwn(key),
    ownKeys: () => [...new Set(names())],
    // A getter, so that reading the descriptor of a key does not compute its value.
    getOwnPropertyDescriptor: (_, key) =>
      isOwn(key) ? { get: () => get(key), enumerable: true, configurable: true } : undefined,
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  })
}

/**
 * Whether `lazyObject` created the value. Reading all of it recursively may never end, since `vars` contains `vars`.
 */
export function isLazy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[LAZY] === true
}

/** Returns the value that was attached to a map of `lazyObject`; undefined for any other. */
export function attachedTo(map: object): unknown {
  return isLazy(map) ? (map as Record<symbol, unknown>)[ATTACHED] : undefined
}

function includes(names: Iterable<string>, wanted: string): boolean {
  for (const name of names) if (name === wanted) return true
  return false
}
