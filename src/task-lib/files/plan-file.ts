import { type Change, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { known, orUnknown, orUnknownAnswer, Unknown, UnknownValueError } from '../../values/unknown.ts'
import { type Difference, differs } from '../difference.ts'
import { MAX_DIFF, textChange } from '../text/text-change.ts'
import {
  type Attributes,
  attributesChange,
  compareAttributes,
  isGivenAway,
  knownAttributes,
  writtenAccount,
} from './attributes.ts'
import { digestOf, type FileSource } from './content.ts'
import { KIND_NAMES } from './describe-state.ts'
import { fileOutputs, md5Of } from './file-outputs.ts'
import { type SecurityAttributes, securityOf } from './security.ts'
import { modeOf, shownContent, type WantedFile } from './wanted-file.ts'
import { warned } from './warnings.ts'

/** The plan that `putFile` applies. */
export type FilePlan =
  | ({
      readonly do: 'write'
      readonly path: string
      readonly source: FileSource
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
      readonly backup: boolean
      readonly validate?: string | undefined
      /** The sha256 of the old file, null if there was none; absent if the path was a link. */
      readonly replaces?: string | null
    } & SecurityAttributes)
  | ({ readonly do: 'attributes'; readonly path: string } & Attributes)

/**
 * Compares a file with the wanted one; contents are compared by sha256. Pass the state as `seen` if it is known
 * already. In a dry run, differences may stay unknown if another difference is certain; throws UnknownValueError if
 * none is certain and the content may differ.
 */
export async function planFile(
  host: ReadHost,
  wanted: WantedFile,
  seen?: FileState | null,
): Promise<InSync | Plan<FilePlan>> {
  const asked = seen === undefined ? await host.ask(fileState(wanted.path, DIGEST)) : seen
  if (asked?.kind !== 'link' || !known(wanted.follow)) return planAt(host, wanted.path, wanted, asked)
  const path = (await host.ask(pathToChange(wanted.path))) ?? wanted.path
  return planAt(host, path, wanted, path === wanted.path ? asked : await host.ask(fileState(path, DIGEST)))
}

const DIGEST = { digest: 'sha256' } as const

async function planAt(
  host: ReadHost,
  path: string,
  wanted: WantedFile,
  state: FileState | null,
): Promise<InSync | Plan<FilePlan>> {
  if (state === null) return planNew(path, wanted)
  refuseOtherKind(path, state)
  if (known(wanted.force) === false) return inSync(fileOutputs(path, wanted, state, true))
  const file = state.kind === 'link' ? state.leadsTo : state
  const digest = file?.kind === 'file' ? await orUnknownAnswer(digestOf(host, path, file)) : undefined
  const isSame = orUnknown(() => known(digest) === known(wanted.content).sha256)
  const difference = await compareAttributes(host, path, file ?? state, wanted)
  const isCertain = isSame === false || Object.keys(difference.after).length > 0
  if (!isCertain && isSame instanceof Unknown) throw new UnknownValueError(isSame)
  if (isSame === true && !differs(difference)) return inSync(fileOutputs(path, wanted, state, true))
  if (isSame === true && state.kind === 'file') {
    return plan<FilePlan>(
      [attributesChange(path, difference)],
      { do: 'attributes', path, ...(difference.after as Attributes) },
      fileOutputs(path, wanted, state),
    )
  }
  return planReplacement(host, path, wanted, { state, digest: orUndefined(digest), difference })
}

async function planNew(path: string, wanted: WantedFile): Promise<Plan<FilePlan>> {
  const { owner, group, about } = wanted
  const mode = modeOf(wanted, null)
  const { sha256, size, bytes } = shownContent(wanted.content)
  const change: Change = {
    resource: `file:${path}`,
    action: 'create',
    before: null,
    after: { state: 'file', mode, ...omitUndefined({ owner, group, ...about }), size, sha256 },
    ...(bytes ? textChange(null, bytes) : {}),
  }
  const data = {
    ...writeOf(path, wanted, mode),
    ...knownAttributes({ owner, group, ...securityOf(wanted) }),
    replaces: null,
  }
  return plan<FilePlan>([change], data, {
    ...fileOutputs(path, wanted, null),
    ...(await md5Of(wanted)),
    ...warned(path, bytes, null),
  })
}

/** What exists at the path, and how its attributes differ from the wanted ones. */
interface Found {
  readonly state: FileState
  readonly digest: string | undefined
  readonly difference: Difference
}

async function planReplacement(
  host: ReadHost,
  path: string,
  wanted: WantedFile,
  { state, digest, difference }: Found,
): Promise<Plan<FilePlan>> {
  const isLink = state.kind === 'link'
  const mode = modeOf(wanted, isLink ? null : state, !isLink && isGivenAway(state, difference))
  const { sha256, size, bytes } = shownContent(wanted.content)
  const { owner, group } = writtenAccount(wanted, isLink ? null : state)
  const before = isLink
    ? { state: 'link', target: state.target ?? '' }
    : omitUndefined({ size: orUndefined(orUnknown(() => state.size)), sha256: digest })
  const present = orUnknown(() => state.mode)
  const isModeKept = isLink || mode instanceof Unknown || present instanceof Unknown || mode === present
  const modes = isModeKept ? { before: {}, after: {} } : { before: { mode: present }, after: { mode } }
  const after = isLink
    ? { state: 'file', mode, ...omitUndefined({ owner, group, ...wanted.about }), size, sha256 }
    : {
        size,
        sha256,
        ...omitUndefined(wanted.about ?? {}),
        ...difference.after,
        ...difference.open,
        ...modes.after,
      }
  const change: Change = {
    resource: `file:${path}`,
    action: 'update',
    before: isLink ? before : { ...before, ...difference.before, ...modes.before },
    after,
    ...(await diffOf(host, path, bytes, isLink ? (state.leadsTo ?? null) : state)),
  }
  const data = {
    ...writeOf(path, wanted, mode),
    // The new file gets the security context of the replaced one.
    ...knownAttributes({
      owner,
      group,
      ...securityOf(wanted),
      ...securityOf(difference.after as Attributes),
    }),
    ...(isLink ? {} : { replaces: digest ?? null }),
  }
  return plan<FilePlan>([change], data, {
    ...fileOutputs(path, wanted, state),
    mode,
    ...(await md5Of(wanted)),
    ...warned(path, bytes, state),
  })
}

/**
 * Returns the plan for writing a file. Unknown values, which occur only in dry runs, are replaced by defaults: a dry
 * run applies nothing.
 */
function writeOf(
  path: string,
  { content, backup, validate }: WantedFile,
  mode: string | Unknown,
): FilePlan & { do: 'write' } {
  return {
    do: 'write',
    path,
    source: content instanceof Unknown ? { text: '' } : content.source,
    mode: orUndefined(mode) ?? '0600',
    backup: orUndefined(backup) ?? false,
    ...omitUndefined({ validate: orUndefined(validate) }),
  }
}

function orUndefined<T>(value: T | Unknown): T | undefined {
  return value instanceof Unknown ? undefined : value
}

async function diffOf(
  host: ReadHost,
  path: string,
  bytes: Buffer | undefined,
  file: FileState | null,
): Promise<Pick<Change, 'text'>> {
  if (!bytes || !('text' in textChange(null, bytes))) return {}
  if (
    file !== null &&
    (file.kind !== 'file' || !(orUndefined(orUnknown(() => file.size > MAX_DIFF)) === false))
  )
    return {}
  const old = file === null ? null : await orUnknownAnswer(host.ask(fileContent(path)))
  return old instanceof Unknown ? {} : textChange(old, bytes)
}

function refuseOtherKind(path: string, state: FileState): void {
  if (state.kind === 'file' || state.kind === 'link') return
  throw new TaskError(`expected a file or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
    hint: 'move it away, or choose another path',
  })
}
