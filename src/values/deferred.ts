/**
 * Thrown when a rendered value needs another value that must be fetched first, such as a fact that is not gathered
 * yet. The caller fetches it and renders again. Results that depend on such a value are not cached.
 */
export class PendingValueError extends Error {
  override readonly name: string = 'PendingValueError'
}
