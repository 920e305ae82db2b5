import type { Readable, Writable } from 'node:stream'

/** The result of a script: its exit status and its complete output, byte for byte. */
export interface Answer {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** Content of any size. It is opened when it is sent. */
export interface LocalContent {
  /** In bytes. */
  readonly size: number
  readonly open: () => Readable
}

/** A running program that gives a shell on its standard streams. */
export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Its local process; undefined if it has none. */
  readonly pid: number | undefined
  /** Settles when the program has ended and its output is read: its exit status, null if a signal ended it. */
  readonly ended: Promise<number | null>
  /** Ends it at once, with all that it started itself. */
  readonly kill: () => void
  /**
   * From now on its end is its alone. What it started by then is not: the proxy of a connection that is kept, and that
   * others may use by now.
   */
  readonly spareOthers: () => void
}
