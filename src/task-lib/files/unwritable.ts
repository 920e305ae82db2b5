import { posix } from 'node:path'
import type { Change, Plan } from '../../authoring/plan.ts'
import { parseResource, type Resource } from '../../authoring/resource.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { ownAccount } from '../../remote/probes/account.ts'
import { attributeFlags } from '../../remote/probes/describe.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'

/** A path that a plan must be able to change, and how. */
interface Need {
  readonly path: string
  /**
   * `entry`: the path is created or removed in its directory. `content`: its content is replaced, and its owner
   * stays. `inside`: names in it are created or removed. `attributes`: its mode, owner or times are set.
   */
  readonly of: 'entry' | 'content' | 'inside' | 'attributes'
  /** The wanted owner; absent if the task does not set one. */
  readonly owner?: string | undefined
}

/**
 * Throws TaskError if the user of the session could not apply a plan: a directory is not writable, a file belongs to
 * another user, a file system is mounted read-only, or a file is immutable.
 */
export async function refuseUnwritable(host: ReadHost, plan: Plan): Promise<void> {
  const reason = await orUnknownAnswer(whyUnwritable(host, plan))
  if (reason && !(reason instanceof Unknown)) throw reason
}

/**
 * Returns why the user of the session cannot apply a plan; undefined if no reason is found. Also used to explain why
 * an apply failed.
 */
export async function whyUnwritable(host: ReadHost, { changes }: Plan): Promise<TaskError | undefined> {
  const needs = changes.flatMap(needsOf)
  if (needs.length === 0) return undefined
  const created = changes.filter(({ action }) => action === 'create')
  const made = new Set(created.map(({ resource }) => parseResource(resource).name))
  const paths = [...new Set(needs.flatMap(({ path }) => [path, ...ancestorsOf(path)]))]
  const [answers, account] = await Promise.all([host.ask(fileStates(paths)), host.ask(ownAccount)])
  const states = new Map(paths.map((path, nth) => [path, answers[nth] ?? null]))
  for (const need of needs) {
    const reason = await reasonAgainst({ host, account, states, created: made }, need)
    if (reason) return reason
  }
  return undefined
}

/** What the reasons are derived from: the user of the session and the states of all paths. */
interface PermissionContext {
  readonly host: ReadHost
  readonly account: ReturnType<typeof ownAccount.parse>
  readonly states: ReadonlyMap<string, FileState | null>
  /** Paths that the plan itself creates. */
  readonly created: ReadonlySet<string>
}

async function reasonAgainst(
  context: PermissionContext,
  { path, of, owner }: Need,
): Promise<TaskError | undefined> {
  const { states, created: made } = context
  const own = states.get(path) ?? null
  if (of === 'attributes') {
    const reason = own === null ? undefined : await reasonAgainstAttributes(context, path, own.leadsTo ?? own)
    return reason ?? reasonAgainstOwner(context, owner)
  }
  const places = of === 'inside' ? [path] : ancestorsOf(path)
  const parent = places.find(above => made.has(above) || states.get(above))
  // Anything that the plan itself creates is writable for its user.
  if (parent === undefined || made.has(parent)) return undefined
  const state = states.get(parent) ?? null
  const directory = state?.leadsTo ?? state
  if (directory?.kind !== 'directory') return undefined
  if (!/w.*x/.test(directory.access)) return unwritable(context, parent, directory)
  const reason =
    own === null || of === 'inside' ? undefined : await whyKept(context, { path, of }, own, directory)
  return reason ?? reasonAgainstOwner(context, owner)
}

function reasonAgainstOwner(
  { account }: PermissionContext,
  owner: string | undefined,
): TaskError | undefined {
  if (account.uid === 0 || owner === undefined || [account.user, String(account.uid)].includes(owner))
    return undefined
  return new TaskError(`\`${account.user}\` may not change the owner of files to \`${owner}\``, {
    hint: BECOME,
  })
}

