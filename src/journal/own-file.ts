import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { ownId } from '../base/owned-folder.ts'
import { InputError } from '../errors.ts'

/** An open file. The caller closes it. */
export interface OpenFile {
  readonly fd: number
  readonly size: number
}

/**
 * Opens a plan or journal that Drover itself has written. Because its content is executed, throws InputError for a
 * link, a pipe, and a file that another user owns or can write.
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

/** Reads a plan or journal as text. Throws InputError like `openOwnFile`, and for a file of more than `most` bytes. */
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
    // Without `O_NONBLOCK`, opening a pipe would wait for a process that writes to it.
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
