import type { ReadHost } from '../host/host.ts'
import { accountId, groupId, userId } from '../host/probes/account.ts'
import type { FileState } from '../host/probes/stat-line.ts'
import { accountOf } from '../host/put.ts'
import { joinShell, type ShellText, sh } from '../host/shell.ts'
import { nameOf, parentOf } from './into-place.ts'
import { resolveMode } from './mode.ts'
import { mode, text } from './params.ts'
import type { Json } from './plan.ts'

/** Mode, owner and group of a file; what is absent is left as it is. */
export interface Attributes {
  readonly mode?: string | undefined
  readonly owner?: string | undefined
  readonly group?: string | undefined
}

/** What differs, fields before and after. */
export interface Difference {
  readonly before: { readonly [field: string]: Json }
  readonly after: { readonly [field: string]: Json }
}

function account() {
  return text().refine(name => /^[^:\s/][^:\n\r\0/]*$/.test(name), 'expected a name or number')
}

/** The params that every task type shares which puts files in place. */
export const attributeParams = {
  mode: mode()
    .optional()
    .describe('File mode, octal or symbolic. Absent: what is there keeps its mode, new files get `0644`.')
    .meta({ examples: ['0644', 'u=rw,g=r,o='] }),
  owner: account()
    .optional()
    .describe('User who owns it, by name or number.')
    .meta({ examples: ['root'] }),
  group: account()
    .optional()
    .describe('Group that owns it, by name or number.')
    .meta({ examples: ['root'] }),
}

/** Compares what is there with the attributes asked for, symbolic modes applied to the present mode. */
export async function compareAttributes(
  host: ReadHost,
  state: FileState,
  wanted: Attributes,
): Promise<Difference> {
  const before: Record<string, Json> = {}
  const after: Record<string, Json> = {}
  const mode =
    wanted.mode && resolveMode(wanted.mode, { mode: state.mode, isDirectory: state.kind === 'directory' })
  if (mode && state.kind !== 'link' && mode !== state.mode) {
    before.mode = state.mode
    after.mode = mode
  }
  const [isOwner, isGroup] = await Promise.all([
    isUser(host, wanted.owner, state),
    isGroupOf(host, wanted.group, state),
  ])
  if (wanted.owner !== undefined && !isOwner) {
    before.owner = state.owner ?? String(state.uid)
    after.owner = wanted.owner
  }
  if (wanted.group !== undefined && !isGroup) {
    before.group = state.group ?? String(state.gid)
    after.group = wanted.group
  }
  return { before, after }
}

/**
 * The script that sets attributes; of a link itself where it is one, never of what it leads to. `next` goes on with the file
 * held as `"$d_at"`. Access lists go that an owner has set who is one no more.
 */
export function setAttributes(
  path: string,
  attributes: Attributes,
  { isLink = false, next = [] }: { isLink?: boolean; next?: readonly ShellText[] } = {},
): ShellText {
  const isGivenAway = attributes.owner !== undefined && !isLink
  const steps = [
    ...(isGivenAway ? [sh`d_acl= && { d_ours "$d_at" || d_bare "$d_at" || :; }`] : []),
    ...attributeSteps(attributes, isLink),
    ...(isGivenAway && attributes.mode !== undefined ? [sh`d_fits ${attributes.mode} ${path}`] : []),
    ...next,
  ]
  if (steps.length === 0) return sh``
  const hold = isLink ? sh`d_at=${`./${nameOf(path)}`}` : sh`d_hold ${nameOf(path)}`
  return sh`(d_into ${parentOf(path)} && ${hold} && ${joinShell(steps, ' && ')})`
}

/** The commands that set attributes of `"$d_at"`. */
export function attributeSteps({ mode, owner, group }: Attributes, isLink = false): ShellText[] {
  const account = accountOf({ owner, group })
  return [
    ...(account === undefined ? [] : [sh`chown ${isLink ? sh`-h` : sh``} -- ${account} "$d_at"`]),
    // After chown, which clears set-user-id bits.
    ...(mode === undefined || isLink ? [] : [sh`chmod -- ${mode} "$d_at"`]),
  ]
}

async function isUser(host: ReadHost, wanted: string | undefined, state: FileState): Promise<boolean> {
  if (wanted === undefined || wanted === state.owner) return true
  return (await accountId(host, wanted, userId)) === state.uid
}

async function isGroupOf(host: ReadHost, wanted: string | undefined, state: FileState): Promise<boolean> {
  if (wanted === undefined || wanted === state.group) return true
  return (await accountId(host, wanted, groupId)) === state.gid
}
