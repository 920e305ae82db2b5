import { chmodSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Change, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { digestOfFile } from '../../base/file-pieces.ts'
import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { known } from '../../values/unknown.ts'
import { digestOf } from '../files/content.ts'
import { type FoundEntry, treeOfHost } from '../files/entries.ts'
import { resolveMode } from '../files/mode.ts'
import { receiveFile } from '../files/receive-file.ts'
import type { Transfer } from './push.ts'
import { rsyncFilter } from './rsync-filter.ts'

/** A directory, file or link that is transferred to the controller; `to` is its absolute path there. */
export interface Incoming {
  readonly kind: 'directory' | 'file' | 'link'
  readonly to: string
  /** Four octal digits; absent to keep the mode. */
  readonly mode?: string
  readonly from?: string
  readonly sha256?: string
  readonly target?: string
}

/** Compares a file or directory of the host with the controller, by content. `dest` is absolute. */
export async function planPull(
  host: ReadHost,
  transfer: Transfer,
): Promise<InSync | Plan<readonly Incoming[]>> {
  const { src, dest } = transfer
  const state = await host.ask(fileState(plainPath(src), { digest: 'sha256' }))
  const found = state?.leadsTo ?? state
  if (found === null) throw new TaskError(`\`${src}\` does not exist on ${host.name}`)
  const outputs = { src, dest }
  const wanted =
    found.kind === 'directory'
      ? await directoryEntries(host, transfer, found.mode)
      : [
          {
            kind: 'file' as const,
            from: plainPath(src),
            to: isDirectory(dest) || dest.endsWith('/') ? join(dest, basename(src)) : dest,
            sha256: await digestOf(host, plainPath(src), found),
            ...modeIn(transfer, found.mode, false),
          },
        ]
  const incoming: Incoming[] = []
  const changes: Change[] = []
  for (const each of wanted) {
    const change = await changeOf(each)
    if (change === undefined) continue
    incoming.push(each)
    changes.push(change)
  }
  return incoming.length === 0 ? inSync(outputs) : plan(changes, incoming, outputs)
}

/** Applies the plan of `planPull`: parent directories come before their content, links come last. */
export async function receiveAll(host: Host, incoming: readonly Incoming[]): Promise<void> {
  for (const { to, mode } of incoming.filter(({ kind }) => kind === 'directory')) {
    mkdirSync(to, { recursive: true })
    if (mode !== undefined) chmodSync(to, Number.parseInt(mode, 8))
  }
  for (const { from, to, sha256, mode } of incoming.filter(({ kind }) => kind === 'file')) {
    const bits = mode === undefined ? (statOf(to)?.mode ?? 0o644) & 0o7777 : Number.parseInt(mode, 8)
    await receiveFile(host, { src: from ?? '', dest: to, sha256: sha256 ?? null, mode: bits })
  }
  for (const { to, target } of incoming.filter(({ kind }) => kind === 'link')) {
    rmSync(to, { force: true })
    symlinkSync(target ?? '', to)
  }
}

async function directoryEntries(host: ReadHost, transfer: Transfer, mode: string): Promise<Incoming[]> {
  const name = transfer.src.endsWith('/') ? '' : `${basename(transfer.src)}/`
  const isExcluded = rsyncFilter(transfer.excludes)
  const top = join(transfer.dest, name).replace(/(.)\/$/, '$1')
  const found = (await treeOfHost(host, plainPath(transfer.src))).filter(
    ({ path, kind }) =>
      !isExcluded(`${name}${path}`, kind === 'directory') && (kind !== 'link' || transfer.keepsLinks),
  )
  refuseOutside(found)
  const from = (path: string): string => `${plainPath(transfer.src)}/${path}`
  return [
    { kind: 'directory', to: top, ...modeIn(transfer, mode, true) },
    ...found.map((entry): Incoming => {
      const to = join(top, entry.path)
      if (entry.kind === 'directory')
        return { kind: 'directory', to, ...modeIn(transfer, known(entry.mode), true) }
      if (entry.kind === 'link') return { kind: 'link', to, target: entry.target }
      const { sha256 } = known(entry.content)
      return {
        kind: 'file',
        from: from(entry.path),
        to,
        sha256,
        ...modeIn(transfer, known(entry.mode), false),
      }
    }),
  ]
}

/**
 * Throws TaskError if a listed path would be outside the destination, by its name or through a link: the listing of a
 * host is not trusted.
 */
function refuseOutside(found: readonly FoundEntry[]): void {
  const directories = new Set(found.filter(({ kind }) => kind === 'directory').map(({ path }) => path))
  for (const { path } of found) {
    const parent = dirname(path)
    // safety: `synchronize` refuses a path from the host that leads outside the destination
    if (path.split('/').includes('..') || (parent !== '.' && !directories.has(parent)))
      throw new TaskError(`the host lists \`${path}\`, which is not in a directory of its own`)
  }
}

function modeIn({ keepsModes, directoryMode, fileMode }: Transfer, source: string, isDirectory: boolean) {
  const asked = isDirectory ? directoryMode : fileMode
  if (asked !== undefined) return { mode: resolveMode(asked, { mode: source, isDirectory }) }
  return keepsModes ? { mode: source } : {}
}

/**
 * Returns the change on the controller; undefined if nothing differs. Throws TaskError if a file of another kind exists
 * at the path.
 */
async function changeOf({ kind, to, mode, sha256, target }: Incoming): Promise<Change | undefined> {
  const found = statOf(to)
  const resource = `local:${to}`
  const isKind =
    found === undefined ||
    (kind === 'directory' && found.isDirectory()) ||
    (kind === 'file' && found.isFile()) ||
    (kind === 'link' && !found.isDirectory())
  if (!isKind)
    throw new TaskError(
      `expected a ${kind} or nothing at \`${to}\` on the controller, found something else`,
      {
        hint: 'move it away, or choose another `dest`',
      },
    )
  const after = { state: kind, ...(mode && { mode }), ...(sha256 && { sha256 }), ...(target && { target }) }
  if (found === undefined) return { resource, action: 'create', before: null, after }
  const isModeSame = mode === undefined || (found.mode & 0o7777) === Number.parseInt(mode, 8)
  if (kind === 'directory')
    return isModeSame ? undefined : { resource, action: 'update', before: {}, after: { mode: mode ?? '' } }
  if (kind === 'link') {
    const old = found.isSymbolicLink() ? readlinkSync(to) : null
    return old === target ? undefined : { resource, action: 'update', before: { target: old }, after }
  }
  const old = await digestOfFile(to, 'sha256')
  return old === sha256 && isModeSame
    ? undefined
    : { resource, action: 'update', before: { sha256: old }, after }
}

function isDirectory(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false
}

function statOf(path: string) {
  return lstatSync(path, { throwIfNoEntry: false })
}
