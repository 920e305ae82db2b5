import { InputError, InputErrors, showPlace } from '../../errors.ts'
import type { Play } from '../../playbook/steps.ts'
import { PendingValueError } from '../../values/deferred.ts'
import { findUnknown, UnknownValueError } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { isConstant } from '../steps/is-constant.ts'
import { playScope } from '../variables/scopes.ts'

/** The hosts of a play, and what to say where its pattern means none, which need not be wrong: one playbook serves many inventories. */
export interface PlayHosts {
  readonly hosts: readonly HostState[]
  readonly unmatched?: string
}

/**
 * The hosts of a play by what is known now: variables of the command line, of the play and of all hosts, and what tasks until
 * now have set on localhost. Throws InputError where the pattern is none, UnknownValueError where only the run can tell it.
 */
export function hostsOf(run: RunContext, play: Play): PlayHosts {
  const rendered = playScope(run, play).render(play.hosts)
  const unknown = findUnknown(rendered)
  if (unknown) throw new UnknownValueError(unknown)
  const pattern = Array.isArray(rendered) ? rendered.join(',') : String(rendered ?? '')
  const unmatched: InputError[] = []
  const isNothing = pattern.trim() === '' && !isConstant(play.hosts)
  const names = isNothing ? [] : run.chooseHosts(pattern, play.hostsPlace, each => unmatched.push(each))
  const [first] = unmatched
  // `localhost` is there also where no inventory has it.
  const hosts = names.map(name => run.hosts.get(name) ?? run.localhost)
  if (hosts.length > 0 || (!first && !isNothing)) return { hosts }
  const why = first
    ? `${first.message}${first.hint ? ` (${first.hint})` : ''}`
    : 'its `hosts` came to nothing'
  return { hosts, unmatched: `the play at ${showPlace(play.place)} has no hosts and is passed over: ${why}` }
}

/** The same as far as it can be told before a run. */
export function hostsNow(run: RunContext, play: Play): PlayHosts {
  try {
    return hostsOf(run, play)
  } catch (error) {
    if (isLate(error)) return { hosts: [] }
    throw error
  }
}

/** Whether it may be for want of what only a run can tell that something could not be told before it. */
export function isLate(error: unknown): boolean {
  return LATE.some(kind => error instanceof kind)
}

const LATE = [InputError, InputErrors, PendingValueError, UnknownValueError]
