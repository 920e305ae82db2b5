import { type Batch, type Probe, probe } from '../probe.ts'
import type { SubjectKind, SubjectOf } from '../subject.ts'
import type { UserState } from './accounts.ts'
import type { FileState } from './files/stat-line.ts'
import type { TreeMode } from './files/tree.ts'
import type { AptSimulation } from './packages/apt.ts'
import type { DebNames, DebState } from './packages/debs.ts'
import type { HomebrewAnswer } from './packages/homebrew.ts'
import type { InstalledPackage } from './packages/installed.ts'
import type { PackageSimulation } from './packages/managed.ts'
import type { ServiceFact } from './services.ts'
import type { UnitState } from './unit.ts'

/**
 * The type of the answer about each kind of subject, from the host or from a dry run, so that both have the same
 * type. A kind that is asked in batches has a list, in the order of its subjects.
 */
export interface Answers {
  'file states': readonly (FileState | null)[]
  'file contents': readonly (Buffer | null)[]
  'path exists': boolean
  'real path': string | null
  'paths below': readonly string[]
  'modes below': readonly TreeMode[]
  'other owners below': boolean
  'unit states': readonly (UnitState | null)[]
  'unit files changed': boolean | undefined
  'changed since': readonly string[]
  'deb states': readonly (DebState | undefined)[]
  'deb names': DebNames
  'apt simulation': AptSimulation
  'apt lists age': number | null
  'apt lists time': readonly number[]
  'rpm states': ReadonlyMap<string, readonly string[]>
  'package version': string | null
  'package simulation': PackageSimulation
  'homebrew packages': HomebrewAnswer
  'installed packages': readonly InstalledPackage[] | null
  'all services': readonly ServiceFact[] | null
  tools: ReadonlySet<string>
  user: UserState | null
  'user id': number | null
  home: string | null
  'group id': number | null
  'users of group': readonly string[]
}

type BatchKind = 'file states' | 'file contents' | 'unit states' | 'deb states' | 'apt lists time'

/** Declares a probe about a subject that cannot be combined with others. The script must only read. */
export function probeAbout<K extends Exclude<SubjectKind, BatchKind>>(
  subject: SubjectOf<K>,
  declaration: Omit<Probe<Answers[K]>, 'subject' | 'together'>,
): Probe<Answers[K]> {
  return probe({ ...declaration, subject })
}

/**
 * Declares a probe about a subject that can be combined with others of its kind. `pick` also applies to the answers
 * of a dry run.
 */
export function batchProbeAbout<K extends BatchKind, T>(
  subject: SubjectOf<K>,
  { together, ...declaration }: Omit<Probe<T>, 'subject' | 'together'> & { together: Batch<T, Answers[K]> },
): Probe<T> {
  return probe({ ...declaration, subject, together: together as unknown as Batch<T> })
}

/**
 * Declares a probe that can be combined with others of its kind, and that a dry run cannot answer from its
 * predictions.
 */
export function batchProbe<A extends readonly unknown[]>({
  together,
  ...declaration
}: Omit<Probe<A>, 'together'> & { together: Batch<A, A> }): Probe<A> {
  return probe({ ...declaration, together: together as unknown as Batch<A> })
}
