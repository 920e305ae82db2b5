import { TaskError } from '../errors.ts'
import type { Host, ReadHost } from '../host/host.ts'
import { fileState } from '../host/probes/file.ts'
import { fileContent } from '../host/probes/read.ts'
import { pathToChange } from '../host/probes/real-path.ts'
import type { FileState } from '../host/probes/stat-line.ts'
import { sh } from '../host/shell.ts'
import { type Attributes, compareAttributes, setAttributes } from './attributes.ts'
import { digestHex, type PlannedContent, unpackContent } from './content.ts'
import { given } from './given.ts'
import { resolveMode } from './mode.ts'
import { type Change, type InSync, inSync, type Outputs, type Plan, plan } from './plan.ts'
import type { Project } from './project.ts'
import { warned } from './put-warnings.ts'
import { MAX_DIFF, textChange } from './text-change.ts'

/** A whole file as it shall be on the host. */
export interface WantedFile extends Attributes {
  /** Absolute. */
  readonly path: string
  readonly sha256: string
  readonly size: number
  /** How the bytes get there. */
  readonly source: FileSource
  /** The bytes, where they are at hand, for the diff. */
  readonly bytes?: Buffer
  /** The mode of a new file where none is asked for; default `0644`. */
  readonly newMode?: string
  /** False leaves a file that is there as it is. */
  readonly force?: boolean | undefined
  /** True writes through a link at the path instead of replacing it. */
  readonly follow?: boolean | undefined
  readonly backup?: boolean | undefined
  readonly validate?: string | undefined
}

/** Content in the plan itself, a file of the project that is opened when it is sent, or a file of the host. */
export type FileSource = PlannedContent | { readonly file: string } | { readonly host: string }

/** What `putFile` carries out. */
export type FilePlan =
  | {
      readonly do: 'write'
      readonly path: string
      readonly source: FileSource
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
      readonly backup: boolean
      readonly validate?: string | undefined
      /** The sha256 that was seen; absent where a link was. */
      readonly replaces?: string | null
    }
  | ({ readonly do: 'attributes'; readonly path: string } & Attributes)

/** Compares a whole file with what is on the host, bytes by their sha256. `seen` saves asking again. */
export async function planFile(
  host: ReadHost,
  wanted: WantedFile,
  seen?: FileState | null,
): Promise<InSync | Plan<FilePlan>> {
  const path = wanted.follow ? ((await host.ask(pathToChange(wanted.path))) ?? wanted.path) : wanted.path
  const state =
    seen !== undefined && path === wanted.path ? seen : await host.ask(fileState(path, { digest: 'sha256' }))
  if (state === null) return planNew(path, wanted)
  refuseOdd(path, state)
  if (wanted.force === false) return inSync(outputsOf(path, wanted, state))
  const file = state.kind === 'link' ? state.leadsTo : state
  const digest = file?.kind === 'file' ? await digestOf(host, path, file) : undefined
  const hasContent = digest === wanted.sha256
  const difference = await compareAttributes(host, file ?? state, wanted)
  const differs = Object.keys(difference.after).length > 0
  if (hasContent && !differs) return inSync(outputsOf(path, wanted, state))
  if (hasContent && state.kind === 'file') {
    return plan<FilePlan>(
      [{ resource: `file:${path}`, action: 'update', ...difference }],
      { do: 'attributes', path, ...(difference.after as Attributes) },
      outputsOf(path, wanted, state),
    )
  }
  return planReplacement(host, path, wanted, state, digest, difference)
}

/** Carries out what `planFile` found. */
export async function putFile(host: Host, project: Project, data: FilePlan): Promise<void> {
  const put = await openFile(project, data)
  await put(host)
}

/** Reads what `putFile` needs of the project, small files whole; what it resolves with carries the plan out. */
export async function openFile(project: Project, data: FilePlan): Promise<(host: Host) => Promise<unknown>> {
  if (data.do === 'attributes') {
    return async host => {
      await host.run(setAttributes(data.path, data), { title: `set mode and owner of ${data.path}` })
    }
  }
  const { source, path, mode, owner, group, backup, validate, replaces } = data
  if ('host' in source) {
    const from = source.host
    const script = sh`[ -f ${from} ] || { echo ${`${from} is not there`} >&2; exit 1; }
cat < ${from} > "$t"`
    const content = { title: `copy ${from} to ${path}`, script }
    return host => host.write({ path, content, mode, owner, group, backup, validate, replaces })
  }
  const file = 'file' in source ? await project.file(source.file) : unpackContent(source)
  const content = 'read' in file && file.size <= SMALL ? await file.read() : file
  return host => host.write({ path, content, mode, owner, group, backup, validate, replaces })
}

/**
 * Carries out what `planFile` found of small files of one directory that belong together, whose content is in their plans: those
 * that are written are put in place at once.
 */
export async function putFilesTogether(host: Host, plans: readonly FilePlan[]): Promise<void> {
  const files = plans.flatMap(data => {
    if (data.do !== 'write') return []
    const { source, path, mode, owner, group, backup, validate, replaces } = data
    if ('file' in source || 'host' in source) throw new TypeError(`the content of ${path} is not at hand`)
    return [{ path, content: unpackContent(source), mode, owner, group, backup, validate, replaces }]
  })
  const [first, ...along] = files
  if (first) await host.write(along.length > 0 ? { ...first, along } : first)
  for (const data of plans) {
    if (data.do === 'attributes')
      await host.run(setAttributes(data.path, data), { title: `set mode and owner of ${data.path}` })
  }
}

