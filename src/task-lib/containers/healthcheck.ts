import { quote } from '../../shell/quote.ts'
import type { Setting } from './container-setting.ts'
import type { Healthcheck } from './wanted-container.ts'

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 }

/** The health check of a container. Only the fields that the task sets are compared. */
export const healthcheckSetting: Setting<Healthcheck> = {
  words: check => {
    if (testOf(check.test) === 'NONE') return ['--no-healthcheck']
    const given = (option: string, value: string | number | undefined): string[] =>
      value === undefined ? [] : [`--health-${option}=${value}`]
    return [
      ...given('cmd', testOf(check.test)),
      ...given('interval', check.interval),
      ...given('timeout', check.timeout),
      ...given('start-period', check.start_period),
      ...given('retries', check.retries),
    ]
  },
  wanted: check => fieldsOf(check, check),
  found: ({ Config: { Healthcheck: found } }, { wanted }) => {
    const shown = {
      test: found?.Test ?? [],
      interval: `${found?.Interval ?? 0}ns`,
      timeout: `${found?.Timeout ?? 0}ns`,
      start_period: `${found?.StartPeriod ?? 0}ns`,
      retries: found?.Retries ?? 0,
    }
    return fieldsOf(shown, wanted.healthcheck ?? { test: [] })
  },
}

/** Whether a string is a duration such as `1m30s`. */
export function isSpan(text: string): boolean {
  return nanoseconds(text) !== undefined
}

/** Returns the fields of a health check that `named` has too, as strings. */
function fieldsOf(check: Healthcheck, named: Healthcheck): Record<string, string> {
  const times = (['interval', 'timeout', 'start_period'] as const).flatMap(field =>
    named[field] === undefined ? [] : [[field, `${(nanoseconds(check[field] ?? '') ?? 0) / 1e9}s`]],
  )
  const retries = named.retries === undefined ? [] : [['retries', String(check.retries)]]
  return Object.fromEntries([['test', testOf(check.test)], ...times, ...retries])
}

/**
 * Returns the health check's command as a shell command line. A list of words is quoted, because the option accepts
 * only a shell command.
 */
function testOf(test: string | readonly string[]): string {
  if (typeof test === 'string') return test
  const [kind = 'NONE', ...words] = test
  if (kind === 'CMD-SHELL') return words.join(' ')
  return kind === 'CMD' ? words.map(quote).join(' ') : 'NONE'
}

function nanoseconds(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0)
}
