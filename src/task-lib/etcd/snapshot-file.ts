import { createHash } from 'node:crypto'
import type { LocalFile } from '../../authoring/project.ts'

/** What the end of a snapshot is worth: etcd appends the sha256 of the database to it. */
export interface SnapshotFile {
  /** Of the whole file. */
  readonly sha256: string
  /** False if the checksum at the end does not match the database, or is missing. */
  readonly isWhole: boolean
}

const CHECKSUM = 32
/** The size of the database is one of whole pages. */
const PAGE = 512

/** Reads a snapshot of etcd on the controller, in constant memory. */
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
