import type { Answer } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'
import type { Subject } from './subject.ts'

/** A read-only command for a host, with the parser of its result. `T` is the type that `parse` returns. */
export interface Probe<T> {
  /** The title for messages: `state of /etc/hosts`. */
  readonly title: string
  readonly script: ShellText
  /**
   * The exit statuses that `parse` understands, `any` for all of them; any other status is an error, "probe failed".
   * Default: only 0.
   */
  readonly answers?: readonly number[] | 'any'
  /** Parses the result. It must be pure, so that it can be tested on captured output. */
  readonly parse: (answer: Answer) => T
  /** How probes of the same kind are combined into one script. Absent if the probe is always sent alone. */
  readonly together?: Batch<T>
  /**
   * What the probe asks about, so that a dry run can answer it from predicted changes. Absent if only the host can
   * answer; then the answer is unknown if the script names something that a dry run has predicted.
   */
  readonly subject?: Subject
  /**
   * A command from a playbook that the script runs. It may read settings that the text of the script does not
   * mention.
   */
  readonly command?: string
  /**
   * A resource of the task type's own that the probe asks about, by the name that its changes use. If a dry run has
   * predicted a change of that resource, `after` returns the probe's answer after the change. `isAlone` is set if no
   * change of any other resource can change the answer, whatever the script names.
   */
  readonly own?: {
    readonly resource: string
    readonly after: (change: PredictedChange) => T
    readonly isAlone?: true
  }
}

/** The predicted state of a resource after a change of a plan. */
interface PredictedChange {
  readonly after?: { readonly [field: string]: unknown } | null
  readonly text?: { readonly after: string }
}

/** How a probe about some subjects is combined with other probes of the same kind into one request. */
export interface Batch<T, A extends readonly unknown[] = readonly unknown[]> {
  /** Probes of the same kind are combined. */
  readonly kind: string
  /** The subjects of this probe, such as paths or names. */
  readonly about: readonly string[]
  /** Returns the probe for all subjects; its answers are in the order of the subjects. */
  readonly all: (about: readonly string[]) => Probe<A>
  /** Returns the answer of this probe from the answers for its own subjects. */
  readonly pick: (answers: A) => T
  /** How it is combined with probes of other kinds; absent if it is not. */
  readonly group?: BatchGroup
}

/** How probes of different kinds are combined into one request. */
export interface BatchGroup {
  /** Probes with the same group name are combined. */
  readonly name: string
  /** Returns the part of this kind in a combined probe, for some subjects. */
  readonly part: (about: readonly string[]) => Subject
  /**
   * Returns the probe for all parts, one of each kind; it answers with one list for each part, in the order of its
   * subjects.
   */
  readonly all: (parts: readonly Subject[]) => Probe<readonly (readonly unknown[])[]>
}

/** Returns the probe about a single subject, from a probe with a list of one. */
export function firstOf<T>({
  title,
  script,
  answers,
  parse,
  together,
  subject,
}: Probe<readonly T[]>): Probe<T> {
  return {
    title,
    script,
    ...(answers === undefined ? {} : { answers }),
    parse: answer => parse(answer)[0] as T,
    ...(subject === undefined ? {} : { subject }),
    ...(together === undefined ? {} : { together: { ...together, pick: states => states[0] as T } }),
  }
}

/**
 * Declares a probe. The script must only read: it also runs in a dry run, and may run before its task's turn. A
 * status that is not one of `answers` is a TaskError, "probe failed".
 */
export function probe<T>(declaration: Probe<T>): Probe<T> {
  return declaration
}

/**
 * The timeout of a probe, in milliseconds. It is long, since a probe may block in a file system that does not
 * respond.
 */
export const PROBE_TIMEOUT = 600_000
