import { flag, mode, text } from '../../authoring/params.ts'
import type { Change } from '../../authoring/plan.ts'
import { accountOf } from '../../remote/files/atomic-write.ts'
import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId, userId } from '../../remote/probes/account.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { known, orUnknown, orUnknownAnswer, type Unknown } from '../../values/unknown.ts'
import { type Difference, noteField } from '../difference.ts'
import { exactMode, isRelative, resolveMode } from './mode.ts'
import {
  compareSecurity,
  type SecurityAttributes,
  securityIn,
  securityParams,
  securitySteps,
} from './security.ts'
import { nameOf, parentOf } from './staging.ts'

/** Mode, owner, group and security attributes of a file. Absent ones are not changed. */
export interface Attributes extends SecurityAttributes {
  readonly mode?: string | undefined
  readonly owner?: string | undefined
  readonly group?: string | undefined
}

/** The wanted attributes; each may be unknown in a dry run. */
export type WantedAttributes = { readonly [A in keyof Attributes]: Attributes[A] | Unknown }

/** Reads the attributes from params, which may be unknown in a dry run. */
export function attributesIn(params: Attributes): WantedAttributes {
  return {
    mode: orUnknown(() => params.mode),
    owner: orUnknown(() => params.owner),
    group: orUnknown(() => params.group),
    ...securityIn(params),
  }
}

/** Returns the attributes for a plan, without unknown values: these occur only in dry runs, which apply nothing. */
export function knownAttributes<W extends WantedAttributes>(wanted: W): { [A in keyof W]?: string } {
  const isKnown = ([, value]: [string, unknown]): boolean => typeof value === 'string'
  return Object.fromEntries(Object.entries(wanted).filter(isKnown)) as { [A in keyof W]?: string }
}

function account() {
  return text().refine(name => /^[^:\s/][^:\n\r\0/]*$/.test(name), 'expected a name or number')
}

/** The params that all task types which write or create files share. */
export const attributeParams = {
  mode: mode()
    .optional()
    .describe(
      'File mode, octal or symbolic. If omitted, existing paths keep their mode and new files get `0644`.',
    )
    .meta({ examples: ['0644', 'u=rw,g=r,o='] }),
  owner: account()
    .optional()
    .describe('User that owns the file, by name or UID.')
    .meta({ examples: ['root'] }),
  group: account()
    .optional()
    .describe('Group that owns the file, by name or GID.')
    .meta({ examples: ['root'] }),
  unsafe_writes: flag()
    .optional()
    .describe(
      'Has no effect: a file is always replaced in one step. A file that cannot be replaced in one step, such as a mount point, is refused.',
    )
    .meta({ examples: [true] }),
}

/** The params that task types which write whole files share. */
export const fileParams = { ...attributeParams, ...securityParams }

/** Params of Ansible's file modules that a task type does not support, with what to do instead. */
export const UNSUPPORTED_SECURITY = {
  attributes: 'use `file` with `attributes` in a later task',
  attr: 'use `file` with `attributes` in a later task',
  selevel: 'use `file` with `selevel` in a later task',
  serole: 'use `file` with `serole` in a later task',
  setype: 'use `file` with `setype` in a later task',
  seuser: 'use `file` with `seuser` in a later task',
} as const

/** Compares the current attributes of a path with the wanted ones; symbolic modes are applied to the current mode. */
export async function compareAttributes(
  host: ReadHost,
  path: string,
  state: FileState,
  wanted: WantedAttributes,
): Promise<Difference> {
  const difference = await compareSecurity(host, path, wanted)
  const isDirectory = state.kind === 'directory'
  const isModeless = wanted.mode === undefined || state.kind === 'link'
  const mode = isModeless
    ? undefined
    : orUnknown(() => compareMode(known(wanted.mode), state.mode, isDirectory))
  noteField(difference, 'mode', mode, after => (after ? { before: state.mode, after } : undefined))
  const [isOwner, isGroup] = await Promise.all([
    orUnknownAnswer(isUser(host, wanted.owner, state)),
    orUnknownAnswer(isGroupOf(host, wanted.group, state)),
  ])
  noteField(difference, 'owner', isOwner, isSame =>
    isSame ? undefined : { before: state.owner ?? String(state.uid), after: known(wanted.owner) ?? '' },
  )
  noteField(difference, 'group', isGroup, isSame =>
    isSame ? undefined : { before: state.group ?? String(state.gid), after: known(wanted.group) ?? '' },
  )
  return difference
}

/** Returns the change of a path whose attributes differ. */
export function attributesChange(path: string, { before, after, open }: Difference): Change {
  return { resource: `file:${path}`, action: 'update', before, after: { ...after, ...open } }
}

