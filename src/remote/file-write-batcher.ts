import { dirname } from 'node:path'
import type { Answer } from '../shell/exchange.ts'
import type { FileWrite } from './files/file-write.ts'
import type { NewFile } from './files/new-files.ts'

/** A new file to be written with others. */
export interface PendingWrite extends NewFile {
  /** Called just before the file is sent with others. */
  readonly onWrite: () => void
  /** Writes it by itself, and throws what is wrong with it. */
  readonly alone: () => Promise<unknown>
}

interface Waiting extends PendingWrite {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** The most files, and bytes, that travel together. */
const MAX_FILES = 100
const MAX_BYTES = 128 * 1024

/** Whether a file can be batched with others: it needs no backup, comparison or validation. */
export function isPlainNew({ replaces, validate, backup }: FileWrite): boolean {
  return replaces === null && validate === undefined && !backup
}

/**
 * Gathers the new files of one turn of the event loop and writes those of a directory in one. One that cannot be written
 * takes none of its neighbours with it: then each that is not in place is written alone.
 */
export class FileWriteBatcher {
  readonly #send: (files: readonly PendingWrite[]) => Promise<Answer>
  #waiting: Waiting[] = []

  /** `send` resolves with the answer to the script of `putNew`. */
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

  async #writeTogether(group: readonly Waiting[]): Promise<void> {
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

function groupsOf(waiting: readonly Waiting[]): Waiting[][] {
  const groups: Waiting[][] = []
  const open = new Map<string, { group: Waiting[]; bytes: number; paths: Set<string> }>()
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
