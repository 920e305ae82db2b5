import { clockText } from '../../../shell/clock.ts'
import { showMember } from '../members.ts'
import type { Survey } from '../survey.ts'

/** A decision to change nothing: its kind, what was found, and what the user can do. */
export interface Refusal {
  readonly kind: RefusalKind
  readonly found: readonly string[]
  readonly todo: readonly string[]
}

export type RefusalKind =
  | 'clock off'
  | 'hosts missing'
  | 'data lost'
  | 'data of several clusters'
  | 'foreign data'
  | 'unfinished cluster of others'
  | 'quorum lost'
  | 'data gone under a member'
  | 'same member twice'
  | 'address changed'
  | 'name taken'
  | 'alarm'
  | 'corrupt'
  | 'version'
  | 'no quorum without it'
  | 'member down'

/** Returns a refusal with what was found and what the user can do. */
export function refuse(kind: RefusalKind, found: readonly string[], todo: readonly string[]): Refusal {
  return { kind, found, todo }
}

/** Describes hosts, members and clocks for the `found` lines of a refusal. */
export const describe = {
  host: ({ name, data, isRunning }: Survey): string => {
    const runs = isRunning ? ', etcd runs' : ', etcd does not run'
    if (data.kind === 'member')
      return `${name}: data of member ${data.member} of the cluster ${data.cluster}${runs}`
    if (data.kind === 'damaged') return `${name}: damaged data (${data.problem})${runs}`
    return `${name}: no data${runs}`
  },
  missing: (names: readonly string[]): string => `not contacted or not reachable: ${names.join(', ')}`,
  member: showMember,
  clock: (name: string, seconds: number): string => `the clock of ${name} is ${clockText(seconds)}`,
}

/** Returns the instruction for moving away the data of a member by hand. */
export function moveAway(host: string, dataDirectory: string, unit: string): string {
  return `on ${host}: \`systemctl stop ${unit}; mv ${dataDirectory}/member ${dataDirectory}/member.old\``
}
