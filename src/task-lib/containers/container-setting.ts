import type { ImageConfig, InspectedContainer } from './inspected-container.ts'
import type { WantedSettings } from './wanted-container.ts'

/** A setting in one form for both programs: a value, a set as a sorted list, or a map. */
export type Shown = string | number | boolean | readonly string[] | Readonly<Record<string, string>>

/** What a setting is read in the light of. */
export interface Around {
  readonly program: 'podman' | 'docker'
  /** What the container gets from its image. */
  readonly image: ImageConfig
  /** All that the task says. */
  readonly wanted: WantedSettings
}

/** One setting of a container: how it is asked for, and what a container shows that has it. `V` is the type of its value. */
export interface Setting<V> {
  /** The options of `create` for it. */
  readonly words: (value: V, program: Around['program']) => readonly string[]
  readonly asked: (value: V, around: Around) => Shown
  /** What it is if the task does not say; absent if the program may choose. */
  readonly unasked?: (around: Around) => Shown
  readonly found: (container: InspectedContainer, around: Around) => Shown
  /** True if `docker update` changes it in a container that is there. */
  readonly isUpdated?: true
}

/** The values that an option had when podman created the container, for what its JSON does not show. */
export function createdWith({ Config: { CreateCommand } }: InspectedContainer, option: string): string[] {
  return CreateCommand.flatMap((word, nth) => {
    if (word === option) return [CreateCommand[nth + 1] ?? '']
    return word.startsWith(`${option}=`) ? [word.slice(option.length + 1)] : []
  })
}

/** A map of what `KEY=VALUE` texts say. */
export function pairsOf(texts: readonly string[], separator = '='): Record<string, string> {
  return Object.fromEntries(
    texts.map(text => {
      const at = text.indexOf(separator)
      return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

/** A setting with one value, which the program shows as it is asked for. */
export function valueSetting<V extends string | number | boolean>(
  option: string,
  found: Setting<V>['found'],
  more: Partial<Setting<V>> = {},
): Setting<V> {
  return { words: value => [`${option}=${value}`], asked: value => value, found, ...more }
}

/** A setting that is a set of texts; an option names each. */
export function setSetting(
  option: string,
  found: (container: InspectedContainer, around: Around) => readonly string[],
  more: Partial<Setting<readonly string[]>> & { readonly form?: (item: string) => string } = {},
): Setting<readonly string[]> {
  const { form = item => item, ...rest } = more
  return {
    words: items => items.map(item => `${option}=${item}`),
    asked: items => sorted(items.map(form)),
    unasked: () => [],
    found: (container, around) => sorted(found(container, around).map(form)),
    ...rest,
  }
}

/** A setting that is a map of texts; an option has each pair. */
export function mapSetting(
  option: string,
  found: (container: InspectedContainer, around: Around) => Readonly<Record<string, string>>,
  more: Partial<Setting<Readonly<Record<string, string>>>> = {},
): Setting<Readonly<Record<string, string>>> {
  return {
    words: pairs => Object.entries(pairs).map(([key, value]) => `${option}=${key}=${value}`),
    asked: pairs => pairs,
    unasked: () => ({}),
    found,
    ...more,
  }
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort()
}
