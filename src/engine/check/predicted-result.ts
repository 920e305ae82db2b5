import { Unknown } from '../../values/unknown.ts'

/**
 * Returns the value that a task registers if its plan was not applied: the known fields, and an Unknown for every
 * other field.
 */
export function openEnded(known: Readonly<Record<string, unknown>>, reason: string): object {
  const absent = new Unknown(reason)
  const isOpen = (key: string | symbol): key is string =>
    typeof key === 'string' && !(key in known) && key !== 'toJSON' && key !== 'then'
  return new Proxy(known, {
    get: (target, key) => (isOpen(key) ? absent : Reflect.get(target, key)),
    has: (target, key) => isOpen(key) || Reflect.has(target, key),
    getOwnPropertyDescriptor: (target, key) =>
      isOpen(key)
        ? { value: absent, enumerable: true, configurable: true, writable: false }
        : Reflect.getOwnPropertyDescriptor(target, key),
  })
}
