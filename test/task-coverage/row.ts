import type { Host } from '../../src/remote/host.ts'

/** Kinds of hosts on which a row can run; `kinds.ts` describes them. */
export type Kind = 'controller' | 'dash' | 'bash' | 'mksh' | 'busybox' | 'systemd' | 'rpm'

/** The kinds that are a root directory and a shell on this machine. */
export const LOCAL = ['dash', 'bash', 'mksh', 'busybox'] as const satisfies readonly Kind[]

/** One item that a row describes: the check of a second one costs less than the first if their requests share round trips. */
export interface Item {
  /** Its directory on the host, with a hostile name, made before the task. */
  readonly at: string
  /** 1, or 2 for the second item. */
  readonly nth: number
  /** A directory whose name is plain, for formats that cannot hold every name. */
  readonly plain: string
}

/** A task on a host: what exists before, its params, and the expected result. */
export interface CoverageRow {
  /** The YAML key of the task type. */
  readonly type: string
  readonly title: string
  readonly params: (item: Item) => Readonly<Record<string, unknown>>
  /** Default: `plan`. */
  readonly expects?: 'plan' | 'in-sync'
  /** Where it runs; default: everywhere on this machine. */
  readonly on?: readonly Kind[]
  /** Why it does not run on a kind. */
  readonly notOn?: Readonly<Partial<Record<Kind, string>>>
  /** A script that prepares the host, run in the item's directory. */
  readonly before?: (item: Item) => string
  /** A script that starts what must run on the host. */
  readonly boot?: string
  /** Tasks that are run first. */
  readonly needs?: (
    item: Item,
  ) => readonly (readonly [type: string, params: Readonly<Record<string, unknown>>])[]
  /** Files of the project, by their path. */
  readonly project?: Readonly<Record<string, string | Buffer>>
  readonly environment?: Readonly<Record<string, string>>
  /** A script, run in the item's directory, and what it must print after the change that the params describe. */
  readonly shows?: (item: Item) => readonly [script: string, expected: string | RegExp]
  /** Files that a program of the host writes even when it only reads, with the reason. */
  readonly busy?: readonly [files: RegExp, reason: string]
  /** It changes the host on every run, so no check finds it unchanged. */
  readonly isAction?: true
  /** Why the host can have no second item, so that the cost of one more is not measured. */
  readonly single?: string
}

/** A host on which a row runs, and a fingerprint of what a check could change there. */
export interface RowHost {
  readonly host: Host
  readonly fingerprint: () => readonly string[] | Promise<readonly string[]>
}
