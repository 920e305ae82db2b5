import { basename } from 'node:path'
import { type Change, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import type { Project } from '../../authoring/project.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import { known } from '../../values/unknown.ts'
import { placeOfCopy, withParents } from '../files/copies.ts'
import { contentOfLocal, treeOfProject } from '../files/entries.ts'
import { resolveMode } from '../files/mode.ts'
import { planFile } from '../files/plan-file.ts'
import { planTree, putTree, readStates, type TreePlan, type WantedEntry } from '../files/put-tree.ts'
import { fileRemoval, removeFiles } from '../files/remove-files.ts'
import { rsyncFilter } from './rsync-filter.ts'
import type { RsyncOptions } from './rsync-options.ts'

/** The request of a `synchronize` task. */
export interface Transfer extends RsyncOptions {
  /** As in rsync, a slash at the end means the content of the directory. */
  readonly src: string
  readonly dest: string
  readonly deletes: boolean
  readonly copiesLinks: boolean
  readonly keepsLinks: boolean
  readonly keepsModes: boolean
}

/** The plan that `putPush` applies. */
export interface PushPlan {
  readonly tree: TreePlan
  readonly removes: readonly string[]
}

/** As with rsync, encrypted files stay encrypted. */
const AS_IT_IS = { decrypts: false } as const

/** Compares a file or directory of the controller with the host, by content. */
export async function planPush(
  host: ReadHost,
  project: Project,
  transfer: Transfer,
): Promise<InSync | Plan<PushPlan>> {
  const { src, dest } = transfer
  const local = await project.file(src.replace(/(.)\/+$/, '$1'), AS_IT_IS)
  if (local.isDirectory) return planDirectory(host, project, transfer, local.mode)
  const copy = { force: true, follow: false, backup: false }
  const [{ path, seen, parents }, content] = await Promise.all([
    placeOfCopy(host, dest, src, copy),
    contentOfLocal(src, local),
  ])
  const file = { path, content, ...attributesOf(transfer, local.mode, false) }
  const result = withParents(await planFile(host, file, seen), parents, { src })
  if (result.kind === 'in-sync') return result
  return { ...result, data: { tree: result.data, removes: [] } }
}

/** Applies the plan of `planPush`. Deletions come last. */
export async function putPush(host: Host, project: Project, { tree, removes }: PushPlan): Promise<void> {
  await putTree(host, project, tree)
  await removeFiles(host, removes)
}

async function planDirectory(
  host: ReadHost,
  project: Project,
  transfer: Transfer,
  mode: string,
): Promise<InSync | Plan<PushPlan>> {
  const root = plainPath(transfer.dest)
  // Paths for patterns start with the name of the directory, unless only its content is synchronized.
  const name = transfer.src.endsWith('/') ? '' : `${basename(transfer.src)}/`
  const top = plainPath(`${root}/${name}`)
  const isExcluded = rsyncFilter(transfer.excludes)
  const found = await treeOfProject(project, transfer.src, transfer.copiesLinks, AS_IT_IS.decrypts)
  const kept = found.filter(
    ({ path, kind }) =>
      !isExcluded(`${name}${path}`, kind === 'directory') && (kind !== 'link' || transfer.keepsLinks),
  )
  const entries: WantedEntry[] = [
    ...(top === root ? [] : [{ kind: 'directory' as const, path: root, mode: '0755', holds: {} }]),
    directory(top, transfer, mode),
  ]
  for (const entry of kept) {
    const path = `${top}/${entry.path}`
    const { owner, group } = transfer
    if (entry.kind === 'directory') entries.push(directory(path, transfer, known(entry.mode)))
    else if (entry.kind === 'link') entries.push({ kind: 'link', path, target: entry.target, owner, group })
    else
      entries.push({
        kind: 'file',
        path,
        content: entry.content,
        ...attributesOf(transfer, known(entry.mode), false),
      })
  }
  const outputs = { src: transfer.src, dest: root }
  const removes = transfer.deletes
    ? await surplus(host, top, new Set(kept.map(({ path }) => path)), (path, isDirectory) =>
        isExcluded(`${name}${path}`, isDirectory),
      )
    : []
  const tree = await planTree(host, entries, outputs)
  if (tree.kind === 'in-sync' && removes.length === 0) return inSync(outputs)
  const removals: Change[] = removes.map(fileRemoval)
  const nothing: TreePlan = { directories: [], links: [], files: [], attributes: [] }
  const made = tree.kind === 'plan' ? tree : plan<TreePlan>([], nothing, outputs)
  return { ...made, changes: [...made.changes, ...removals], data: { tree: made.data, removes } }
}

function directory(path: string, transfer: Transfer, source: string): WantedEntry {
  const { mode, newMode = '0755', owner, group } = attributesOf(transfer, source, true)
  return { kind: 'directory', path, mode: mode ?? newMode, owner, group, holds: { mode, owner, group } }
}

/**
 * Returns mode, owner and group of an entry. If modes are not kept, a new entry gets the mode of its source, restricted
 * by the umask 022.
 */
function attributesOf(
  { keepsModes, owner, group, directoryMode, fileMode }: Transfer,
  source: string,
  isDirectory: boolean,
) {
  const asked = isDirectory ? directoryMode : fileMode
  const mode = asked === undefined ? source : resolveMode(asked, { mode: source, isDirectory })
  const isSet = keepsModes || asked !== undefined
  const masked = (Number.parseInt(mode, 8) & 0o755).toString(8).padStart(4, '0')
  return isSet ? { mode, owner, group } : { mode: undefined, newMode: masked, owner, group }
}

/**
 * Returns the paths below a directory of the host that are neither wanted nor excluded. A directory stands for its
 * content if all of that is removed.
 */
async function surplus(
  host: ReadHost,
  top: string,
  wanted: ReadonlySet<string>,
  isExcluded: (path: string, isDirectory: boolean) => boolean,
): Promise<string[]> {
  const state = await host.ask(fileState(top))
  if ((state?.leadsTo ?? state)?.kind !== 'directory') return []
  const extra = (await host.ask(pathsBelow(top))).filter(path => !wanted.has(path))
  const states = await readStates(
    host,
    extra.map(path => `${top}/${path}`),
  )
  const kept = extra.filter((path, at) => isExcluded(path, states[at]?.kind === 'directory'))
  const isFree = (path: string): boolean => !kept.some(each => each === path || each.startsWith(`${path}/`))
  const gone = new Set(extra.filter(isFree))
  const isTopmost = (path: string): boolean => {
    const parts = path.split('/')
    return !parts.some((_, at) => at > 0 && gone.has(parts.slice(0, at).join('/')))
  }
  return [...gone].filter(isTopmost).map(path => `${top}/${path}`)
}
