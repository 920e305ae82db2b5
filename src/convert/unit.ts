import type { Place } from '../errors.ts'

/** The outcome for a part of a project. */
export type State = 'converted' | 'converted with a doubt' | 'left as it is' | 'not possible'

/** A remark about a value, at its place. */
export interface Finding {
  readonly place: Place
  /** `doubt`: it may mean something else; `kept`: it has no equal; `missing`: it does not exist in Drover. */
  readonly is: 'doubt' | 'kept' | 'missing'
  readonly message: string
}

/** A part of a project that the report names: a task, a template, the variables of a file. */
export interface Unit {
  readonly what: 'task' | 'template' | 'play' | 'variables' | 'role'
  readonly name: string
  readonly place: Place
  readonly findings: Finding[]
}

/** The state of a unit; `isLeft` if its file stays in the dialect of Ansible, or is a template of Jinja. */
export function stateOf({ findings }: Unit, isLeft: boolean): State {
  if (findings.some(({ is }) => is === 'missing')) return 'not possible'
  if (isLeft) return 'left as it is'
  return findings.length > 0 ? 'converted with a doubt' : 'converted'
}
