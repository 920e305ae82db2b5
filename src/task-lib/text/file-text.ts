import { isUtf8 } from 'node:buffer'

/** The bytes of a file as text that is edited. */
export interface FileText {
  readonly text: string
  /** The text of a param as it would be read from the file. */
  readonly inFile: InFile
  readonly toBytes: (text: string) => Buffer
  /** A text of the file as messages show it. */
  readonly shown: (text: string) => string
}

interface InFile {
  (text: string): string
  (text: string | undefined): string | undefined
}

/** The encodings of text files that a task may name, as Python names them. */
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
 * How the bytes of a file are edited as text: as UTF-8 if they are UTF-8, otherwise byte for byte as Latin-1, and the texts of params
 * likewise.
 */
export function textOf(old: Buffer): FileText {
  return textIn(old, 'utf-8')
}

/** As `textOf`, for a file in a given encoding. */
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
