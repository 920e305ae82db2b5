/** Thrown for what has no equal in Drover's own language; the message names it. `isMissing`: it does not exist in Drover at all. */
export class Unconvertible extends Error {
  readonly isMissing: boolean

  constructor(message: string, { isMissing = false }: { isMissing?: boolean } = {}) {
    super(message)
    this.isMissing = isMissing
  }
}
