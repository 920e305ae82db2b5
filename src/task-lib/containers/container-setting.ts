import type { ImageConfig, InspectedContainer } from './inspected-container.ts'
import type { WantedSettings } from './wanted-container.ts'

/** The value of a setting in a form that is the same for both programs: a single value, a sorted list, or a map. */
export type Shown = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

/** The data that is needed to compare settings. */
export interface SettingContext {
  readonly program: 'podman' | 'docker'
  /** The configuration that the container inherits from its image. */
  readonly image: ImageConfig
  /** All settings of the task. */
  readonly wanted: WantedSettings
}

/**
 * One setting of a container: the options that set it, and how the wanted and the present value are read. `V` is the
 * type of the wanted value.
 */
export interface Setting<V> {
  /** Returns the options of `create` that set it. */
  readonly words: (value: V, program: SettingContext['program']) => readonly string[]
  readonly wanted: (value: V, context: SettingContext) => Shown
  /** The wanted value if the task does not set it; absent if the program may choose. */
  readonly byDefault?: (context: SettingContext) => Shown
  readonly found: (container: InspectedContainer, context: SettingContext) => Shown
  /** True if `docker update` can change it in an existing container. */
  readonly isUpdated?: true
}

/**
 * Returns the values of an option in the command that created a podman container. Used for settings that podman does
 * not show otherwise.
 */
export function createdWith({ Config: { CreateCommand } }: InspectedContainer, option: string): string[] {
  return CreateCommand.flatMap((word, nth) => {
    if (word === option) return [CreateCommand[nth + 1] ?? '']
    return word.startsWith(`${option}=`) ? [word.slice(option.length + 1)] : []
  })
}

/** Parses `KEY=VALUE` strings into a map. */
export function pairsOf(texts: readonly string[], separator = '='): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf(separator)
      return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

/** A setting with a single value, which the program shows as it was set. */
export function valueSetting<V extends string | number | boolean>(
  option: string,
  found: Setting<V>['found'],
  more: Partial<Setting<V>> = {},
): Setting<V> {
  return { words: value => [`${option}=${value}`], wanted: value => value, found, ...more }
}

/** A setting that is an unordered list of strings; the option is repeated for each of them. */
export function setSetting(
  option: string,
  found: (container: InspectedContainer, context: SettingContext) => readonly string[],
  more: Partial<Setting<readonly string[]>> & { readonly form?: (item: string) => string } = {},
): Setting<readonly string[]> {
  const { form = item => item, ...rest } = more
  return {
    words: items => items.map(item => `${option}=${item}`),
    wanted: items => sorted(items.map(form)),
    byDefault: () => [],
    found: (container, context) => sorted(found(container, context).map(form)),
    ...rest,
  }
}

/** A setting that is a map of strings; the option is repeated for each pair. */
export function mapSetting(
  option: string,
  found: (container: InspectedContainer, context: SettingContext) => Readonly<Record<string, string>>,
  more: Partial<Setting<Readonly<Record<string, string>>>> = {},
): Setting<Readonly<Record<string, string>>> {
  return {
    words: pairs => Object.entries(pairs).map(([key, value]) => `${option}=${key}=${value}`),
    wanted: pairs => pairs,
    byDefault: () => ({}),
    found,
    ...more,
  }
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort()
}
