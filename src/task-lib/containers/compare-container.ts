import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../authoring/plan.ts'
import type { Around, Setting, Shown } from './container-setting.ts'
import { CONTAINER_SETTINGS, SETTING_NAMES } from './container-settings.ts'
import type { InspectedContainer } from './inspected-container.ts'
import type { Comparison, WantedContainer, WantedSettings } from './wanted-container.ts'

/** A setting that differs between the container and the task. */
export interface SettingDifference {
  readonly setting: keyof WantedSettings
  readonly before: Json
  readonly after: Json
  /**
   * The options of `docker update` that change the setting in the existing container; undefined if the container has
   * to be recreated.
   */
  readonly update: readonly string[] | undefined
}

/** Returns the settings of a container that differ from the wanted ones. */
export function compareContainer(
  container: InspectedContainer,
  wanted: WantedContainer,
  around: Around,
): readonly SettingDifference[] {
  return SETTING_NAMES.flatMap(setting => {
    const comparison = wanted.comparison(setting)
    if (comparison === 'ignore') return []
    return compareSetting(setting, container, { wanted, around, comparison })
  })
}

function compareSetting<S extends keyof WantedSettings>(
  setting: S,
  container: InspectedContainer,
  { wanted, around, comparison }: { wanted: WantedContainer; around: Around; comparison: Comparison },
): SettingDifference[] {
  const { asked, unasked, found, words, isUpdated } = CONTAINER_SETTINGS[setting] as Setting<
    NonNullable<WantedSettings[S]>
  >
  const value = wanted.settings[setting]
  const isSilent = value === undefined
  if (isSilent && !wanted.isWhole) return []
  const wish = isSilent ? unasked?.(around) : asked(value, around)
  if (wish === undefined) return []
  const there = found(container, around)
  const isRight = comparison === 'strict' ? isDeepStrictEqual(there, wish) : holds(there, wish)
  if (isRight) return []
  const canUpdate = isUpdated === true && around.program === 'docker' && !isSilent
  return [
    {
      setting,
      ...shownDifference(setting, there, wish),
      update: canUpdate ? [...words(value, around.program), ...swapWords(setting, value, wanted)] : undefined,
    },
  ]
}

/**
 * Returns the option for memory and swap that must accompany a new memory limit: docker refuses a memory limit above
 * the limit of memory and swap together, whose default is twice the memory.
 */
function swapWords(setting: keyof WantedSettings, value: unknown, { settings }: WantedContainer): string[] {
  if (setting !== 'memory' || settings.memory_swap !== undefined) return []
  return [`--memory-swap=${Number(value) > 0 ? 2 * Number(value) : -1}`]
}

/** Whether a list or map contains at least all items of another; other values must be equal. */
function holds(there: Shown, wish: Shown): boolean {
  if (Array.isArray(there) && Array.isArray(wish)) return wish.every(item => there.includes(item))
  if (isMap(there) && isMap(wish)) return Object.entries(wish).every(([key, value]) => there[key] === value)
  return isDeepStrictEqual(there, wish)
}

/**
 * Returns the old and the new value of a setting as changes show them. Of maps, only the pairs that differ are shown.
 * Old values of environment variables are hidden, because they may be secrets that this run does not know.
 */
function shownDifference(
  setting: string,
  there: Shown,
  wish: Shown,
): { readonly before: Json; readonly after: Json } {
  if (!isMap(there) || !isMap(wish)) return { before: there as Json, after: wish as Json }
  const isOther = ([key, value]: [string, string], other: Readonly<Record<string, string>>): boolean =>
    other[key] !== value
  const before = Object.entries(there).filter(pair => isOther(pair, wish))
  const after = Object.entries(wish).filter(pair => isOther(pair, there))
  const hidden = setting === 'env' ? before.map(([key]) => [key, '(another value)']) : before
  return { before: Object.fromEntries(hidden), after: Object.fromEntries(after) }
}

function isMap(value: Shown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && !Array.isArray(value)
}
