import type { Place } from '../errors.ts'

/** The state of a part of a project after the conversion. */
export type State = 'converted' | 'converted with a doubt' | 'left as it is' | 'not possible'

/** A finding about a value, with its place. */
export interface Finding {
  readonly place: Place
  /**
   * `doubt`: the conversion may mean something else; `kept`: there is no equivalent; `missing`: it does not exist in
   * Drover.
   */
  readonly is: 'doubt' | 'kept' | 'missing'
  readonly message: string
}

/** A part of a project that the report lists: a task, a template, the variables of a file. */
export interface Unit {
  readonly what: 'task' | 'template' | 'play' | 'variables' | 'role'
  readonly name: string
  readonly place: Place
  readonly findings: Finding[]
}

/** Returns the state of a unit. `isLeft`: its file remains in the dialect of Ansible, or is a Jinja template. */
export function stateOf({ findings }: Unit, isLeft: boolean): State {
  if (findings.some(({ is }) => is === 'missing')) return 'not possible'
  if (isLeft) return 'left as it is'
  return findings.length > 0 ? 'converted with a doubt' : 'converted'
}
