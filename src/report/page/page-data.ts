import type { Status } from '../../engine/state/events.ts'

/** What the page of a report shows: texts are as they are shown, without control characters. */
export interface PageData {
  readonly format: 'drover report 1'
  readonly run: PageRun
  readonly hosts: readonly string[]
  readonly plays: readonly { readonly name: string; readonly place: string }[]
  readonly tasks: readonly PageTask[]
  /** Results, each once for all hosts and tasks with the same. */
  readonly details: readonly Detail[]
  /** Changes, each once. */
  readonly changes: readonly ShownChange[]
  readonly warnings: readonly { readonly message: string; readonly host?: string }[]
}

export interface PageRun {
  readonly id: string
  /** `run`, `dry run`, `plan` or `verify`. */
  readonly kind: string
  readonly isCheckMode: boolean
  /** When it began, ISO 8601. */
  readonly time: string
  /** Who started it, and where. */
  readonly who?: string
  readonly cwd?: string
  readonly version: string
  readonly playbooks: readonly string[]
  /** Absent if it did not end. */
  readonly exitCode?: number
  readonly milliseconds: number
  /** The options that it was started with; absent if they were not kept. */
  readonly options?: readonly (readonly [name: string, value: string])[]
  /** The most characters of one output that are shown, if some are longer. */
  readonly shortenedTo?: number
}

export interface PageTask {
  /** Its play, by number. */
  readonly play: number
  readonly name: string
  /** `site.yml:12:5` */
  readonly place: string
  readonly type: string
  readonly isHandler?: true
  /** Its lines in the playbook, if it failed. */
  readonly source?: { readonly line: number; readonly lines: readonly string[] }
  /** When its first host began and its last one ended, in milliseconds since the beginning of the run. */
  readonly begin: number
  readonly end: number
  /** For each host three numbers: that of the host, that of the result among the details, and its milliseconds. */
  readonly cells: readonly number[]
}

/** What is shown of the result of a task, or of one item of its loop. */
export interface Detail {
  readonly status: Status
  readonly item?: string
  readonly message?: string
  readonly hint?: string
  readonly isIgnored?: true
  readonly isRescued?: true
  /** The outcome of a failed action is unknown. */
  readonly isUnclear?: true
  /** Nothing was done: it is what would change. */
  readonly isPredicted?: true
  readonly delegatedTo?: string
  /** The exit code of a command, and what it printed. */
  readonly rc?: number
  readonly stdout?: string
  readonly stderr?: string
  /** By number. */
  readonly changes?: readonly number[]
  /** The results of the items of a loop. */
  readonly items?: readonly Detail[]
}

export interface ShownChange {
  readonly resource: string
  readonly action: string
  /** What happens, in one line. */
  readonly summary: string
  /** The lines of a unified diff, or of the fields that differ. */
  readonly diff: readonly string[]
}
