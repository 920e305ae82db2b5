import { relative } from 'node:path'

/** Where something stands in a user's file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A value as a user wrote it in YAML, before any rendering, with the place that an error about it points at. */
export type Source = ScalarSource | ListSource | MapSource

export interface ScalarSource {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** `!expr` is CEL, `!unsafe` is text that is never rendered, `!secret` is masked wherever it surfaces. */
  readonly tag?: '!expr' | '!unsafe' | '!secret'
  /** Set where it stood in an encrypted file: rendered like any other, and masked wherever it surfaces. */
  readonly isConfidential?: true
  /** What goes in its place where it renders to `omit`: the same keyword of the level around. */
  readonly otherwise?: Source
  readonly place: Place
}

export interface ListSource {
  readonly kind: 'list'
  readonly items: readonly Source[]
  readonly place: Place
}

export interface MapSource {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, { readonly keyPlace: Place; readonly value: Source }>
  /** `!secret` on a map names where the secret is kept, such as `{env: SUDO_PASSWORD}`. */
  readonly tag?: '!secret'
  readonly place: Place
}

/** A place as people and editors read it: `playbooks/site.yml:12:7`, relative to the working directory. */
export function showPlace({ file, line, column }: Place): string {
  const near = relative(process.cwd(), file)
  return `${near.startsWith('..') ? file : near}:${line}:${column}`
}

/** Bad usage or a bad file: nothing was started, no host was touched. Exit code 1. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly place: Place | undefined
  /** What to do next, in one sentence. */
  readonly hint: string | undefined

  constructor(
    message: string,
    where: { place?: Place | undefined; hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause })
    this.place = where.place
    this.hint = where.hint
  }
}

/** Several input errors found in one look, so that a user mends them in one go. */
export class InputErrors extends Error {
  override readonly name = 'InputErrors'
  readonly errors: readonly InputError[]

  constructor(errors: readonly InputError[]) {
    super(errors.map(error => error.message).join('\n'))
    this.errors = errors
  }
}

/** A task failed on one host, in a way that its task type foresaw. */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly hint: string | undefined
  /** Plain data for `register` and the failure report, such as `{rc, stdout, stderr}`. */
  readonly outputs: Readonly<Record<string, unknown>>

  constructor(
    message: string,
    details: { hint?: string | undefined; outputs?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.hint = details.hint
    this.outputs = details.outputs ?? {}
  }
}

/** What was begun on a host was cut off, and nothing can tell how far it came: it is never repeated by itself. */
export class UnclearError extends TaskError {}

/** Another run is changing the host: nothing was done, and it may be tried again. */
export class BusyError extends TaskError {}

/** This run itself is changing the host, under another name of the inventory: nothing was done. */
export class SameMachineError extends BusyError {}

/** A shell had no lock, or not any more: nothing was done, and it may be tried again. */
export class UnlockedError extends TaskError {}

/** A host could not be reached, or was lost: what was asked of it has no answer. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  readonly hint: string | undefined
  /** Whether trying again cannot help: a login was refused, or a host key is not the known one. */
  readonly isFinal: boolean

  constructor(
    message: string,
    details: { hint?: string | undefined; cause?: unknown; isFinal?: boolean } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.hint = details.hint
    this.isFinal = details.isFinal ?? false
  }
}

/** A session that was open broke off: a new one may answer, and what was under way may have happened or not. */
export class LostError extends UnreachableError {}
