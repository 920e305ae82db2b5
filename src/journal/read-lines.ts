import { closeSync, readSync } from 'node:fs'
import { parseFloatJson } from '../base/float-json.ts'
import { InputError } from '../errors.ts'
import { openOwnFile } from './own-file.ts'

/** The value of a line of JSON and its number; the first line is number 1. */
export interface NumberedLine {
  readonly number: number
  readonly value: unknown
}

/**
 * Yields the lines of a journal, which may be larger than memory. An incomplete last line is left out. So are all
 * lines from one that a crash of the machine damaged.
 */
export function* journalLines(file: string, onTorn?: OnTorn): Generator<NumberedLine> {
  const { fd } = openOwnFile(file, 'journal')
  try {
    yield* linesOfJson(fd, file, onTorn)
  } finally {
    closeSync(fd)
  }
}

/** Receives the number of a complete line that is not JSON. This line and all lines after it are left out. */
export type OnTorn = (number: number) => void

/** Yields the lines of an open file, regardless of its owner. */
export function* linesOfJson(fd: number, file: string, onTorn?: OnTorn): Generator<NumberedLine> {
  let number = 0
  for (const line of textLinesOf(fd, file)) {
    number += 1
    let value: unknown
    try {
      value = parseFloatJson(line)
    } catch {
      onTorn?.(number)
      return
    }
    yield { number, value }
  }
}

function* textLinesOf(fd: number, file: string): Generator<string> {
  const chunk = Buffer.allocUnsafe(CHUNK)
  let parts: Buffer[] = []
  let size = 0
  for (let count = readSync(fd, chunk); count > 0; count = readSync(fd, chunk)) {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1 && end < count; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]).toString()
      parts = []
      size = 0
      from = end + 1
    }
    parts.push(Buffer.from(chunk.subarray(from, count)))
    size += count - from
    if (size > MAX_LINE) throw new InputError(`a line of the journal \`${file}\` is longer than 64 MB`)
  }
}

/** The number of bytes that are read at once. */
const CHUNK = 1024 * 1024

const MAX_LINE = 64 * CHUNK
