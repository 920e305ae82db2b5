import { InputError } from '../../errors.ts'
import { attachedContext } from '../../functions/controller.ts'
import { isTruthy } from '../jinja/compare.ts'
import { formatDate } from '../jinja/dates.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Calls } from '../jinja/frame.ts'
import { Passed } from '../jinja/passed.ts'
import { toText } from '../jinja/text.ts'
import { Undefined } from '../jinja/undefined.ts'
import { type ArgumentValues, Callable, used } from '../jinja/values.ts'
import { withLookupMessage } from './lookup-messages.ts'
import { findLookup } from './lookups.ts'

/** The global functions that Ansible adds to those of Jinja. */
export const ANSIBLE_GLOBALS: Readonly<Record<string, unknown>> = {
  lookup: new Callable('lookup', (given, calls) => lookup(given, calls, false)),
  query: new Callable('query', (given, calls) => lookup(given, calls, true)),
  q: new Callable('q', (given, calls) => lookup(given, calls, true)),
  now: new Callable('now', given => now(new Passed('now', given))),
  undef: new Callable('undef', given => {
    const hint = new Passed('undef', given).value(0, 'hint', null)
    if (isTruthy(hint)) return new Undefined(toText(hint), { ansibleMessage: toText(hint) })
    return new Undefined('a mandatory variable has not been overridden', {
      ansibleMessage: 'Mandatory variable has not been overridden',
    })
  }),
}

/** Options that every lookup call accepts; they are not passed to the lookup itself. */
const SHARED_OPTIONS = ['wantlist', 'errors', 'allow_unsafe']

function lookup({ positional, named }: ArgumentValues, calls: Calls, isQuery: boolean): unknown {
  const [first, ...terms] = positional
  const name = toText(first)
  const plugin = findLookup(name)
  if (!plugin)
    throw new JinjaError(`there is no lookup \`${name}\``, {
      ansibleMessage: `lookup plugin (${name}) not found`,
    })
  const wantsList = isQuery || isTruthy(named.get('wantlist') ?? false)
  const options = Object.fromEntries(
    [...named].filter(([key]) => !SHARED_OPTIONS.includes(key)).map(([key, value]) => [key, used(value)]),
  )
  const errors = toText(named.get('errors') ?? 'strict')
  const found = ignoring(errors, { name, calls }, () =>
    withLookupMessage(name, terms, options, () => plugin.find(terms.map(used), options, calls)),
  )
  if (!found) return wantsList ? [] : null
  if (wantsList || found.length === 0) return found
  if (found.every(value => typeof value === 'string')) return found.join(',')
  return found.length === 1 ? found[0] : found
}

/**
 * Returns the result of `work`. If it fails and `errors` is `warn` or `ignore`, returns undefined; `warn` also
 * prints a warning.
 */
function ignoring<T>(
  errors: string,
  { name, calls }: { name: string; calls: Calls },
  work: () => T,
): T | undefined {
  try {
    return work()
  } catch (error) {
    const isExpected = error instanceof InputError || error instanceof JinjaError
    if (!isExpected || !['warn', 'ignore'].includes(errors)) throw error
    if (errors === 'warn')
      attachedContext(calls.context.variables)?.controller.warn(
        `the lookup \`${name}\` failed, and this is ignored: ${error.message}`,
      )
    return undefined
  }
}

/** Returns the current time, formatted as text if `fmt` is given. */
function now(passed: Passed): unknown {
  const isUtc = isTruthy(passed.value(0, 'utc', false))
  const format = passed.value(1, 'fmt', null)
  const date = new Date()
  if (format === null) return isUtc ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return formatDate(date, toText(format), isUtc)
}
