import type { Readable, Writable } from 'node:stream'

/** The result of a script: its exit status and its complete output, byte for byte. */
export interface Answer {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** Content of any size. It is opened when it is sent. */
export interface LocalContent {
  /** The size in bytes. */
  readonly size: number
  readonly open: () => Readable
  /** The path of a file on the controller that has these bytes, if there is one: sending it then takes less time. */
  readonly file?: string | undefined
}

/** A running program that provides a shell on its standard streams. */
export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** The id of its local process; undefined if it has none. */
  readonly pid: number | undefined
  /** Settles when the program has ended and its output is read: its exit status, null if a signal ended it. */
  readonly ended: Promise<number | null>
  /** Ends the program immediately, including the processes that it started. */
  readonly kill: () => void
  /**
   * From now on, `kill` ends only the program itself. The processes that it started are spared, such as the proxy of
   * a persistent connection, which other sessions may use by then.
   */
  readonly spareOthers: () => void
}
