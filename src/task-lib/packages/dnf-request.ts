import { TaskError } from '../../errors.ts'
import { type DnfParams, namesOf } from './dnf-params.ts'

/** The request of a task, with its names sorted by kind. */
export interface DnfRequest {
  readonly packages: readonly string[]
  readonly groups: readonly string[]
  /** `*`: every package that is installed. */
  readonly isAll: boolean
  readonly isAbsent: boolean
  readonly isLatest: boolean
}

/** Converts the params to a request. Throws TaskError if `*` is used without `state: latest`. */
export function dnfRequest(params: DnfParams): DnfRequest {
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
