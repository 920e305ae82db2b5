import type { Host } from '../../src/remote/host.ts'

/** Hosts of whose kind a row can be held; what each is, is in `kinds.ts`. */
export type Kind = 'controller' | 'dash' | 'bash' | 'mksh' | 'busybox' | 'systemd' | 'rpm'

/** The kinds that are a root and a shell on this machine. */
export const LOCAL = ['dash', 'bash', 'mksh', 'busybox'] as const satisfies readonly Kind[]

/** One item that a row describes: a second one costs less than the first if their questions travel together. */
export interface Item {
  /** Its directory on the host, with a hostile name, made before the task. */
  readonly at: string
  /** 1, or 2 for the second item. */
  readonly nth: number
  /** A directory whose name is plain, for formats that cannot hold every name. */
  readonly plain: string
}

/** A task on a host: what is there before, its params, and what must come of it. */
export interface CoverageRow {
  /** The YAML key of the task type. */
  readonly type: string
  readonly title: string
  readonly params: (item: Item) => Readonly<Record<string, unknown>>
  /** Default: `plan`. */
  readonly expects?: 'plan' | 'in-sync'
  /** Where it is held; default: everywhere on this machine. */
  readonly on?: readonly Kind[]
  /** Why it is not held on a kind. */
  readonly notOn?: Readonly<Partial<Record<Kind, string>>>
  /** A script that lays out the host, in the item's directory. */
  readonly before?: (item: Item) => string
  /** A script that starts what must run on the host. */
  readonly boot?: string
  /** Tasks that are carried out first. */
  readonly needs?: (
    item: Item,
  ) => readonly (readonly [type: string, params: Readonly<Record<string, unknown>>])[]
  /** Files of the project, by their path. */
  readonly project?: Readonly<Record<string, string | Buffer>>
  readonly environment?: Readonly<Record<string, string>>
  /** A script and what it must print afterwards, in the item's directory; the change that the params describe. */
  readonly shows?: (item: Item) => readonly [script: string, expected: string | RegExp]
  /** Files that a program of the host writes whoever asks it, with the reason. */
  readonly busy?: readonly [files: RegExp, reason: string]
  /** It is carried out at every run, so that no check finds it unchanged. */
  readonly isAction?: true
  /** Why the host has no second item: the cost of one more is not measured. */
  readonly single?: string
}

/** A host on which a row is held, and what a check could change there. */
export interface RowHost {
  readonly host: Host
  readonly fingerprint: () => readonly string[] | Promise<readonly string[]>
}
