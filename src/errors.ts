import { relative } from 'node:path'

/** A place in a user's file; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A value as a user wrote it in YAML, before any rendering, with the place that an error about it points at. */
export type Source = ScalarSource | ListSource | MapSource

export interface ScalarSource {
  readonly kind: 'scalar'
  /** An object is a float without a fraction: `1.0`. */
  readonly value: string | number | boolean | null | { readonly value: number }
  /** `!expr` is CEL, `!unsafe` is text that is never rendered, `!secret` is masked wherever it surfaces. */
  readonly tag?: '!expr' | '!unsafe' | '!secret'
  /** Set if it comes from a file in the dialect of Ansible: a template or condition in it is Jinja. */
  readonly dialect?: 'ansible'
  /** Set if it comes from an encrypted file: rendered like any other value, and masked wherever it appears. */
  readonly isConfidential?: true
  /** The value to use if it renders to `omit`: the same keyword of the outer level. */
  readonly otherwise?: Source
  readonly place: Place
}

export interface ListSource {
  readonly kind: 'list'
  readonly items: readonly Source[]
  /**
   * If set, the list is what this makes of the items: `with_items`. `render` gives the value of a source, and `lookup` what a
   * lookup of Ansible's gives for terms; values that only the run shows, and missing variables, are theirs to throw.
   */
  readonly make?: (
    items: readonly Source[],
    render: (source: Source) => unknown,
    lookup: (name: string, terms: readonly unknown[], place: Place) => unknown,
  ) => unknown
  readonly place: Place
}

export interface MapSource {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, { readonly keyPlace: Place; readonly value: Source }>
  /** Set if it comes from a file in the dialect of Ansible: a template in a key is Jinja. */
  readonly dialect?: 'ansible'
  /** `!secret` on a map names the source of the secret, such as `{env: SUDO_PASSWORD}`. */
  readonly tag?: '!secret'
  readonly place: Place
}

/** Whether a value comes from a file in the dialect of Ansible. */
export function isOfAnsible(source: Source): boolean {
  return 'dialect' in source && source.dialect === 'ansible'
}

/** A path relative to the working directory, or as it is if it leads out of that. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

/** A place as people and editors read it: `playbooks/site.yml:12:7`, relative to the working directory. */
export function showPlace({ file, line, column }: Place): string {
  return `${shortPath(file)}:${line}:${column}`
}

/** Wrong usage or an invalid file. Nothing was started, and no host was contacted. Exit code 1. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly place: Place | undefined
  /** What to do next, in one sentence. */
  readonly hint: string | undefined
  /** The message of ansible-core for it, which projects look for in `msg` of a registered result. */
  readonly ansibleMessage: string | undefined
  /** What Ansible registers of it, if that is more than `msg`. */
  readonly ansibleOutputs: Readonly<Record<string, unknown>> | undefined

  constructor(
    message: string,
    where: {
      place?: Place | undefined
      hint?: string | undefined
      ansibleMessage?: string | undefined
      ansibleOutputs?: Readonly<Record<string, unknown>> | undefined
      cause?: unknown
    } = {},
  ) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause })
    this.place = where.place
    this.hint = where.hint
    this.ansibleMessage = where.ansibleMessage
    this.ansibleOutputs = where.ansibleOutputs
  }
}

/** Several input errors that were found together, so that a user can correct all of them at once. */
export class InputErrors extends Error {
  override readonly name = 'InputErrors'
  readonly errors: readonly InputError[]
  /** The `msg` of Ansible's module for wrong params, which the registered result has in Ansible's dialect. */
  readonly ansibleMessage: string | undefined

  constructor(errors: readonly InputError[], ansibleMessage?: string) {
    super(errors.map(error => error.message).join('\n'))
    this.errors = errors
    this.ansibleMessage = ansibleMessage
  }
}

/** The input errors that something thrown stands for. Throws anything else again. */
export function inputErrorsOf(error: unknown): readonly InputError[] {
  if (error instanceof InputErrors) return error.errors
  if (error instanceof InputError) return [error]
  throw error
}

