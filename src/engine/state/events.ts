import type { Change } from '../../authoring/plan.ts'

/**
 * How a task ended on a host. `unknown` occurs only in a dry run: the status depends on a result that only a real run
 * has.
 */
export type Status = 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable' | 'unknown'

/** Identifies a task in events. */
export interface TaskRef {
  /** The location of the task, such as `playbooks/site.yml:12:5`. It is the same for all hosts and in every run. */
  readonly task: string
  readonly name: string
  /** The name of the task type, such as `file`. */
  readonly taskType: string
}

/** The events of a run, in the order in which they happen. Reporters, journals and programs receive them. */
export type RunEvent =
  | {
      readonly type: 'run.start'
      readonly time: string
      /** The version of these events. It increases when a field or an event is removed or changes its meaning, but not when one is added. */
      readonly events: 1
      /** The unique id of the run. */
      readonly run: string
      readonly playbooks: readonly string[]
      readonly isCheckMode: boolean
      readonly version: string
    }
  | {
      readonly type: 'play.start'
      readonly time: string
      readonly play: string
      readonly place: string
      readonly hosts: readonly string[]
      /**
       * The number of the play's tasks, without handlers. Absent if it depends on includes that are read during the
       * run.
       */
      readonly tasks?: number
    }
  | ({
      readonly type: 'task.start'
      readonly time: string
      readonly hosts: readonly string[]
      readonly isHandler: boolean
    } & TaskRef)
  | ({
      readonly type: 'task.output'
      readonly time: string
      readonly host: string
      readonly stream: 'stdout' | 'stderr'
      readonly line: string
    } & TaskRef)
  | ({
      readonly type: 'task.retry'
      readonly time: string
      readonly host: string
      readonly attempt: number
      readonly attempts: number
    } & TaskRef)
  /** A task that runs as a job waits for that job. */
  | ({
      readonly type: 'task.wait'
      readonly time: string
      readonly host: string
      readonly job: string
      /** How long the job has run so far, in whole seconds. */
      readonly seconds: number
      /** The maximum duration of the job, in seconds. */
      readonly limit: number
    } & TaskRef)
  /** The progress of a long transfer, download or archive operation, about once per second. Not written to journals. */
  | ({
      readonly type: 'task.progress'
      readonly time: string
      readonly host: string
      readonly work: string
      readonly bytes: number
      /** The total number of bytes, if known. */
      readonly total?: number
      /** Bytes per second since the previous event. */
      readonly rate: number
    } & TaskRef)
  /** A task starts to wait for something. Not written to journals. */
  | ({
      readonly type: 'task.pending'
      readonly time: string
      readonly host: string
      readonly waitsFor: string
      /** The maximum wait in seconds, if there is a limit. */
      readonly limit?: number
    } & TaskRef)
  /** Drover starts to connect to a host. Not written to journals. */
  | { readonly type: 'connect.start'; readonly time: string; readonly host: string }
  /** The host answered, or the connection failed. Not written to journals. */
  | {
      readonly type: 'connect.end'
      readonly time: string
      readonly host: string
      readonly isConnected: boolean
    }
  /** A plan with changes is about to be carried out. */
  | ({
      readonly type: 'apply.start'
      readonly time: string
      readonly host: string
      /** Set for an action: a digest that identifies it. The same action has the same digest in every run. */
      readonly action?: string
      /** The id of the job, if the task runs as a job on the host. */
      readonly job?: string
    } & TaskRef)
  /** An action was carried out. */
  | ({
      readonly type: 'apply.end'
      readonly time: string
      readonly host: string
      readonly action: string
      /** Absent if it contains a secret. */
      readonly outputs?: { readonly [field: string]: unknown }
    } & TaskRef)
  | TaskResultEvent
  /** The lines of a task in its file. This event comes once, before the first failure of the task. */
  | {
      readonly type: 'task.source'
      readonly time: string
      readonly task: string
      /** The number of the first line. */
      readonly line: number
      readonly lines: readonly string[]
    }
  /** The task notified handlers, which will run later. */
  | ({
      readonly type: 'task.notify'
      /** The names of the handlers. */
      readonly names: readonly string[]
      readonly time: string
      readonly host: string
      /** The key of the task. It is the same in every run. */
      readonly key: string
      /** The locations of these handlers. */
      readonly handlers: readonly string[]
    } & TaskRef)
  /** A guard begins on a host: from now on, changes can be rolled back. */
  | { readonly type: 'guard.start'; readonly time: string; readonly host: string }
  /** A guard ends: the changes are kept, or were rolled back. */
  | {
      readonly type: 'guard.end'
      readonly time: string
      readonly host: string
      readonly isKept: boolean
    }
  | ({ readonly type: 'task.end'; readonly time: string } & TaskRef)
  /** Drover gathers the facts of a host outside of the play, because a task on another host refers to them. */
  | { readonly type: 'facts'; readonly time: string; readonly host: string; readonly for: string }
  | {
      readonly type: 'warning'
      readonly time: string
      readonly message: string
      readonly host?: string
      /** The location of the play, if the warning is that it is skipped because it has no hosts. */
      readonly play?: string
    }
  | RunEndEvent

/** How a task, or one item of its loop, ended on a host. */
export interface TaskResultEvent extends TaskRef {
  readonly type: 'task.result'
  readonly time: string
  readonly host: string
  readonly status: Status
  readonly changes: readonly Change[]
  /** The loop item of this result, shown as its label; absent for the result of the whole task. */
  readonly item?: string
  /** Why the task was skipped, failed or is unknown, or the message of a `debug`. */
  readonly message?: string
  readonly hint?: string
  /** Set if the task itself changed nothing: `changed` is then a prediction, and `unknown` depends on a real run. */
  readonly isPredicted?: true
  /** The value of the task's `diff`, if it is set: whether differences of content are shown. */
  readonly isDiffShown?: boolean
  /** Set if `no_log` hides the output of the task. */
  readonly isHidden?: true
  /** Set on a failure with an unknown outcome. */
  readonly isUnclear?: true
  /** True if a failure was ignored (`ignore_errors`). */
  readonly isIgnored: boolean
  /** True if a `rescue` handles the failure. */
  readonly isRescued: boolean
  /** The host on which the task ran, if it is another host (`delegate_to`). */
  readonly delegatedTo?: string
  /** The duration from binding the params to the final result, in whole milliseconds. */
  readonly milliseconds: number
  /** The registered result without what `no_log` hides. */
  readonly outputs: { readonly [field: string]: unknown }
}

/** The number of tasks of a host for each status. A task with a loop counts once. */
export interface Tally {
  ok: number
  changed: number
  skipped: number
  failed: number
  unreachable: number
  rescued: number
  ignored: number
  /** Greater than 0 only in a dry run. */
  unknown: number
}

/** The cost of the sessions with one host, as counted by the sessions. */
interface SessionCost {
  readonly connections: number
  readonly requests: number
  readonly roundTrips: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

/** The last event of a run: its exit code, and the counts of each host. */
export interface RunEndEvent {
  readonly type: 'run.end'
  readonly time: string
  readonly exit_code: number
  readonly milliseconds: number
  readonly hosts: { readonly [host: string]: Tally }
  readonly costs: { readonly [host: string]: SessionCost }
}

/** What a task would do on a host. */
export type PlannedTask = Pick<
  TaskResultEvent,
  'host' | 'task' | 'name' | 'taskType' | 'changes' | 'message'
> & {
  /** `unknown` if only a real run can determine it; `ok` if `changed_when: false` makes its changes not count. */
  readonly status: 'changed' | 'unknown' | 'ok'
}
