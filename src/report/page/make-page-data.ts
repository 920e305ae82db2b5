import { escapeControlInLine } from '../../base/escape-control.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { Collected } from './collect.ts'
import type { PageData, PageRun } from './page-data.ts'

/** The data about a run in the first line of its journal. */
export interface RunHead {
  readonly kind: string
  readonly who?: string | undefined
  readonly cwd?: string | undefined
  readonly options?: unknown
}

/** Returns the data of the page. `head` is absent if the events do not come from a journal. */
export function makePageData(
  { start, end, milliseconds, ...collected }: Collected,
  head?: RunHead,
): PageData {
  const isCheckMode = start?.isCheckMode ?? false
  const more = omitUndefined({
    who: head?.who === undefined ? undefined : escapeControlInLine(head.who),
    cwd: head?.cwd === undefined ? undefined : escapeControlInLine(head.cwd),
    exitCode: end?.exit_code,
    options: optionsOf(head?.options),
  })
  const run: PageRun = {
    id: escapeControlInLine(start?.run ?? ''),
    kind: head?.kind ?? (isCheckMode ? 'dry run' : 'run'),
    isCheckMode,
    time: escapeControlInLine(start?.time ?? ''),
    version: escapeControlInLine(start?.version ?? ''),
    playbooks: (start?.playbooks ?? []).map(escapeControlInLine),
    milliseconds,
    ...more,
  }
  return { format: 'drover report 1', run, ...collected }
}

/** Returns the options that differ from their defaults, by their names on the command line. */
function optionsOf(options: unknown): PageRun['options'] {
  if (typeof options !== 'object' || options === null) return undefined
  return Object.entries(options).flatMap(([name, value]): [string, string][] => {
    if (name === 'approved' || DEFAULTS.get(name) === value) return []
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return []
    const words = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
    return [[escapeControlInLine(words), escapeControlInLine(textOf(value))]]
  })
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every(each => typeof each === 'string')) return value.join(' ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const DEFAULTS = new Map<string, unknown>(
  Object.entries({
    ...{ check: false, diff: false, become: false, persist: true, backup: false },
    ...{ forceHandlers: false, lookAhead: true, verbosity: 0 },
  }),
)
