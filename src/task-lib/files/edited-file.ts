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

/** The text file that a task edits. */
export interface EditedFile extends FileText {
  /** The path of the file after all links are followed. */
  readonly path: string
  /** Null if the file does not exist. */
  readonly state: FileState | null
  /** The content; empty if the file does not exist. */
  readonly text: string
}

/**
 * Reads a text file at an absolute path so that it can be edited. Symbolic links are followed; with `follow: false`,
 * `planEdited` replaces the link itself. Throws TaskError if the path is not a file, or for a broken link that is to
 * be followed.
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

/**
 * Returns the error for a symbolic link whose target is in a directory that does not exist. Such a target can be
 * neither edited nor created.
 */
export function brokenLink(path: string, state: FileState | null): TaskError {
  return new TaskError(`\`${path}\` is a broken link to \`${state?.target ?? ''}\``, {
    hint: 'remove it, or create the directory of its target, in an earlier task',
  })
}

/** Compares a file with its wanted text. `putFile` applies the plan. */
export function planEdited(
  host: ReadHost,
  { path, state, toBytes }: EditedFile,
  next: string,
  options: Omit<WantedFile, 'path' | 'content'> = {},
): Promise<InSync | Plan<FilePlan>> {
  return planFile(host, { ...options, path, content: contentOf(toBytes(next)) }, state)
}
