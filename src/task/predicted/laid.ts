import { Unknown, UnknownValueError } from '../../values/unknown.ts'

/** Something that a task would have brought about, in the order in which they would have. */
export interface Laid {
  /** The task, for who depends on it: `"Install etcd" (site.yml:12:5)`. */
  readonly by: string
  /** Counts all that was laid over a host. */
  readonly number: number
}

/** Stops who reads what only a real run would show. */
export function unknown(what: string, { by }: Pick<Laid, 'by'>): never {
  throw new UnknownValueError(new Unknown(`${what}, which ${by} would bring about`))
}

/** Stops a check of a dry run on what only the real run can tell: the task is unknown, because of that. */
export function onlyRunTells(what: string): never {
  throw new UnknownValueError(new Unknown(what))
}

/** What a read comes to; an unknown value where it is one. */
export function orUnknown<T>(read: () => T): T | Unknown {
  try {
    return read()
  } catch (error) {
    if (error instanceof UnknownValueError) return error.unknown
    throw error
  }
}
