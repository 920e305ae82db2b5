import { Unknown, UnknownValueError } from '../../values/unknown.ts'

/** A predicted change of a task on a host. */
export interface OverlayEntry {
  /** The name and location of the task, for messages: `"Install etcd" (site.yml:12:5)`. */
  readonly by: string
  /** The sequence number of the entry on its host: later changes have greater numbers. */
  readonly number: number
}

/** A change that a task may make. The dry run cannot determine whether it would. */
export interface UncertainEntry extends OverlayEntry {
  readonly isUncertain: true
  /** True if everything below the directory may change. */
  readonly isWhole: boolean
  /** True if the resource may be removed. */
  readonly mayGo: boolean
  /** True if only its mode, owner and group may change, and not its content. */
  readonly keepsContent: boolean
}

/** Throws UnknownValueError for something that only a real run can determine. */
export function throwUnknown(
  what: string,
  { by, isUncertain }: Pick<OverlayEntry, 'by'> & { readonly isUncertain?: boolean },
  known?: Readonly<Record<string, unknown>>,
): never {
  const reason = `${what}, which ${by} ${isUncertain ? 'may change' : 'would bring about'}`
  throw new UnknownValueError(new Unknown(reason, known))
}
