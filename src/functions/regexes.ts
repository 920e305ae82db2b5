import { matchWithinTime } from '../base/matching-time.ts'
import { compileRegex, expandReplacement } from '../base/python-regex.ts'
import { InputError } from '../errors.ts'
import { type Helper, helper, type Options, optionHelper, text } from './helper.ts'
import { isTrue } from './lookup.ts'

/** Helpers that match regular expressions, in Python's dialect. */
export const REGEX_HELPERS: Readonly<Record<string, Helper>> = {
  regex_replace: optionHelper(
    'regex_replace text pattern new [ignorecase=] [multiline=]',
    'the text with every match of a regular expression replaced; `$1` or `\\1` is its first group',
    ([value, pattern, other], options) => {
      const [all, replacement] = [text('regex_replace', value), replacer(text('regex_replace', other))]
      return matched('regex_replace', all, pattern, () =>
        all.replace(regex('regex_replace', pattern, 'g', options), replacement),
      )
    },
  ),
  regex_search: optionHelper(
    'regex_search text pattern [group] … [ignorecase=] [multiline=]',
    'the first match of a regular expression, or a list of its groups if you name groups such as `\\1` or `\\g<name>`; null if there is no match',
    ([value, pattern, ...groups], options) => search(value, pattern, groups, options),
  ),
  regex_findall: optionHelper(
    'regex_findall text pattern [multiline=] [ignorecase=]',
    'a list of all matches; if the expression has one group, a list of the strings that it matches; if it has several groups, a list of lists',
    ([value, pattern], options) => findAll(value, pattern, options),
  ),
  regex_escape: optionHelper(
    'regex_escape text [re_type=]',
    'a regular expression that matches exactly the text; use `posix_basic` for `grep` and `sed`',
    ([value], { re_type: type = 'python' }) => escaped(text('regex_escape', value), type),
  ),
  matches: helper(
    'matches text pattern',
    'true if a regular expression matches anywhere in the text',
    (value, pattern) => {
      const all = text('matches', value)
      return matched('matches', all, pattern, () => regex('matches', pattern, '', {}).test(all))
    },
  ),
}

function matched<T>(name: string, all: string, pattern: unknown, work: () => T): T {
  return matchWithinTime(`\`${name}\``, { pattern: text(name, pattern), text: all }, work)
}

/** Compiles a Python pattern. Throws InputError. */
export function regex(name: string, pattern: unknown, flags: string, options: Options): RegExp {
  const more = [flags, isTrue(options.ignorecase) ? 'i' : '', isTrue(options.multiline) ? 'm' : ''].join('')
  const source = text(name, pattern)
  try {
    return compileRegex(source, more)
  } catch (error) {
    throw new InputError(`\`${source}\` is not a valid regular expression`, {
      cause: error,
      ...(/supported/.test((error as Error).message) ? { hint: (error as Error).message } : {}),
    })
  }
}

function replacer(replacement: string): (...match: unknown[]) => string {
  return (...all) => {
    const groups = typeof all.at(-1) === 'object' ? (all.pop() as Record<string, string>) : undefined
    const [whole, ...parts] = all.slice(0, -2) as string[]
    const match = Object.assign([whole ?? '', ...parts], { groups, index: 0, input: '' })
    return expand(replacement, match as unknown as RegExpExecArray)
  }
}

/** Expands a replacement: JavaScript's `$1` and `$<name>`, and Python's `\1`. */
function expand(replacement: string, match: RegExpExecArray): string {
  const parts = replacement.split(/(\$(?:[1-9]\d?|&|\$|<\w+>))/)
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return withFault(() => expandReplacement(part, match))
      if (part === '$$') return '$'
      if (part === '$&') return match[0]
      if (part.startsWith('$<')) return match.groups?.[part.slice(2, -1)] ?? ''
      const number = Number(part.slice(1))
      return number < match.length ? (match[number] ?? '') : part
    })
    .join('')
}

function withFault<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(error.message, { cause: error })
    throw error
  }
}

function search(value: unknown, pattern: unknown, groups: readonly unknown[], options: Options): unknown {
  const wanted = groups.map(group => groupOf(text('regex_search', group)))
  const all = text('regex_search', value)
  const match = matched('regex_search', all, pattern, () =>
    regex('regex_search', pattern, '', options).exec(all),
  )
  if (!match) return null
  if (wanted.length === 0) return match[0]
  return wanted.map(group => {
    const isThere =
      typeof group === 'number' ? group < match.length : Object.hasOwn(match.groups ?? {}, group)
    if (!isThere) throw new InputError(`the expression of \`regex_search\` has no group \`${group}\``)
    return (typeof group === 'number' ? match[group] : match.groups?.[group]) ?? null
  })
}

function groupOf(text: string): number | string {
  const [, name, number] = /^\\(?:g<(\S+)>|(\d+))/.exec(text) ?? []
  const found = name ?? number
  if (found === undefined)
    throw new InputError(`\`regex_search\` takes groups such as \`\\1\` or \`\\g<name>\`, got \`${text}\``)
  return /^\d+$/.test(found) ? Number(found) : found
}

function findAll(value: unknown, pattern: unknown, options: Options): unknown[] {
  const all = text('regex_findall', value)
  const matches = matched('regex_findall', all, pattern, () => [
    ...all.matchAll(regex('regex_findall', pattern, 'g', options)),
  ])
  return matches.map(([whole, ...groups]) => {
    const found = groups.map(group => group ?? '')
    if (found.length === 0) return whole
    return found.length === 1 ? found[0] : found
  })
}

function escaped(value: string, type: unknown): string {
  if (type === 'python') return value.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&')
  if (type === 'posix_basic') return value.replace(/[\].[^$*\\]/g, '\\$&')
  throw new InputError(
    `\`regex_escape\` knows the types \`python\` and \`posix_basic\`, got \`${String(type)}\``,
  )
}
