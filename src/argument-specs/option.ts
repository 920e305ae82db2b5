/** The options of a role or task by name, in the form that ansible-core's `ArgumentSpecValidator` takes. */
export type ArgumentSpec = ReadonlyMap<string, Option>

/** One option of an argument spec. */
export interface Option {
  readonly type: OptionType
  readonly isRequired: boolean
  /** The default. It is checked like a value if none is given, but not set. Undefined if there is none. */
  readonly fallback: unknown
  readonly choices?: readonly unknown[]
  /** The type of the items of a list. */
  readonly elements?: OptionType
  /** The options of a map, or of each map of a list. If absent, the map may contain anything. */
  readonly options?: ArgumentSpec
  readonly aliases: readonly string[]
  /** Whether messages must not contain its value. */
  readonly isSecret: boolean
  /** Whether an absent map is checked like an empty one. */
  readonly appliesDefaults: boolean
  readonly rules: Rules
}

/** Rules about which options of a map can or must be given together. */
export interface Rules {
  /** Groups of options of which at most one may be given. */
  readonly exclusive: readonly (readonly string[])[]
  /** Groups of options of which all or none must be given. */
  readonly together: readonly (readonly string[])[]
  /** Groups of options of which at least one must be given. */
  readonly oneOf: readonly (readonly string[])[]
  /** Options that are needed if another option has a certain value: all of them, or at least one (`isAnyEnough`). */
  readonly conditional: readonly {
    readonly name: string
    readonly value: unknown
    readonly needs: readonly string[]
    readonly isAnyEnough: boolean
  }[]
  /** The options that are needed if the option in the key is given. */
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
