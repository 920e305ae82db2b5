import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { LocalFile } from '../../authoring/project.ts'
import { cachedByVersion } from '../../base/cached-by-version.ts'
import { isEncrypted } from '../../base/encrypted-file.ts'
import type { Controller } from '../../functions/controller.ts'

/** Returns a project file with decrypted content if it is encrypted. Throws InputError if no key fits. */
export function decryptedFile(file: LocalFile, controller: Controller): LocalFile {
  if (file.isDirectory || !startsEncrypted(file.path)) return file
  const { bytes } = controller.read(file.path)
  const digest = (algorithm: string) => async () => createHash(algorithm).update(bytes).digest('hex')
  return {
    ...file,
    isSecret: true,
    size: bytes.length,
    open: () => Readable.from([bytes]),
    file: undefined,
    read: async () => bytes,
    sha256: digest('sha256'),
    sha1: digest('sha1'),
    md5: digest('md5'),
  }
}

/** The number of bytes that are enough to recognize an encrypted file. */
const START = 64

/** Whether a file starts like an encrypted one. Cached, because all hosts of a run read the same files. */
const startsEncrypted = cachedByVersion(path => {
  const start = Buffer.alloc(START)
  const fd = openSync(path, 'r')
  try {
    return isEncrypted(start.subarray(0, readSync(fd, start)))
  } finally {
    closeSync(fd)
  }
})
