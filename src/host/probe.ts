import type { ShellText } from './shell.ts'

/** What a script left behind: its exit status and all that it printed, byte for byte. */
export interface Answer {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** A read-only question to a host and how to read its answer. */
export interface Probe<T> {
  /** What is asked, for messages: `state of /etc/hosts`. */
  readonly title: string
  readonly script: ShellText
  /** The exit statuses that are answers; any other means "could not look" and is an error. Default: 0 alone. */
  readonly answers?: readonly number[]
  /** Reads the answer; pure, so that it can be tested on captured output. */
  readonly parse: (answer: Answer) => T
}

/** Declares a probe; the script must only read. */
export function probe<T>(declaration: Probe<T>): Probe<T> {
  return declaration
}
