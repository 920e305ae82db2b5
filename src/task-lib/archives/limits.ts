import { showSize } from '../../base/bytes.ts'
import { TaskError } from '../../errors.ts'
import { shownUrl } from '../downloads/download.ts'

/** The default limit for the content of an archive, in bytes. */
export const MOST_BYTES = 10 * 1024 ** 3

/** The most things that are looked at in an archive. */
export const MOST_MEMBERS = 200_000

/** How deep they may lie, and how long a path may be, in bytes: what Linux has for both. */
export const MOST_DEPTH = 256
export const LONGEST_PATH = 4096

/** No link that leads to something useful has more parts, or leads through more links. */
export const MOST_STEPS = 256
export const MOST_LINKS = 8

/** The most links that lead to more than a neighbour: to check each takes a host a moment. */
export const MOST_FAR_LINKS = 20_000

/** An archive is refused before anything of it is extracted. */
export function refused(archive: string, reason: string, hint?: string): TaskError {
  return new TaskError(`the archive \`${shownUrl(archive)}\` is refused: ${reason}`, {
    hint: hint ?? 'nothing was extracted; get the archive from a source you trust, or repack it',
  })
}

/** What would come out of an archive is more than its task lets be. */
export function tooLarge(archive: string, most: number): TaskError {
  return refused(
    archive,
    `its content is larger than ${showSize(most)}`,
    'nothing was extracted; raise `max_size` if this size is expected',
  )
}

/** What an archive holds is more than is looked at. */
export function tooMany(archive: string): TaskError {
  return refused(archive, `it contains more than ${MOST_MEMBERS} files`, 'nothing was extracted; split it')
}
