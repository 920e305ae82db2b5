import { Unknown, UnknownValueError } from '../../values/unknown.ts'

/** Something that a task would have brought about, in the order in which they would have. */
export interface OverlayEntry {
  /** The task, for who depends on it: `"Install etcd" (site.yml:12:5)`. */
  readonly by: string
  /** Counts all that was laid over a host. */
  readonly number: number
}

/** Something that a task may change, or not: a dry run cannot tell. */
export interface Doubt extends OverlayEntry {
  readonly isDoubt: true
  /** True where all that is below a directory is meant. */
  readonly isWhole: boolean
  /** True where it may be gone afterwards. */
  readonly mayGo: boolean
  /** True where it keeps its content, whatever its mode and owner come to. */
  readonly keepsContent: boolean
}

/** Stops who reads what only a real run would show. */
export function unknown(
  what: string,
  { by, isDoubt }: Pick<OverlayEntry, 'by'> & { readonly isDoubt?: boolean },
  known?: Readonly<Record<string, unknown>>,
): never {
  const reason = `${what}, which ${by} ${isDoubt ? 'may change' : 'would bring about'}`
  throw new UnknownValueError(new Unknown(reason, known))
}
