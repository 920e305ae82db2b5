import { showSize } from '../../base/bytes.ts'
import { TaskError } from '../../errors.ts'
import { shownUrl } from '../downloads/download.ts'

/** The default limit for the content of an archive, in bytes. */
export const MOST_BYTES = 10 * 1024 ** 3

/** The maximum number of entries in an archive. */
export const MOST_MEMBERS = 200_000

/** The maximum depth of an entry, and the maximum length of a path in bytes, which is Linux's. */
export const MOST_DEPTH = 256
export const LONGEST_PATH = 4096

/** Limits for resolving a link: the number of path components, and of further links. No useful link needs more. */
export const MOST_STEPS = 256
export const MOST_LINKS = 8

/** The maximum number of links to other directories: the host needs some time to check each of them. */
export const MOST_FAR_LINKS = 20_000

/** Returns the error for an archive that is refused before anything is extracted. */
export function refused(archive: string, reason: string, hint?: string): TaskError {
  return new TaskError(`the archive \`${shownUrl(archive)}\` is refused: ${reason}`, {
    hint: hint ?? 'nothing was extracted; get the archive from a source you trust, or repack it',
  })
}

/** Returns the error for an archive whose content is larger than `max_size` allows. */
export function tooLarge(archive: string, most: number): TaskError {
  return refused(
    archive,
    `its content is larger than ${showSize(most)}`,
    'nothing was extracted; raise `max_size` if this size is expected',
  )
}

/** Returns the error for an archive with more entries than `MOST_MEMBERS`. */
export function tooMany(archive: string): TaskError {
  return refused(archive, `it contains more than ${MOST_MEMBERS} files`, 'nothing was extracted; split it')
}
