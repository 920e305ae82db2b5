import {
  controllerErrorOf,
  InputError,
  InputErrors,
  showPlace,
  TaskError,
  TaskTypeError,
  UnclearError,
  UnreachableError,
} from '../../errors.ts'
import { type Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Status } from '../state/events.ts'
import type { Result } from '../state/result.ts'
import { openEnded } from './predicted-result.ts'
import { shownTaskTypeError } from './shown-task-type-error.ts'

/**
 * Returns the value for `register`, in Ansible's form: the outputs with `changed`, `failed` and, if set, `skipped`,
 * `unreachable`, `msg` and `diff`. For a result that was not skipped, `skipped` is readable but not listed.
 */
export function registeredValue(result: Result, reason: string): unknown {
  const { status, outputs, changes, message } = result
  const isLeftOut = 'skip_reason' in outputs || 'skipped_reason' in outputs
  const known = {
    ...outputs,
    ...(status === 'unknown' ? {} : { changed: hasChanged(result) || result.isInventoryChanged === true }),
    failed: status === 'failed' || status === 'unreachable',
    ...(status === 'unreachable' ? { unreachable: true } : {}),
    ...(status === 'skipped' ? { skipped: true } : {}),
    ...(message === undefined || isLeftOut || 'msg' in outputs ? {} : { msg: message }),
    ...(changes.length === 0 || 'diff' in outputs || 'results' in outputs ? {} : { diff: diffOf(result) }),
  }
  if (status !== 'skipped' && status !== 'unknown' && !('skipped' in known))
    Object.defineProperty(known, 'skipped', { value: false, enumerable: false })
  return status === 'unknown' || result.isPredicted ? openEnded(known, reason) : known
}

/** Whether a task changed something, even if it failed afterwards. */
export function hasChanged({ status, isChanged }: Result): boolean {
  return status === 'changed' || (status === 'failed' && isChanged === true)
}

/**
 * Returns the differences in the form of Ansible's modules: an object, or a list for differences of content or
 * several resources.
 */
function diffOf({ changes, isDiffShown }: Result): object {
  const diffs = changes.map(({ resource, before, after, text }) => ({
    before_header: resource,
    after_header: resource,
    before: (isDiffShown && text ? text.before : before) ?? {},
    after: (isDiffShown && text ? text.after : after) ?? {},
  }))
  const [first, ...others] = diffs
  const isMap = first !== undefined && others.length === 0 && typeof first.after !== 'string'
  return isMap ? first : diffs
}

/**
 * Combines results: unreachable or failed if any is, otherwise changed if any is, otherwise unknown if any is, and
 * skipped if all are.
 */
export function combineResults(results: readonly Result[], reason: string): Result {
  const status = statusOf(results)
  const troubled = results.filter(isTroubled)
  const first = troubled[0] ?? results.find(result => result.status === status)
  const variables: Record<string, unknown> = Object.assign({}, ...results.map(result => result.variables))
  const includes = results.flatMap(result => result.includes ?? [])
  const message =
    troubled.length > 1 ? `${first?.message} (and ${troubled.length - 1} more items failed)` : first?.message
  return {
    status,
    changes: results.flatMap(result => result.changes),
    outputs: { results: results.map(result => registeredValue(result, reason)) },
    ...(message === undefined ? {} : { message }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    ...(first?.isIgnored === undefined ? {} : { isIgnored: troubled.every(result => result.isIgnored) }),
    ...(results.some(hasChanged) ? { isChanged: true } : {}),
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    ...(results.some(({ areFacts }) => areFacts) ? { areFacts: true } : {}),
    ...(results.some(({ isInventoryChanged }) => isInventoryChanged) ? { isInventoryChanged: true } : {}),
    ...(includes.length === 0 ? {} : { includes }),
  }
}

function statusOf(results: readonly Result[]): Status {
  const worst = (['unreachable', 'failed', 'changed', 'unknown'] as const).find(status =>
    results.some(result => result.status === status),
  )
  return worst ?? (results.every(({ status }) => status === 'skipped') ? 'skipped' : 'ok')
}

function isTroubled({ status }: Result): boolean {
  return status === 'failed' || status === 'unreachable'
}

/** Converts any error of a task into its result. */
export function errorResult(error: unknown): Result {
  if (error instanceof UnknownValueError) {
    return { status: 'unknown', changes: [], outputs: {}, message: `depends on ${error.unknown.reason}` }
  }
  if (error instanceof UnreachableError) {
    return {
      // As with Ansible, a refused become is a failure, to which `rescue` and `ignore_errors` apply.
      ...(error.isBecomeRefused ? { status: 'failed', isBecomeRefused: true } : { status: 'unreachable' }),
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
      ...(error instanceof FailedAction ? { isChanged: true } : {}),
      ...(error.hint ? { hint: error.hint } : {}),
    }
  }
  if (error instanceof InputErrors) return resultOfSeveral(error)
  if (error instanceof InputError) {
    const place = error.place ? ` (${showPlace(error.place)})` : ''
    return {
      status: 'failed',
      changes: [],
      outputs: {
        ...(error.ansibleMessage === undefined ? {} : { msg: error.ansibleMessage }),
        ...error.ansibleOutputs,
      },
      message: `${error.message}${place}`,
      isInvalid: true,
      ...(error.hint ? { hint: error.hint } : {}),
    }
  }
  const lack = controllerErrorOf(error)
  if (lack) return { status: 'failed', changes: [], outputs: {}, message: lack.message, hint: lack.hint }
  // A bug of the task type or of Drover: the task fails on this host, and its result has the stack.
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    status: 'failed',
    changes: [],
    outputs: { exception: stack },
    ...(error instanceof TaskTypeError
      ? shownTaskTypeError(error)
      : {
          message: `internal error: ${stack}`,
          hint: 'this is a bug in Drover: please report it',
        }),
  }
}

function resultOfSeveral({ errors, ansibleMessage }: InputErrors): Result {
  const result = errorResult(errors[0])
  return ansibleMessage === undefined ? result : { ...result, outputs: { msg: ansibleMessage } }
}

/** Returns the result of a task with a condition or a param that cannot be rendered. */
export function unrenderedResult(error: InputError): Result {
  return { ...errorResult(error), isUnrendered: true }
}

/**
 * The error for a command that ran and failed. It counts as a change, because the command may have changed something
 * before it failed.
 */
export class FailedAction extends TaskError {}

/** Returns the result of a task that depends on a value that only a real run can produce. */
export function unknownResult(unknown: Unknown): Result {
  return { status: 'unknown', changes: [], outputs: {}, message: `depends on ${unknown.reason}` }
}
