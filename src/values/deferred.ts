/**
 * Thrown by a rendering that met a value which has to be fetched first, such as a fact that no host was asked for yet: whoever
 * renders has it fetched and renders again. Nothing that is made of such a value stays.
 */
export class PendingValueError extends Error {
  override readonly name: string = 'PendingValueError'
}
