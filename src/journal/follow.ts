import { closeSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout } from 'node:timers/promises'
import type { RunEvent } from '../engine/state/events.ts'
import { InputError } from '../errors.ts'
import { isHeld } from './active-run.ts'
import { isEvent } from './events.ts'
import { journalFile, journalFolder } from './folder.ts'
import { openOwnFile } from './own-file.ts'

/** Milliseconds between two reads of a journal. */
const INTERVAL = 200

const CHUNK = 1024 * 1024

/**
 * Yields the events of a run as they are written, from the first one until the run or its process has ended. Throws
 * InputError if the journal does not exist or is damaged.
 */
export async function* followEvents(run: string): AsyncGenerator<RunEvent> {
  const folder = journalFolder()
  const file = journalFile(folder, run)
  const { fd } = openOwnFile(file, 'journal')
  try {
    const lines = newLines(fd)
    for (;;) {
      // Checked before reading, so that everything that is written before the lock is released is read.
      const isActive = isHeld(folder, run)
      for (const line of lines()) {
        const event = eventIn(line, file)
        if (event) yield event
        if (event?.type === 'run.end') return
      }
      if (!isActive) return
      await setTimeout(INTERVAL)
    }
  } finally {
    closeSync(fd)
  }
}

/** Returns a function that yields the lines that were completed since its last call. */
function newLines(fd: number): () => Generator<string> {
  const decoder = new StringDecoder()
  const chunk = Buffer.allocUnsafe(CHUNK)
  let begun = ''
  return function* () {
    for (let count = readSync(fd, chunk); count > 0; count = readSync(fd, chunk)) {
      const parts = (begun + decoder.write(chunk.subarray(0, count))).split('\n')
      begun = parts.pop() ?? ''
      yield* parts
    }
  }
}

/** Returns the event in a line; undefined for the first line, which is the head of the journal. */
function eventIn(line: string, file: string): RunEvent | undefined {
  const value = parsed(line)
  if (isHead(value)) return undefined
  if (isEvent(value)) return value
  throw new InputError(`a line of the journal \`${file}\` is not an event of a run`)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isHead(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'journal'
}
