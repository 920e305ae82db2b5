import { isUtf8 } from 'node:buffer'

/** The content of a file, decoded so that it can be edited as text. */
export interface FileText {
  readonly text: string
  /** Converts the string of a param to the form in which the file was decoded, so that the two can be compared. */
  readonly inFile: InFile
  readonly toBytes: (text: string) => Buffer
  /** Converts a string of the file to the form for messages. */
  readonly shown: (text: string) => string
}

interface InFile {
  (text: string): string
  (text: string | undefined): string | undefined
}

/** The encodings that a task may set for a text file, under Python's names. */
export const TEXT_ENCODINGS = [
  'utf-8',
  'utf8',
  'ascii',
  'latin-1',
  'latin1',
  'iso-8859-1',
  'utf-16-le',
] as const

/**
 * Decodes a file for editing: as UTF-8 if it is valid UTF-8, otherwise byte for byte as Latin-1. `inFile` converts the
 * strings of params accordingly.
 */
export function textOf(old: Buffer): FileText {
  return textIn(old, 'utf-8')
}

/** Decodes a file as `textOf` does, but in a given encoding. */
export function textIn(old: Buffer, name: (typeof TEXT_ENCODINGS)[number]): FileText {
  const isBytes = /utf-?8|ascii/.test(name) && !isUtf8(old)
  const encoding = isBytes ? 'latin1' : nativeName(name)
  function inFile(text: string): string
  function inFile(text: string | undefined): string | undefined
  function inFile(text: string | undefined): string | undefined {
    return text === undefined || !isBytes ? text : Buffer.from(text, 'utf8').toString('latin1')
  }
  return {
    text: old.toString(encoding),
    inFile,
    toBytes: text => Buffer.from(text, encoding),
    shown: text => (isBytes ? Buffer.from(text, 'latin1').toString('utf8') : text),
  }
}

function nativeName(name: (typeof TEXT_ENCODINGS)[number]): 'utf8' | 'latin1' | 'utf16le' {
  if (name === 'utf-16-le') return 'utf16le'
  return /latin|iso/.test(name) ? 'latin1' : 'utf8'
}
