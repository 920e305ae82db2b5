import { type Change, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
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

/** What a task asks of a path. In a dry run, reading one may throw. */
export interface PathParams extends Attributes, TimeParams {
  readonly state?: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch' | undefined
  readonly follow?: boolean | undefined
}

/** What the check of a path comes to. */
export type CheckedPath = InSync | Plan<PathPlan>

/**
 * Compares the attributes and times of a path that exists with what is wanted; `more` are further fields of
 * the result.
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

/** The keys of a result with the mode and owner of a path, described. */
export const ATTRIBUTE_OUTPUTS = {
  mode: 'The mode in octal digits, as text, such as `0644`.',
  owner: 'The name of the user who owns it, or the value of `owner`; absent if the user has no name.',
  group: 'The name of the group that owns it, or the value of `group`; absent if the group has no name.',
  uid: 'The UID of the owner, if it is known.',
  gid: 'The GID of the group, if it is known.',
} as const

/** The keys of `pathOutputs`, described. */
export const PATH_OUTPUTS = {
  path: 'The absolute path.',
  state: 'The kind of what is at the path: `file`, `directory`, `link`, `fifo`, `socket`, `block` or `char`.',
  ...ATTRIBUTE_OUTPUTS,
  size: 'The size in bytes, if it is known.',
} as const

/** The fields of a path in a result, as it is or should be, under Ansible's names. */
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

/** As Ansible's `file` shows a mode: after a zero, so `04755`. */
function shownMode(mode: unknown): unknown {
  return typeof mode === 'string' && /^[1-7]\d{3}$/.test(mode) ? `0${mode}` : mode
}

/** The path of the object to change: the target of a link, unless the link itself is meant. */
export async function pathOf(
  host: ReadHost,
  path: string,
  { state, follow }: PathParams,
  isLink: boolean,
): Promise<string> {
  if (isLink || follow === false || (state === 'link' && !follow)) return path
  return (await host.ask(pathToChange(path))) ?? path
}

/** The error for a path that does not exist, with the fields of its result. */
export function noSuchPath(path: string, hint: string, outputs: Record<string, unknown> = {}): TaskError {
  return new TaskError(`\`${path}\` does not exist`, { hint, outputs })
}

/** What a link leads to, null if that does not exist; what is no link, itself. */
export function throughLink(state: FileState | null): FileState | null {
  if (state?.kind !== 'link') return state
  return state.leadsTo ?? null
}
