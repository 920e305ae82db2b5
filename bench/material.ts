import { createCipheriv, createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A small file of a tree. */
export interface SmallFile {
  readonly name: string
  readonly content: string
}

/** Returns that number of files of two kilobytes, in twenty directories. */
export function filesOfTree(count: number): SmallFile[] {
  return Array.from({ length: count }, (_, id) => ({
    name: `d${id % 20}/f${id}`,
    content: `${`${id} `.repeat(Math.floor(2048 / `${id} `.length))}\n`,
  }))
}

/** Writes a tree into a new directory. */
export function writeTree(folder: string, count: number): void {
  for (const { name, content } of filesOfTree(count)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

const MEBIBYTE = 1024 * 1024

/** Writes a file of that number of MiB with incompressible content, the same each time. Returns its SHA-256 in hex. */
export function writeBig(path: string, megabytes: number): string {
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  const digest = createHash('sha256')
  const file = openSync(path, 'w')
  for (let written = 0; written < megabytes; written += 1) {
    const block = noise.update(Buffer.alloc(MEBIBYTE))
    digest.update(block)
    writeSync(file, block)
  }
  closeSync(file)
  return digest.digest('hex')
}
