import type { InSync, Plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { type FileText, textOf } from '../text/file-text.ts'
import { contentOf } from './content.ts'
import { KIND_NAMES } from './describe-state.ts'
import { throughLink } from './path-attributes.ts'
import { type FilePlan, planFile } from './plan-file.ts'
import type { WantedFile } from './wanted-file.ts'

/** A text file that a task type edits. */
export interface EditedFile extends FileText {
  /** Where it is, links followed. */
  readonly path: string
  /** Null if there is no file. */
  readonly state: FileState | null
  /** Empty if there is no file. */
  readonly text: string
}

/**
 * Reads the text file at an absolute path to edit it, through links. With `follow` false, a link itself is what `planEdited`
 * replaces. Throws TaskError if something else is at the path, or a broken link that is to be followed.
 */
export async function readEdited(
  host: ReadHost,
  path: string,
  { follow = true }: { readonly follow?: boolean } = {},
): Promise<EditedFile> {
  const named = plainPath(path)
  const [asked, bytes] = await Promise.all([
    host.ask(fileState(named, { digest: 'sha256' })),
    host.ask(fileContent(named)),
  ])
  const isLink = follow && asked?.kind === 'link'
  const real = isLink ? await host.ask(pathToChange(named)) : named
  const state = follow ? throughLink(asked) : asked
  const kind = (state?.leadsTo ?? state)?.kind
  if (real === null) throw brokenLink(named, asked)
  if (kind !== undefined && kind !== 'file' && kind !== 'link')
    throw new TaskError(`expected a file at \`${real}\`, found a ${KIND_NAMES[kind]}`)
  return { path: real, state, ...textOf(bytes ?? Buffer.alloc(0)) }
}

/** The error for a link that leads into a directory that does not exist: what it leads to can be neither edited nor made. */
export function brokenLink(path: string, state: FileState | null): TaskError {
  return new TaskError(`\`${path}\` is a broken link to \`${state?.target ?? ''}\``, {
    hint: 'remove it, or create the directory of its target, in an earlier task',
  })
}

/** Compares a file with the text that it should have; `putFile` carries the plan out. */
export function planEdited(
  host: ReadHost,
  { path, state, toBytes }: EditedFile,
  next: string,
  options: Omit<WantedFile, 'path' | 'content'> = {},
): Promise<InSync | Plan<FilePlan>> {
  return planFile(host, { ...options, path, content: contentOf(toBytes(next)) }, state)
}
