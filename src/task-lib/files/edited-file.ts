import { isUtf8 } from 'node:buffer'
import type { InSync, Plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { contentOf } from './content.ts'
import { KIND_NAMES } from './describe-state.ts'
import { type FilePlan, planFile, type WantedFile } from './plan-file.ts'

/** A text file that a task type edits. */
export interface EditedFile {
  /** Where it is, links followed. */
  readonly path: string
  /** Null if there is no file. */
  readonly state: FileState | null
  /** Empty if there is no file. A file that is not UTF-8 is read byte for byte, as Latin-1. */
  readonly text: string
  readonly encoding: 'utf8' | 'latin1'
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
  const state = isLink ? (asked.leadsTo ?? null) : asked
  const kind = (state?.leadsTo ?? state)?.kind
  if (real === null)
    throw new TaskError(`\`${named}\` is a broken link to \`${asked?.target ?? ''}\``, {
      hint: 'remove it, or create the directory of its target, in an earlier task',
    })
  if (kind !== undefined && kind !== 'file' && kind !== 'link')
    throw new TaskError(`expected a file at \`${real}\`, found a ${KIND_NAMES[kind]}`)
  const content = bytes ?? Buffer.alloc(0)
  const encoding = isUtf8(content) ? 'utf8' : 'latin1'
  return { path: real, state, text: content.toString(encoding), encoding }
}

/** Text of a param as the text of the file would have it. */
export function inEncoding({ encoding }: EditedFile, value: string): string {
  return encoding === 'utf8' ? value : Buffer.from(value).toString('latin1')
}

/** Compares a file with the text that it should have; `putFile` carries the plan out. */
export function planEdited(
  host: ReadHost,
  { path, state, encoding }: EditedFile,
  next: string,
  options: Omit<WantedFile, 'path' | 'content'> = {},
): Promise<InSync | Plan<FilePlan>> {
  return planFile(host, { ...options, path, content: contentOf(Buffer.from(next, encoding)) }, state)
}
