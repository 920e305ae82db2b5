import type { Status } from '../../engine/state/events.ts'

/** The data of a report page. Its strings are already escaped: they contain no control characters. */
export interface PageData {
  readonly format: 'drover report 1'
  readonly run: PageRun
  readonly hosts: readonly string[]
  readonly plays: readonly { readonly name: string; readonly place: string }[]
  readonly tasks: readonly PageTask[]
  /** The results. Equal results of several hosts and tasks are stored once. */
  readonly details: readonly Detail[]
  /** The changes; equal ones are stored once. */
  readonly changes: readonly ShownChange[]
  readonly warnings: readonly { readonly message: string; readonly host?: string }[]
}

/** The data about the run as a whole. */
export interface PageRun {
  readonly id: string
  /** `run`, `dry run`, `plan` or `verify`. */
  readonly kind: string
  readonly isCheckMode: boolean
  /** When the run started, in ISO 8601. */
  readonly time: string
  /** The user who started it, and on which machine. */
  readonly who?: string
  readonly cwd?: string
  readonly version: string
  readonly playbooks: readonly string[]
  /** The exit code; absent if the run did not end. */
  readonly exitCode?: number
  readonly milliseconds: number
  /** The options of the command line; absent if they were not stored. */
  readonly options?: readonly (readonly [name: string, value: string])[]
  /** The most characters shown of one output; absent if none is shortened. */
  readonly shortenedTo?: number
}

/** A task of a play with its results, or a repetition of one in the same play. */
export interface PageTask {
  /** The number of its play. */
  readonly play: number
  readonly name: string
  /** The file, line and column: `site.yml:12:5`. */
  readonly place: string
  readonly type: string
  readonly isHandler?: true
  /** The lines of the task in the playbook; absent if it did not fail. */
  readonly source?: { readonly line: number; readonly lines: readonly string[] }
  /** When its first host started and its last host ended, in milliseconds since the start of the run. */
  readonly begin: number
  readonly end: number
  /**
   * Three numbers for each host: the number of the host, the index of the result in `details`, and the milliseconds.
   */
  readonly cells: readonly number[]
}

/** The shown part of the result of a task, or of one item of its loop. */
export interface Detail {
  readonly status: Status
  readonly item?: string
  readonly message?: string
  readonly hint?: string
  readonly isIgnored?: true
  readonly isRescued?: true
  /** Set for a failed action whose outcome is unknown. */
  readonly isUnclear?: true
  /** Set in a dry run: the changes were predicted, not made. */
  readonly isPredicted?: true
  readonly delegatedTo?: string
  /** The exit code and the output of a command. */
  readonly rc?: number
  readonly stdout?: string
  readonly stderr?: string
  /** Indexes in `changes` of the page data. */
  readonly changes?: readonly number[]
  /** The results of the items of a loop. */
  readonly items?: readonly Detail[]
}

/** A change in the form in which the page shows it. */
export interface ShownChange {
  readonly resource: string
  readonly action: string
  /** The change in one line. */
  readonly summary: string
  /** The lines of a unified diff, or the fields that differ. */
  readonly diff: readonly string[]
}
