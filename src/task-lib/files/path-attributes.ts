import { type Change, type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { orUnknown } from '../../values/unknown.ts'
import { differs } from '../difference.ts'
import { type Attributes, attributesIn, compareAttributes } from './attributes.ts'
import { KIND_NAMES } from './describe-state.ts'
import { planTimes, type TimeParams } from './file-times.ts'
import type { PathPlan } from './path-scripts.ts'

/** The params for a path. In a dry run, reading a param with an unknown value throws UnknownValueError. */
export interface PathParams extends Attributes, TimeParams {
  readonly state?: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch' | undefined
  readonly follow?: boolean | undefined
}

/** The result of the check of a path. */
export type CheckedPath = InSync | Plan<PathPlan>

/**
 * Compares the attributes and times of a path with the wanted ones. `more` are additional outputs. Throws TaskError
 * if the path does not exist, or if `state: file` is wanted and it is not a file.
 */
export async function planPathAttributes(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: PathParams,
  more: object = {},
): Promise<CheckedPath> {
  if (state === null) {
    const msg = `file (${path}) is absent, cannot continue`
    throw noSuchPath(path, 'create it in an earlier task', { msg, path, state: 'absent' })
  }
  if (params.state === 'file' && state.kind !== 'file') {
    throw new TaskError(`expected a file at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
      outputs: { msg: `file (${path}) is ${state.kind}, cannot continue`, path, state: state.kind },
    })
  }
  const difference = await compareAttributes(host, path, state, attributesIn(params))
  const times = await planTimes(host, path, params)
  const outputs = { ...pathOutputs(path, state, params, difference.after), ...more }
  const isTouched = Object.keys(times.after).length > 0
  if (!isTouched && !differs(difference)) return inSync(outputs)
  const change: Change = {
    resource: `file:${path}`,
    action: isTouched ? 'touch' : 'update',
    before: { ...difference.before, ...times.before },
    after: { ...difference.after, ...difference.open, ...times.after },
  }
  const isLink = state.kind === 'link'
  const real = await pathOf(host, path, params, isLink)
  return plan<PathPlan>(
    [change],
    { do: 'set attributes of', path: real, isLink, ...(difference.after as Attributes), ...times.data },
    outputs,
  )
}

/** Descriptions of the outputs for the mode and owner of a path. */
export const ATTRIBUTE_OUTPUTS = {
  mode: 'The mode in octal digits, as text, such as `0644`.',
  owner: 'The user who owns it, by name or as the task gives it; absent if the user has no name.',
  group: 'The group that owns it, by name or as the task gives it; absent if the group has no name.',
  uid: 'The UID of the owner, if it is known.',
  gid: 'The GID of the group, if it is known.',
} as const

/** Descriptions of the outputs that `existingOutputs` returns. */
export const EXISTING_OUTPUTS = {
  state: 'The kind of what is at the path: `file`, `directory`, `link`, `fifo`, `socket`, `block` or `char`.',
  ...ATTRIBUTE_OUTPUTS,
  size: 'The size in bytes, if it is known.',
} as const

/** Descriptions of the outputs that `pathOutputs` returns. */
export const PATH_OUTPUTS = { path: 'The absolute path.', ...EXISTING_OUTPUTS } as const

/** Returns the outputs that Ansible adds to the result of every module with a path that exists. */
export function existingOutputs(state: FileState): Outputs {
  const { path: _, ...outputs } = pathOutputs('', state, {})
  return outputs
}

/**
 * Returns the outputs for a path in its wanted state, under Ansible's names. `after` are the attributes that change.
 */
export function pathOutputs(path: string, state: FileState, params: PathParams, after: Change['after'] = {}) {
  const isOther = (field: 'owner' | 'group'): boolean => after?.[field] !== undefined
  const read = <F extends keyof FileState>(field: F) => orUnknown(() => state[field] ?? undefined)
  return omitUndefined({
    path,
    state: params.state === 'link' || params.state === 'hard' ? params.state : state.kind,
    mode: orUnknown(() => shownMode(after?.mode ?? state.mode)),
    owner: after?.owner ?? read('owner'),
    group: after?.group ?? read('group'),
    ...(isOther('owner') ? {} : { uid: read('uid') }),
    ...(isOther('group') ? {} : { gid: read('gid') }),
    size: read('size'),
  })
}

/** Returns a mode as Ansible's `file` shows it: with a leading zero, such as `04755`. */
function shownMode(mode: unknown): unknown {
  return typeof mode === 'string' && /^[1-7]\d{3}$/.test(mode) ? `0${mode}` : mode
}

/** Returns the path to change: the target of a link, unless the task changes the link itself. */
export async function pathOf(
  host: ReadHost,
  path: string,
  { state, follow }: PathParams,
  isLink: boolean,
): Promise<string> {
  if (isLink || follow === false || (state === 'link' && !follow)) return path
  return (await host.ask(pathToChange(path))) ?? path
}

/** Returns the error for a path that does not exist. */
export function noSuchPath(path: string, hint: string, outputs: Record<string, unknown> = {}): TaskError {
  return new TaskError(`\`${path}\` does not exist`, { hint, outputs })
}

/** Returns the state of a link's target, null if it does not exist; the state itself for anything but a link. */
export function throughLink(state: FileState | null): FileState | null {
  if (state?.kind !== 'link') return state
  return state.leadsTo ?? null
}
