import { dirname } from 'node:path'
import type { Answer } from '../shell/exchange.ts'
import type { FileWrite } from './files/file-write.ts'
import type { NewFile } from './files/new-files.ts'

/** A new file that may be written together with others. */
export interface PendingWrite extends NewFile {
  /** Called just before the file is sent in a batch. */
  readonly onWrite: () => void
  /** Writes the file in a request of its own. Throws the error of this file. */
  readonly alone: () => Promise<unknown>
}

interface QueuedWrite extends PendingWrite {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** The most files, and bytes, in one request. */
const MAX_FILES = 100
const MAX_BYTES = 128 * 1024

/** Returns whether a file can be written together with others: it is new and needs no backup or validation. */
export function isPlainNew({ replaces, validate, backup }: FileWrite): boolean {
  return replaces === null && validate === undefined && !backup
}

/**
 * Collects the new files of one turn of the event loop, and writes those of one directory in one request. If one of
 * them cannot be written, each file that is not in place is then written in a request of its own.
 */
export class FileWriteBatcher {
  readonly #send: (files: readonly PendingWrite[]) => Promise<Answer>
  #waiting: QueuedWrite[] = []

  /** `send` resolves with the response to the script of `putNew`. */
  constructor(send: (files: readonly PendingWrite[]) => Promise<Answer>) {
    this.#send = send
  }

  write(file: PendingWrite): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush())
      this.#waiting.push({ ...file, resolve, reject })
    })
  }

  #flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const group of groupsOf(waiting)) void this.#writeTogether(group)
  }

  async #writeTogether(group: readonly QueuedWrite[]): Promise<void> {
    let answer: Answer
    try {
      answer = await this.#send(group)
    } catch (error) {
      for (const { reject } of group) reject(error)
      return
    }
    const placed = new Set(answer.status === 0 ? group.keys() : numbersIn(answer.stdout.toString()))
    for (const [number, { alone, resolve, reject }] of group.entries()) {
      if (placed.has(number)) resolve()
      else alone().then(resolve, reject)
    }
  }
}

function numbersIn(text: string): number[] {
  return text.split('\n').filter(Boolean).map(Number)
}

function groupsOf(waiting: readonly QueuedWrite[]): QueuedWrite[][] {
  const groups: QueuedWrite[][] = []
  const open = new Map<string, { group: QueuedWrite[]; bytes: number; paths: Set<string> }>()
  for (const each of waiting) {
    const directory = dirname(each.file.path)
    const last = open.get(directory)
    const size = each.bytes.length
    if (
      last &&
      last.group.length < MAX_FILES &&
      last.bytes + size <= MAX_BYTES &&
      !last.paths.has(each.file.path)
    ) {
      last.group.push(each)
      last.bytes += size
      last.paths.add(each.file.path)
      continue
    }
    const group = [each]
    open.set(directory, { group, bytes: size, paths: new Set([each.file.path]) })
    groups.push(group)
  }
  return groups
}
