/** The options of a role or task by name, as ansible-core's `ArgumentSpecValidator` takes them. */
export type ArgumentSpec = ReadonlyMap<string, Option>

/** One option of an argument spec. */
export interface Option {
  readonly type: OptionType
  readonly isRequired: boolean
  /** Checked like a value if none is given, but not set; undefined if there is none. */
  readonly fallback: unknown
  readonly choices?: readonly unknown[]
  /** The type of the items of a list. */
  readonly elements?: OptionType
  /** What a map, or each map of a list, may contain; anything if absent. */
  readonly options?: ArgumentSpec
  readonly aliases: readonly string[]
  /** Whether no message may contain its value. */
  readonly isSecret: boolean
  /** Whether an absent map is checked like an empty one. */
  readonly appliesDefaults: boolean
  readonly rules: Rules
}

/** How the options of a map depend on each other. */
export interface Rules {
  /** At most one of each group. */
  readonly exclusive: readonly (readonly string[])[]
  /** All of a group or none. */
  readonly together: readonly (readonly string[])[]
  /** At least one of each group. */
  readonly oneOf: readonly (readonly string[])[]
  /** What is needed if an option has a value: all of them, or any. */
  readonly conditional: readonly {
    readonly name: string
    readonly value: unknown
    readonly needs: readonly string[]
    readonly isAnyEnough: boolean
  }[]
  /** What is needed if an option is given. */
  readonly by: ReadonlyMap<string, readonly string[]>
}

export const OPTION_TYPES = [
  'str',
  'list',
  'dict',
  'bool',
  'int',
  'float',
  'path',
  'raw',
  'jsonarg',
  'json',
  'bytes',
  'bits',
] as const

export type OptionType = (typeof OPTION_TYPES)[number]
