import type { z } from 'zod'
import type { Host, Progress, ReadHost } from '../remote/host.ts'
import type { Answer } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'
import type { TemplateFormat } from '../templates/format.ts'
import type { InSync, MayChange, Outputs, Plan } from './plan.ts'
import type { Project } from './project.ts'

/** What every check and apply receives. */
export interface TaskContext<P> {
  /** The params as the schema returns them. In a dry run, reading an unknown param throws: see `orUnknown`. */
  readonly params: P
  /** The project's files and templates. */
  readonly project: Project
  /** True in a dry run: apply will not follow. */
  readonly isCheckMode: boolean
  /** The task's `environment`, for commands that users wrote. */
  readonly environment: Readonly<Record<string, string>>
  /**
   * True if the result is not registered, so that no later task can read its outputs: outputs that take long to compute
   * may be absent.
   */
  readonly isResultUnused?: boolean
}

/**
 * Closes the host's sessions and opens new ones until `until` returns true: for a task that restarts the host or the service through
 * which it is reached. Returns the host over the new session. Throws TaskError if that takes longer than `milliseconds`.
 */
export type Reconnect = (wanted: {
  /** The maximum duration, in milliseconds. */
  readonly milliseconds: number
  /** The longest pause between two attempts, in milliseconds. */
  readonly pause: number
  /** Seconds after which one attempt to connect fails; default: the connection timeout of the host. */
  readonly connectTimeout?: number
  /** What Drover waits for, for the error message: `the host to be back`. */
  readonly what: string
  readonly until: (host: ReadHost) => Promise<boolean>
}) => Promise<Host>

/**
 * Runs a program as a separate job on the host that outlives the session, as `async` requests it. Throws TaskError if
 * the job was ended because its time was over, or no longer exists.
 */
export type Detach = (program: {
  readonly script: ShellText
  readonly stdin?: Buffer | string | undefined
  /** What the result calls it. */
  readonly cmd: string | readonly string[]
  /** Whether the output is registered without line breaks at its end. */
  readonly strip: boolean
}) => Promise<Detached>

/**
 * The state of a job: still running, because the task does not wait for it (`poll: 0`), or ended. `outputs` are those
 * of the job itself.
 */
export type Detached =
  | { readonly kind: 'started'; readonly outputs: Outputs }
  | { readonly kind: 'ended'; readonly outputs: Outputs; readonly answer: Answer }

/** What `check` is given. `P` is the type of the params, with defaults filled in. */
export interface CheckContext<P> extends TaskContext<P> {
  readonly host: ReadHost
  /**
   * The plan that was just applied, in the check after apply. Parts of it without a state that a check could read, such
   * as a restart, count as done.
   */
  readonly carriedOut?: Plan
  /** True if the task is written in the dialect of Ansible, which permits what Drover's own language refuses. */
  readonly isAnsible?: boolean
}

/** What `apply` is given. `P` is the type of the params, `D` that of the plan's data. */
export interface ApplyContext<P, D> extends TaskContext<P> {
  readonly host: Host
  /** The plan of the check. In a saved plan, it has been converted to JSON and back. */
  readonly plan: Plan<D>
  readonly reconnect: Reconnect
  /** Set if the task has `async` and its task type has `detaches`: runs its program instead of `host.run`. */
  readonly detach?: Detach
  /** Aborted when the user stops the run. Stop waiting then, but finish changes that have begun. */
  readonly signal?: AbortSignal
  /** Shows the user the progress of a long apply: how much is done, or what it waits for. */
  readonly progress?: (progress: Progress) => void
}

interface Described<S extends z.ZodObject> {
  /** One sentence that says what the task type does. */
  readonly summary: string
  /** The YAML of one complete task. A test runs it. */
  readonly example: string
  /** A strict zod object; every param has `.describe(…)` and, through `.meta({ examples })`, an example. */
  readonly params: S
  /** The param that a bare string sets: `command: echo hi`. */
  readonly shorthand?: keyof z.input<S> & string
  /** Other names of params, such as those of Ansible: `{ dest: 'path', name: 'path' }`. */
  readonly aliases?: { readonly [alias: string]: keyof z.input<S> & string }
  /** The keys that a registered result has besides those of every task, each with one sentence: `{ path: 'The path of the file.' }`. */
  readonly outputs?: { readonly [key: string]: string }
  /** Params of the Ansible module of the same name that this task type does not support, each with a hint: `{ unsafe_writes: 'remove it: …' }`. */
  readonly unsupported?: { readonly [param: string]: string }
  /** The project files that these params name, so that a missing one is reported before any host is contacted. */
  readonly reads?: (params: z.output<S>) => readonly ProjectInput[]
}

interface ProjectInput {
  readonly kind: 'template' | 'file'
  readonly path: string
  /** Returns the further arguments with which `check` calls `project.render`. Called only if all params are known. */
  readonly rendersWith?: () => readonly [variables: Readonly<Record<string, unknown>>, format: TemplateFormat]
}

/** Whether Drover repeats an action if a lost connection leaves its outcome unknown: never for `once`, always for `repeatable`. */
export type ActionKind = 'once' | 'repeatable'