/** Bytes up to which a file is read whole. */
const SMALL = 64 * 1024

/** The digest of a regular file that was seen: from its state, else from its bytes where the host has no tool. */
export async function digestOf(
  host: ReadHost,
  path: string,
  state: FileState,
  algorithm = 'sha256',
): Promise<string> {
  if (state.digest !== undefined) return state.digest
  const bytes = await host.ask(fileContent(path))
  return bytes === null ? '' : digestHex(bytes, algorithm)
}

function planNew(path: string, wanted: WantedFile): Plan<FilePlan> {
  const mode = modeOf(wanted, null)
  const { owner, group, sha256, size, source, backup = false, validate } = wanted
  const change: Change = {
    resource: `file:${path}`,
    action: 'create',
    before: null,
    after: { state: 'file', mode, ...given({ owner, group }), size, sha256 },
    ...(wanted.bytes ? textChange(null, wanted.bytes) : {}),
  }
  return plan<FilePlan>(
    [change],
    { do: 'write', path, source, mode, ...given({ owner, group, validate }), backup, replaces: null },
    { ...outputsOf(path, wanted, null), ...warned(path, wanted.bytes, null) },
  )
}

async function planReplacement(
  host: ReadHost,
  path: string,
  wanted: WantedFile,
  state: FileState,
  digest: string | undefined,
  difference: { before: object; after: object },
): Promise<Plan<FilePlan>> {
  const isLink = state.kind === 'link'
  const { source, backup = false, validate, sha256, size } = wanted
  const isGivenAway = 'owner' in difference.after && state.uid !== 0
  const seen = isGivenAway && !isLink ? { ...state, mode: withoutOthers(state.mode) } : state
  const mode = modeOf(wanted, isLink ? null : seen)
  // A replaced file keeps the owner it had, unless another is asked for.
  const owner = wanted.owner ?? (isLink ? undefined : String(state.uid))
  const group = wanted.group ?? (isLink ? undefined : String(state.gid))
  const before = isLink
    ? { state: 'link', target: state.target ?? '' }
    : { size: state.size, sha256: digest ?? '' }
  const isModeKept = isLink || mode === state.mode
  const after = isLink
    ? { state: 'file', mode, ...given({ owner, group }), size, sha256 }
    : { size, sha256, ...difference.after, ...(isModeKept ? {} : { mode }) }
  const change: Change = {
    resource: `file:${path}`,
    action: 'update',
    before: isLink
      ? before
      : { ...before, ...difference.before, ...(isModeKept ? {} : { mode: state.mode }) },
    after,
    ...(await diffOf(host, path, wanted, isLink ? (state.leadsTo ?? null) : state)),
  }
  return plan<FilePlan>(
    [change],
    {
      do: 'write',
      path,
      source,
      mode,
      ...given({ owner, group, validate }),
      backup,
      ...(isLink ? {} : { replaces: digest ?? null }),
    },
    { ...outputsOf(path, wanted, seen), ...warned(path, wanted.bytes, state) },
  )
}

async function diffOf(
  host: ReadHost,
  path: string,
  wanted: WantedFile,
  file: FileState | null,
): Promise<Pick<Change, 'text'>> {
  if (!wanted.bytes || !('text' in textChange(null, wanted.bytes))) return {}
  if (file !== null && (file.kind !== 'file' || file.size > MAX_DIFF)) return {}
  return textChange(file === null ? null : await host.ask(fileContent(path)), wanted.bytes)
}

function modeOf(wanted: WantedFile, state: FileState | null): string {
  const present = state?.mode ?? wanted.newMode ?? '0644'
  return wanted.mode === undefined ? present : resolveMode(wanted.mode, { mode: present, isDirectory: false })
}

/** The mode that an owner who is one no more has set, without what would let others write, or run it as the new one. */
function withoutOthers(mode: string): string {
  return (Number.parseInt(mode, 8) & 0o755).toString(8).padStart(4, '0')
}

function outputsOf(path: string, wanted: WantedFile, state: FileState | null): Outputs {
  const keeps = state?.kind === 'file' ? state : null
  return {
    dest: path,
    path,
    state: 'file',
    mode: wanted.force === false && keeps ? keeps.mode : modeOf(wanted, keeps),
    owner: wanted.owner ?? keeps?.owner ?? undefined,
    group: wanted.group ?? keeps?.group ?? undefined,
    size: wanted.size,
    sha256: wanted.sha256,
  }
}

function refuseOdd(path: string, state: FileState): void {
  if (state.kind === 'file' || state.kind === 'link') return
  throw new TaskError(`expected a file or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
    hint: 'move it away, or choose another path',
  })
}

/** Kinds of files as messages name them. */
export const KIND_NAMES: Readonly<Record<FileState['kind'], string>> = {
  file: 'file',
  directory: 'directory',
  link: 'symbolic link',
  fifo: 'named pipe',
  socket: 'socket',
  block: 'block device',
  char: 'character device',
}
