import type { Answer } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'
import type { Subject } from './subject.ts'

/** A read-only question to a host, with the parser of the answer. `T` is the type of what `parse` returns. */
export interface Probe<T> {
  /** The title for messages: `state of /etc/hosts`. */
  readonly title: string
  readonly script: ShellText
  /** The exit statuses that are answers, `any` for all of them; another status is an error, "probe failed". Default: 0 alone. */
  readonly answers?: readonly number[] | 'any'
  /** Reads the answer; pure, so that it can be tested on captured output. */
  readonly parse: (answer: Answer) => T
  /** How probes of the same kind are combined into one script. Absent if the probe is always sent alone. */
  readonly together?: Batch<T>
  /**
   * What it asks about: a dry run answers it from what it has predicted. Absent for a question that only the host can answer; if its
   * script names something that a dry run has predicted, the answer is unknown.
   */
  readonly subject?: Subject
  /** The command from a playbook that the script runs. It may read settings that its text does not mention. */
  readonly command?: string
  /**
   * A resource of the task type's own that it asks about, as its changes name it. If a dry run has predicted a change of that
   * resource, `after` gives the answer from the change. `isAlone` is set if no change of anything else can change the answer,
   * whatever the script names.
   */
  readonly own?: {
    readonly resource: string
    readonly after: (change: PredictedChange) => T
    readonly isAlone?: true
  }
}

/** What a plan says of a resource after its change. */
interface PredictedChange {
  readonly after?: { readonly [field: string]: unknown } | null
  readonly text?: { readonly after: string }
}

/** A question about some things that can be asked about those of several such questions at once. */
export interface Batch<T, A extends readonly unknown[] = readonly unknown[]> {
  /** Questions of equal kinds are asked in one. */
  readonly kind: string
  /** What is asked about: paths, names. */
  readonly about: readonly string[]
  /** The question about all of them, answered in their order. */
  readonly all: (about: readonly string[]) => Probe<A>
  /** This question's answer, from those about its own things. */
  readonly pick: (answers: A) => T
  /** How it is asked in one with other kinds; absent if it is not. */
  readonly group?: BatchGroup
}

/** Different kinds of probes that can be sent in one batch. */
export interface BatchGroup {
  /** Questions of groups with the same name are asked in one. */
  readonly name: string
  /** The part of this kind, about some things. */
  readonly part: (about: readonly string[]) => Subject
  /** The question about all that is asked, a part a kind: answered part by part, in the order of its things. */
  readonly all: (parts: readonly Subject[]) => Probe<readonly (readonly unknown[])[]>
}

/** The same question about one thing alone. */
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
 * Declares a probe. The script must only read: it also runs in a dry run and ahead of its turn. A status that is none of `answers` is a
 * TaskError, "probe failed".
 */
export function probe<T>(declaration: Probe<T>): Probe<T> {
  return declaration
}

/** The timeout of a probe, in milliseconds: it may block in a dead file system. */
export const PROBE_TIMEOUT = 600_000