/** The optional fields of a task type with a check. */
interface StateTaskOptions<S extends z.ZodObject, D> extends Described<S> {
  /** True if check reads anything other than its own host, such as a URL or other members of a cluster. */
  readonly readsExternalState?: true
  /**
   * Set if the task type describes an action and not a state: it is not checked again after apply. `once`: if the
   * connection is lost, its outcome is unknown, and it is not repeated (`command`). `repeatable`: it is repeated (a restart).
   */
  readonly action?: ActionKind | ((params: z.output<S>) => ActionKind | undefined)
  /** True if an action is checked again, because its params also describe a state; see `carriedOut`. */
  readonly isCheckedAgain?: boolean
  /** True if apply runs only one program, so that this program can run as a job with `async`: see `detach`. */
  readonly detaches?: boolean
  /** True for a task type that does not use its host (`debug`, `set_fact`), except with `reconnect`. Drover does not connect to the host for it. */
  readonly isLocal?: boolean
  /** True for a task type that runs once for all hosts (`pause`). */
  readonly isOncePerPlay?: boolean
  /**
   * The resources that it may change, for any value of unknown params: if a dry run cannot predict the task, they are unknown to
   * later tasks. Absent or undefined: anything on its host, if it has an apply.
   */
  readonly mayChange?: (
    context: CheckContext<z.output<S>>,
  ) => readonly MayChange[] | undefined | Promise<readonly MayChange[] | undefined>
  /** Returns the reason, if it is known, why the check still finds the difference `plan` after apply. */
  readonly explain?: (
    context: CheckContext<z.output<S>> & { readonly plan: Plan<D> },
  ) => Promise<string | undefined>
  /** Applies the plan. The outputs that it returns are added to the registered result. */
  readonly apply?: (context: ApplyContext<z.output<S>, D>) => Promise<Outputs | void>
}

type BatchLoop<S extends z.ZodObject, D> =
  | { readonly param: keyof z.input<S> & string; readonly merge: (data: readonly D[]) => D }
  | 'creations'

/** A task type that brings something to a described state, or does an action: what `defineTask` takes and returns. */
export interface StateTaskType<S extends z.ZodObject = z.ZodObject, D = unknown>
  extends StateTaskOptions<S, D> {
  /** Reads the host, and never changes anything: `inSync(…)`, `plan(…)` or `pending(…)`. */
  readonly check: (context: CheckContext<z.output<S>>) => Promise<InSync | Plan<D>>
  /**
   * How all items of a loop are applied in one step. With `param`, the items may differ only in this param (the name of
   * a package), and `merge` combines the data of their plans. `creations`: items whose plans only create files are
   * applied together, because such plans are independent of each other.
   */
  readonly batchLoop?: BatchLoop<S, D>
}

/** A task type that is made of other tasks: what `composeTask` takes and returns. */
export interface ComposedTaskType<S extends z.ZodObject = z.ZodObject> extends Described<S> {
  /** Returns the tasks to run, in order. It can read only the params. */
  readonly expand: (context: { readonly params: z.output<S> }) => readonly TaskCall[]
}

/** One task of a composed task type, as in YAML: the name of a task type, its params and keywords. Templates in the values are not rendered. */
export interface TaskCall {
  readonly name?: string
  /** The key in YAML, such as `file`. */
  readonly type: string
  /** The params, as in YAML. The schema of that task type validates them. */
  readonly params: { readonly [param: string]: unknown }
  /** CEL, as in a playbook. */
  readonly when?: string
  /** Variables that only this task sees, for the template that it renders. */
  readonly vars?: { readonly [name: string]: unknown }
}

/** What a file in `tasks/` exports by default. */
export type TaskType = StateTaskType<z.ZodObject, never> | ComposedTaskType<z.ZodObject>

/**
 * Declares a task type with a check and an apply; the default export of a file in `tasks/`. Its fields are those of `StateTaskType`. `apply` gets
 * the data of the plan that `check` returned, with the same type. Returns the definition unchanged. Drover validates it when it loads
 * the file, and reports the file and line of each error.
 */
export function defineTask<S extends z.ZodObject, R extends InSync | Plan, M = DataOf<R>>(
  type: StateTaskOptions<S, DataOf<R>> & {
    readonly check: (context: CheckContext<z.output<S>>) => Promise<R>
    readonly batchLoop?: BatchLoop<S, M>
  },
): StateTaskType<S, DataOf<R>> {
  return type as unknown as StateTaskType<S, DataOf<R>>
}

/** The type of the data of the plans among the results R; undefined if none is a plan. */
type DataOf<R> = [Extract<R, Plan<unknown>>] extends [never] ? undefined : PlanData<R>
type PlanData<R> = R extends Plan<infer D> ? D : never

/**
 * Declares a task type that is made of other tasks; the default export of a file in `tasks/`. `expand` returns the tasks that run in its
 * place. Returns the definition as it is: Drover validates it when it loads the file, and each task when its params are known.
 */
export function composeTask<S extends z.ZodObject>(type: ComposedTaskType<S>): ComposedTaskType<S> {
  return type
}
