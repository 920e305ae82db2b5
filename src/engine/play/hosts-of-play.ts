import { InputError, InputErrors } from '../../errors.ts'
import type { Play } from '../../playbook/steps.ts'
import { PendingValueError } from '../../values/deferred.ts'
import { findUnknown, UnknownValueError } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { isConstant } from '../steps/is-constant.ts'
import { playScope } from '../variables/variable-precedence.ts'

/**
 * The hosts of a play. `unmatched` is the reason if its pattern matches none, which may be intended: one playbook can
 * serve many inventories.
 */
export interface PlayHosts {
  readonly hosts: readonly HostState[]
  readonly unmatched?: string
}

/**
 * Returns the hosts of a play, from the variables known now: those of the command line, of the play and of all hosts,
 * and those that tasks have set on localhost. Throws InputError for an invalid pattern, and UnknownValueError if the
 * pattern is known only during the run.
 */
export function hostsOf(run: RunContext, play: Play): PlayHosts {
  const rendered = playScope(run, play).render(play.hosts)
  const unknown = findUnknown(rendered)
  if (unknown) throw new UnknownValueError(unknown)
  const pattern = Array.isArray(rendered) ? rendered.join(',') : String(rendered ?? '')
  const unmatched: InputError[] = []
  const isNothing = pattern.trim() === '' && !isConstant(play.hosts)
  const names = isNothing
    ? []
    : run.chooseHosts(run.inventory, pattern, play.hostsPlace, each => unmatched.push(each))
  const [first] = unmatched
  // `localhost` exists even if no inventory has it.
  const hosts = names.map(name => run.hosts.get(name) ?? run.localhost)
  if (hosts.length > 0 || (!first && !isNothing)) return { hosts }
  const why = first ? `${first.message}${first.hint ? ` (${first.hint})` : ''}` : 'its `hosts` is empty'
  return { hosts, unmatched: why }
}

/** Returns the hosts of a play before a run; none if they are not known yet. */
export function knownHostsOf(run: RunContext, play: Play): PlayHosts {
  try {
    return hostsOf(run, play)
  } catch (error) {
    if (isKnownLater(error)) return { hosts: [] }
    throw error
  }
}

/** Returns a warning if it is known before the run that a play has no hosts. */
export function withoutHosts(run: RunContext, play: Play): InputError[] {
  const { unmatched } = knownHostsOf(run, play)
  if (unmatched === undefined) return []
  return [new InputError(`the play has no hosts and is skipped: ${unmatched}`, { place: play.hostsPlace })]
}

/** Whether the only cause of an error may be a value that is not known before the run. */
export function isKnownLater(error: unknown): boolean {
  return ERRORS_KNOWN_LATER.some(kind => error instanceof kind)
}

const ERRORS_KNOWN_LATER = [InputError, InputErrors, PendingValueError, UnknownValueError]
