import { createHash } from 'node:crypto'
import type { RawAnswer } from '../../src/authoring/testing.ts'

/**
 * Returns the output of coreutils 9.1 (stat, sha256sum, cat) for the probes of a file with this text, or of a path
 * that does not exist (`null`). The mode (in hex, with the file type), owner and group can be set.
 */
export function capturedFile(
  path: string,
  text: string | null,
  { mode = '81a4', owner = 'root', uid = 0 } = {},
): Record<string, RawAnswer> {
  if (text === null) return { [`state of ${path}`]: '\0', [`content of ${path}`]: '' }
  const sum = createHash('sha256').update(text).digest('hex')
  const times = '1795947259:1795947259:1795947259:4333631:65024'
  return {
    [`state of ${path}`]: ` 1:rw\0${mode}:${uid}:${uid}:${Buffer.byteLength(text)}:${times}:1:${owner}:${owner}\0${sum}  ${path}\0`,
    [`content of ${path}`]: `\n${text}`,
  }
}

/** Returns stat's output for the state of a directory. */
export function capturedDirectory(
  path: string,
  { mode = '41ed', owner = 'root', uid = 0 } = {},
): Record<string, RawAnswer> {
  const times = '1795947248:1795947248:1795947248:4325645:65024'
  return { [`state of ${path}`]: ` 1:rwx\0${mode}:${uid}:${uid}:4096:${times}:2:${owner}:${owner}\0` }
}

/** Returns stat's output for the state of a symbolic link to a file. */
export function capturedLink(path: string, target: string): Record<string, RawAnswer> {
  const stat = '0:0:8:1795947244:1795947244:1795947244:4327670:65024:1:root:root'
  return { [`state of ${path}`]: ` 1:rw\0a1ff:${stat}\0${target}\x0081a4:${stat}\0` }
}
