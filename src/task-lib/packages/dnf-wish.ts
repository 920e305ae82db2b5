import { TaskError } from '../../errors.ts'
import { type DnfParams, namesOf } from './dnf-params.ts'

/** What a task asks for, by kinds of names. */
export interface DnfWish {
  readonly packages: readonly string[]
  readonly groups: readonly string[]
  /** `*`: every package that is installed. */
  readonly isAll: boolean
  readonly isAbsent: boolean
  readonly isLatest: boolean
}

/** What the params ask for. Throws TaskError for what goes together in no way. */
export function dnfWish(params: DnfParams): DnfWish {
  const names = namesOf(params)
  const isLatest = params.state === 'latest'
  const isAll = names.includes('*')
  if (isAll && !isLatest) throw all()
  return {
    packages: names.filter(name => !name.startsWith('@') && name !== '*'),
    groups: names.filter(name => name.startsWith('@')),
    ...{ isAll, isLatest, isAbsent: params.state === 'absent' || params.state === 'removed' },
  }
}

function all(): TaskError {
  return new TaskError('`*` means all packages, and is allowed only with `state: latest`', {
    hint: '`state: latest` upgrades all installed packages',
  })
}
