import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../authoring/plan.ts'
import type { Setting, SettingContext, Shown } from './container-setting.ts'
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
  context: SettingContext,
): readonly SettingDifference[] {
  return SETTING_NAMES.flatMap(setting => {
    const comparison = wanted.comparison(setting)
    if (comparison === 'ignore') return []
    return compareSetting(setting, container, { wanted, context, comparison })
  })
}

function compareSetting<S extends keyof WantedSettings>(
  setting: S,
  container: InspectedContainer,
  {
    wanted,
    context,
    comparison,
  }: { wanted: WantedContainer; context: SettingContext; comparison: Comparison },
): SettingDifference[] {
  const {
    wanted: wantedValue,
    byDefault: defaultValue,
    found,
    words,
    isUpdated,
  } = CONTAINER_SETTINGS[setting] as Setting<NonNullable<WantedSettings[S]>>
  const value = wanted.settings[setting]
  const isUnset = value === undefined
  if (isUnset && !wanted.isWhole) return []
  const expected = isUnset ? defaultValue?.(context) : wantedValue(value, context)
  if (expected === undefined) return []
  const actual = found(container, context)
  const isRight = comparison === 'strict' ? isDeepStrictEqual(actual, expected) : contains(actual, expected)
  if (isRight) return []
  const canUpdate = isUpdated === true && context.program === 'docker' && !isUnset
  return [
    {
      setting,
      ...shownDifference(setting, actual, expected),
      update: canUpdate
        ? [...words(value, context.program), ...swapWords(setting, value, wanted)]
        : undefined,
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
function contains(actual: Shown, expected: Shown): boolean {
  if (Array.isArray(actual) && Array.isArray(expected)) return expected.every(item => actual.includes(item))
  if (isMap(actual) && isMap(expected))
    return Object.entries(expected).every(([key, value]) => actual[key] === value)
  return isDeepStrictEqual(actual, expected)
}

/**
 * Returns the old and the new value of a setting as changes show them. Of maps, only the pairs that differ are shown.
 * Old values of environment variables are hidden, because they may be secrets that this run does not know.
 */
function shownDifference(
  setting: string,
  actual: Shown,
  expected: Shown,
): { readonly before: Json; readonly after: Json } {
  if (!isMap(actual) || !isMap(expected)) return { before: actual as Json, after: expected as Json }
  const isOther = ([key, value]: [string, string], other: Readonly<Record<string, string>>): boolean =>
    other[key] !== value
  const before = Object.entries(actual).filter(pair => isOther(pair, expected))
  const after = Object.entries(expected).filter(pair => isOther(pair, actual))
  const hidden = setting === 'env' ? before.map(([key]) => [key, '(another value)']) : before
  return { before: Object.fromEntries(hidden), after: Object.fromEntries(after) }
}

function isMap(value: Shown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && !Array.isArray(value)
}
