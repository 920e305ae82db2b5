import { Unknown, UnknownValueError } from '../../values/unknown.ts'

/** Something that a task would change on a host. */
export interface OverlayEntry {
  /** The task, for messages of tasks that depend on it: `"Install etcd" (site.yml:12:5)`. */
  readonly by: string
  /** Counts the entries of a host: what would be changed later has the greater number. */
  readonly number: number
}

/** Something that a task may change: a dry run cannot know whether it would. */
export interface UncertainEntry extends OverlayEntry {
  readonly isUncertain: true
  /** True if everything below a directory is meant. */
  readonly isWhole: boolean
  /** True if it may be removed. */
  readonly mayGo: boolean
  /** True if it keeps its content, whatever its mode and owner will be. */
  readonly keepsContent: boolean
}

/** Throws UnknownValueError: only a real run could answer. */
export function unknown(
  what: string,
  { by, isUncertain }: Pick<OverlayEntry, 'by'> & { readonly isUncertain?: boolean },
  known?: Readonly<Record<string, unknown>>,
): never {
  const reason = `${what}, which ${by} ${isUncertain ? 'may change' : 'would bring about'}`
  throw new UnknownValueError(new Unknown(reason, known))
}