/**
 * A failure of a task on one host that its task type foresaw. It is shown without a stack: `message` says what was tried and what came,
 * `hint` what to do next, and `outputs` go into the registered result.
 */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly hint: string | undefined
  /** Plain data for `register` and the failure report, such as `{rc, stdout, stderr}`. */
  readonly outputs: Readonly<Record<string, unknown>>

  constructor(
    message: string,
    details: { hint?: string | undefined; outputs?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.hint = details.hint
    this.outputs = details.outputs ?? {}
  }
}

/** An interrupted operation with an unknown outcome: it is never repeated automatically. */
export class UnclearError extends TaskError {}

/** Another run is changing the host: nothing was done, and it may be tried again. */
export class BusyError extends TaskError {}

/** This run itself is changing the host, under another name of the inventory: nothing was done. */
export class SameMachineError extends BusyError {}

/** A shell had no lock, or not any more: nothing was done, and it may be tried again. */
export class UnlockedError extends TaskError {}

/** A host could not be reached, or the connection was lost. Drover opens the session again, unless `isFinal`. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  readonly hint: string | undefined
  /** Whether trying again cannot help: a login was refused, or a host key is not the known one. */
  readonly isFinal: boolean
  /** The user to become, if the reason is that the host does not have that user. */
  readonly missingUser: string | undefined
  /** Whether the login worked, and only becoming another user was refused. */
  readonly isBecomeRefused: boolean

  constructor(
    message: string,
    details: {
      hint?: string | undefined
      cause?: unknown
      isFinal?: boolean
      missingUser?: string | undefined
      isBecomeRefused?: boolean
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.hint = details.hint
    this.isFinal = details.isFinal ?? false
    this.missingUser = details.missingUser
    this.isBecomeRefused = details.isBecomeRefused ?? false
  }
}

/** A session that was open broke off: a new one may answer, and what was running may have happened or not. */
export class LostError extends UnreachableError {}

/** A task type threw an unexpected exception: a bug of the task type, which its stack shows. */
export class TaskTypeError extends Error {
  override readonly name = 'TaskTypeError'

  constructor(type: string, cause: unknown) {
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    super(`internal error in the task type \`${type}\`: ${stack}`, { cause })
  }
}

/** This machine, and no host, lacks something: descriptors, processes, memory, room. */
export class ControllerError extends Error {
  override readonly name = 'ControllerError'
  readonly hint: string

  constructor(message: string, details: { hint: string; cause: unknown }) {
    super(message, { cause: details.cause })
    this.hint = details.hint
  }
}

/** What errors of the system say that this machine lacks, by their codes, and what to do. */
const LACKS: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  EMFILE: [
    'is out of file descriptors',
    'raise the limit before the run (`ulimit -n 8192`), or split the run with `--limit`: every host needs a few',
  ],
  ENFILE: [
    'is out of file descriptors for the whole system',
    'raise `sysctl fs.file-max`, or stop the programs that use them',
  ],
  EAGAIN: [
    'cannot start another process',
    'raise the limit of processes before the run (`ulimit -u`), or split the run with `--limit`: every host needs one',
  ],
  ENOMEM: ['is out of memory', 'stop programs that use it, or split the run with `--limit`'],
  ENOSPC: ['has no space left on a file system', 'free space there (`df -h`, `df -i`)'],
  EDQUOT: ['has no quota left on a file system', 'free space there (`quota`)'],
  EROFS: ['has a read-only file system', 'see `dmesg` for why'],
  EIO: ['cannot read or write one of its disks', 'see `dmesg` for why'],
}

/** What an error, or one that caused it, says that this machine lacks; undefined if it says nothing of the kind. */
export function controllerErrorOf(error: unknown): ControllerError | undefined {
  if (error instanceof ControllerError) return error
  if (!(error instanceof Error)) return undefined
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException
  const lack = Object.hasOwn(LACKS, code) ? LACKS[code] : undefined
  // Of anything but a start of a program it says that nothing has come yet.
  if (!lack || (code === 'EAGAIN' && !syscall.startsWith('spawn'))) return controllerErrorOf(error.cause)
  const [what, hint] = lack
  return new ControllerError(`this machine, not the host, ${what}: ${error.message}`, { hint, cause: error })
}
