import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { ownId } from '../base/owned-folder.ts'
import { InputError } from '../errors.ts'

/** A file that is open, to be closed by whoever asked for it. */
export interface OpenFile {
  readonly fd: number
  readonly size: number
}

/**
 * Opens a file that Drover itself has written, a plan or a journal. Throws InputError for what may not be that: a link, a pipe, or a
 * file that another user owns or may write, since what is in it is carried out.
 */
export function openOwnFile(path: string, what: string): OpenFile {
  const fd = openOrRefuse(path, what)
  const refuse = (reason: string, hint: string): never => {
    closeSync(fd)
    throw new InputError(`the ${what} \`${path}\` ${reason}`, { hint })
  }
  const found = fstatSync(fd)
  if (!found.isFile()) return refuse('is not a regular file', `name a file that contains a ${what}`)
  const own = ownId()
  // safety: a plan or journal of another user is refused
  if (found.uid !== own && found.uid !== 0) {
    return refuse(
      `belongs to the user ${found.uid}, but you are ${own}`,
      `its content is executed: check it, then make a copy of your own, \`install -m 600 ${path} NEW\``,
    )
  }
  if ((found.mode & 0o022) !== 0) {
    return refuse(
      'is writable by other users',
      `its content is executed: check it, then \`chmod 600 ${path}\``,
    )
  }
  return { fd, size: found.size }
}

/** Reads such a file, of no more than that many bytes, as text. */
export function readOwnFile(path: string, what: string, most: number): string {
  const { fd, size } = openOwnFile(path, what)
  try {
    if (size > most) {
      throw new InputError(`the ${what} \`${path}\` has ${size >> 20} MB, over the limit of ${most >> 20}`)
    }
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}

function openOrRefuse(path: string, what: string): number {
  try {
    // A pipe would keep us waiting for whoever writes to it.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ELOOP')
      throw new InputError(`the ${what} \`${path}\` is a symbolic link`, {
        hint: 'name the file itself',
        cause,
      })
    throw new InputError(`the ${what} \`${path}\` cannot be read: ${message}`, { cause })
  }
}