/**
 * Whether a file gets a new owner and the old one is not root. The old owner may have set a mode that would let them
 * use the file with the rights of the new owner.
 */
export function isGivenAway(state: FileState, { after }: Difference): boolean {
  return 'owner' in after && orUnknown(() => state.uid) !== 0
}

/**
 * Returns the mode for a written file: the wanted one, otherwise that of the replaced file, `present`. If the file is
 * given to another owner, the old mode loses the bits that would let others write it or run it with the new owner's
 * rights.
 */
export function writtenMode(
  wanted: string | Unknown | undefined,
  present: () => string,
  isGivenAway: boolean,
): string | Unknown {
  return orUnknown(() => {
    const mode = known(wanted)
    if (mode !== undefined && !isRelative(mode)) return resolveMode(mode, ANY_FILE)
    const own = isGivenAway ? withoutOthers(present()) : present()
    return mode === undefined ? own : resolveMode(mode, { mode: own, isDirectory: false })
  })
}

/** Returns the owner and group for a written file: the wanted ones, otherwise those of the replaced file. */
export function writtenAccount(
  { owner, group }: WantedAttributes,
  replaced: FileState | null,
): Pick<WantedAttributes, 'owner' | 'group'> {
  return {
    owner: owner ?? (replaced ? orUnknown(() => String(replaced.uid)) : undefined),
    group: group ?? (replaced ? orUnknown(() => String(replaced.gid)) : undefined),
  }
}

const ANY_FILE = { mode: '0644', isDirectory: false }

function withoutOthers(mode: string): string {
  return (Number.parseInt(mode, 8) & 0o755).toString(8).padStart(4, '0')
}

/** Returns the mode to set; undefined if it is already correct. */
function compareMode(wanted: string | undefined, now: string, isDirectory: boolean): string | undefined {
  const mode = wanted && resolveMode(wanted, { mode: now, isDirectory })
  return mode === now ? undefined : mode
}

/**
 * Returns the script that sets attributes of a path, and of a symbolic link itself, never of its target. `next` are
 * further commands that run while the file is held open as `"$d_pinned"`, through `d_run_pinned`. If the owner
 * changes, access control lists that the old owner may have set are removed.
 */
export function setAttributes(
  path: string,
  attributes: Attributes,
  { isLink = false, next = [] }: { isLink?: boolean; next?: readonly ShellText[] } = {},
): ShellText {
  const isGivenAway = attributes.owner !== undefined && !isLink
  const steps = [
    ...(isGivenAway
      ? [
          sh`d_has_lists= && { d_run_pinned d_is_trusted "$d_pinned" || d_run_pinned d_remove_lists "$d_pinned" || :; }`,
        ]
      : []),
    ...attributeSteps(attributes, isLink),
    ...(isGivenAway && attributes.mode !== undefined ? [sh`d_check_mode ${attributes.mode} ${path}`] : []),
    ...next,
  ]
  if (steps.length === 0) return sh``
  const hold = isLink ? sh`d_pinned=${`./${nameOf(path)}`}` : sh`d_pin ${nameOf(path)}`
  return sh`(d_enter ${parentOf(path)} && ${hold} && ${joinShell(steps, ' && ')})`
}

/** Returns the commands that set attributes of the open file `"$d_pinned"`. */
export function attributeSteps(attributes: Attributes, isLink = false): ShellText[] {
  const { mode, owner, group } = attributes
  const account = accountOf({ owner, group })
  const security = securitySteps(attributes, sh`"$d_pinned"`, isLink)
  return [
    ...security.first,
    ...(account === undefined
      ? []
      : [sh`d_run_pinned chown ${isLink ? sh`-h` : sh``} -- ${account} "$d_pinned"`]),
    // chmod runs after chown, because chown clears set-user-id bits.
    ...(mode === undefined || isLink ? [] : [sh`d_run_pinned chmod -- ${exactMode(mode)} "$d_pinned"`]),
    ...security.last,
  ]
}

async function isUser(host: ReadHost, given: WantedAttributes['owner'], state: FileState): Promise<boolean> {
  const wanted = known(given)
  if (wanted === undefined || wanted === state.owner) return true
  return (await accountId(host, wanted, userId)) === state.uid
}

async function isGroupOf(
  host: ReadHost,
  given: WantedAttributes['group'],
  state: FileState,
): Promise<boolean> {
  const wanted = known(given)
  if (wanted === undefined || wanted === state.group) return true
  return (await accountId(host, wanted, groupId)) === state.gid
}
