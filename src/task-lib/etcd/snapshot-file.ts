import { createHash } from 'node:crypto'
import type { LocalFile } from '../../authoring/project.ts'

/** The digest of a snapshot file, and whether it is complete: etcd appends the sha256 of the database to the file. */
export interface SnapshotFile {
  /** The sha256 of the whole file, in hex. */
  readonly sha256: string
  /** False if the checksum at the end does not match the database, or is missing. */
  readonly isWhole: boolean
}

const CHECKSUM = 32
/** The size of the database is a multiple of this number of bytes. */
const PAGE = 512

/** Reads an etcd snapshot on the controller as a stream, so the memory needed does not depend on its size. */
export async function readSnapshot(file: LocalFile): Promise<SnapshotFile> {
  const whole = createHash('sha256')
  const database = createHash('sha256')
  let tail = Buffer.alloc(0)
  for await (const part of file.open()) {
    whole.update(part)
    const both = Buffer.concat([tail, part])
    const end = Math.max(0, both.length - CHECKSUM)
    database.update(both.subarray(0, end))
    tail = Buffer.from(both.subarray(end))
  }
  const isWhole = file.size % PAGE === CHECKSUM && database.digest().equals(tail)
  return { sha256: whole.digest('hex'), isWhole }
}
