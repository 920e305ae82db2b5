import {
  InputError,
  InputErrors,
  lackOf,
  showPlace,
  TaskError,
  TaskTypeError,
  UnclearError,
  UnreachableError,
} from '../errors.ts'
import type { Change, Control, Outputs } from '../task/plan.ts'
import { UnknownValueError } from '../values/unknown.ts'
import type { Status } from './events.ts'
import { openEnded } from './variables.ts'

/** How a task ended on one host, or one item of its loop. */
export interface Result {
  readonly status: Status
  readonly changes: readonly Change[]
  readonly outputs: Outputs
  readonly message?: string
  readonly hint?: string
  /** `failed` that `ignore_errors` lets pass. */
  readonly isIgnored?: boolean
  /** `failed` for want of knowing how far it came: neither `retries` nor `until` repeat it. */
  readonly isUnclear?: boolean
  readonly delegatedTo?: string
  readonly control?: Control
  readonly variables?: Readonly<Record<string, unknown>>
  /** True where a plan was not carried out, so that outputs which only apply gives are unknown. */
  readonly isPredicted?: boolean
}

/** What `register` keeps, in Ansible's form: the outputs beside `changed`, `failed`, `skipped` and `msg`. */
export function registered(result: Result, reason: string): unknown {
  const known = {
    ...result.outputs,
    changed: result.status === 'changed',
    failed: result.status === 'failed' || result.status === 'unreachable',
    skipped: result.status === 'skipped',
    ...(result.status === 'unreachable' ? { unreachable: true } : {}),
    ...(result.message === undefined ? {} : { msg: result.message }),
  }
  if (result.status === 'unknown' || result.isPredicted) return openEnded(known, reason)
  return known
}

/** The result of a loop: troubled where an item is, changed where an item is, skipped where all are. */
export function combine(results: readonly Result[], reason: string): Result {
  const has = (status: Status): boolean => results.some(result => result.status === status)
  const status: Status = has('unreachable')
    ? 'unreachable'
    : has('failed')
      ? 'failed'
      : has('changed')
        ? 'changed'
        : has('unknown')
          ? 'unknown'
          : results.every(result => result.status === 'skipped')
            ? 'skipped'
            : 'ok'
  const troubled = results.filter(result => result.status === 'failed' || result.status === 'unreachable')
  const first = troubled[0] ?? results.find(result => result.status === status)
  const variables = Object.assign({}, ...results.map(result => result.variables ?? {})) as Record<
    string,
    unknown
  >
  return {
    status,
    changes: results.flatMap(result => result.changes),
    outputs: { results: results.map(result => registered(result, reason)) },
    ...(first?.message === undefined
      ? {}
      : {
          message:
            troubled.length > 1
              ? `${first.message} (and ${troubled.length - 1} more items failed)`
              : first.message,
        }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    ...(first?.isIgnored === undefined ? {} : { isIgnored: troubled.every(result => result.isIgnored) }),
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
  }
}

/** What a failure means for the task: every error ends as a result, and none is lost. */
export function asResult(error: unknown): Result {
  if (error instanceof UnknownValueError) {
    return { status: 'unknown', changes: [], outputs: {}, message: `depends on ${error.unknown.reason}` }
  }
  if (error instanceof UnreachableError) {
    return {
      status: 'unreachable',
      changes: [],
      outputs: {},
      message: error.message,
      ...(error.hint ? { hint: error.hint } : {}),
    }
  }
  if (error instanceof TaskError) {
    return {
      status: 'failed',
      changes: [],
      outputs: error.outputs,
      message: error.message,
      ...(error instanceof UnclearError ? { isUnclear: true } : {}),
      ...(error.hint ? { hint: error.hint } : {}),
    }
  }
  if (error instanceof InputErrors) return asResult(error.errors[0])
  if (error instanceof InputError) {
    const place = error.place ? ` (${showPlace(error.place)})` : ''
    return {
      status: 'failed',
      changes: [],
      outputs: {},
      message: `${error.message}${place}`,
      ...(error.hint ? { hint: error.hint } : {}),
    }
  }
  const lack = lackOf(error)
  if (lack) return { status: 'failed', changes: [], outputs: {}, message: lack.message, hint: lack.hint }
  // A fault of the task type's own, or of ours: this task fails on this host, and the stack says where to look.
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const isOfType = error instanceof TaskTypeError
  return {
    status: 'failed',
    changes: [],
    outputs: { exception: stack },
    message: isOfType ? error.message : `this should not have happened: ${stack}`,
    ...(isOfType ? {} : { hint: 'please report it: no task type and no host is to blame' }),
  }
}