/** Returns why an entry of a writable directory cannot be replaced or removed; undefined if it can. */
async function whyKept(
  context: PermissionContext,
  { path, of }: Need,
  own: FileState,
  directory: FileState,
): Promise<TaskError | undefined> {
  const isSticky = (Number.parseInt(directory.mode, 8) & 0o1000) !== 0
  const isClosed = own.kind === 'file' && !own.access.includes('w')
  const { account } = context
  const isOthers = account.uid !== 0 && account.uid !== own.uid
  const isKept = isSticky && account.uid !== directory.uid
  // The new file would belong to the session's user: only root can change owners.
  const isGiven = of === 'content' && own.kind === 'file'
  if (isOthers && (isKept || isGiven)) {
    const what = of === 'content' ? 'replace' : 'remove'
    return new TaskError(`\`${account.user}\` may not ${what} \`${path}\`, which is ${ownerOf(own)}'s`, {
      hint: BECOME,
    })
  }
  return isClosed && mayWrite(account.uid, own) ? unwritable(context, path, own) : undefined
}

/** Whether the mode allows a user to write to a file. */
function mayWrite(uid: number, own: FileState): boolean {
  return uid === 0 || (uid === own.uid && (Number.parseInt(own.mode, 8) & 0o200) !== 0)
}

async function reasonAgainstAttributes(
  context: PermissionContext,
  path: string,
  own: FileState,
): Promise<TaskError | undefined> {
  const { account } = context
  if (account.uid === 0)
    return own.access.includes('w') || own.kind === 'link' ? undefined : unwritable(context, path, own)
  if (account.uid === own.uid || Number.isNaN(own.uid)) return undefined
  return new TaskError(
    `\`${account.user}\` may not set mode and owner of \`${path}\`, which is ${ownerOf(own)}'s`,
    {
      hint: BECOME,
    },
  )
}

async function unwritable(
  { host, account }: PermissionContext,
  path: string,
  state: FileState,
): Promise<TaskError> {
  const { attr_flags = '' } = await host.ask(attributeFlags(path))
  if (attr_flags.includes('i')) {
    return new TaskError(`\`${path}\` is immutable`, { hint: `\`chattr -i ${path}\` makes it writable` })
  }
  if (mayWrite(account.uid, state)) {
    return new TaskError(`the file system at \`${path}\` is read-only`, {
      hint: 'mount it writable, or choose another path',
    })
  }
  return new TaskError(`\`${account.user}\` may not write to \`${path}\``, { hint: BECOME })
}

const BECOME = 'set `become: true`, or run the task as another user'

function ownerOf({ owner, uid }: FileState): string {
  return owner ?? `user ${uid}`
}

/** The files that store accounts and packages. */
const KEPT_IN: Readonly<Partial<Record<Resource['kind'], string>>> = {
  user: '/etc/passwd',
  group: '/etc/group',
  package: '/var/lib/dpkg/status',
}

function needsOf(change: Change): Need[] {
  const { resource, action } = change
  const { kind, name: path } = parseResource(resource)
  const keptIn = KEPT_IN[kind]
  if (keptIn !== undefined) return [{ path: keptIn, of: 'entry' }]
  if ((kind !== 'file' && kind !== 'certificate') || !path.startsWith('/')) return []
  if (action === 'extract') return [{ path, of: 'inside' }]
  const owner = typeof change.after?.owner === 'string' ? { owner: change.after.owner } : {}
  if (['create', 'delete', 'ensure'].includes(action)) return [{ path, of: 'entry', ...owner }]
  if (isReplaced(change)) return [{ path, of: 'content', ...owner }]
  return [{ path, of: 'attributes', ...owner }]
}

/** Whether the content is replaced, and not only mode or owner. */
function isReplaced({ resource, after, text }: Change): boolean {
  const fields = Object.keys(after ?? {})
  return (
    parseResource(resource).kind === 'certificate' ||
    text !== undefined ||
    fields.some(field => ['sha256', 'size', 'from', 'version', 'src'].includes(field))
  )
}

/** Returns the parent directories of a path, the closest first. */
function ancestorsOf(path: string): string[] {
  const found: string[] = []
  for (let above = path; above !== '/'; ) {
    above = posix.dirname(above)
    found.push(above)
  }
  return found
}
