import { iterate } from './compare.ts'
import { JinjaError } from './error.ts'
import { formatText } from './format-text.ts'
import { mustFit } from './limits.ts'
import type { Method } from './methods.ts'
import type { Passed } from './passed.ts'
import { splitLeft, splitLines, splitRight } from './split-text.ts'
import { describe, toText } from './text.ts'
import { tuple, used } from './values.ts'

const WHITE_SPACE = '\\s\\x1c-\\x1f\\x85'

export const TEXT: Readonly<Record<string, Method<string>>> = {
  capitalize: text => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  casefold: text => text.toLowerCase().replaceAll('ß', 'ss'),
  center: (text, passed) => pad(text, passed, 'both'),
  count: (text, passed) => {
    const part = passed.text(0, 'sub')
    return part === '' ? [...text].length + 1 : text.split(part).length - 1
  },
  encode: text => text,
  endswith: (text, passed) => affixes(passed, 'suffix').some(suffix => text.endsWith(suffix)),
  expandtabs: (text, passed) => expandTabs(text, passed.integer(0, 'tabsize', 8)),
  find: (text, passed) => find(text, passed, 'first'),
  format: (text, passed) => formatText(text, passed),
  index: (text, passed) => {
    const at = find(text, passed, 'first')
    if (at < 0)
      throw new JinjaError(
        `\`index\`: ${describe(text)} does not contain ${describe(passed.value(0, 'sub'))}`,
      )
    return at
  },
  isalnum: text => /^[\p{L}\p{N}]+$/u.test(text),
  isalpha: text => /^\p{L}+$/u.test(text),
  isdecimal: text => /^\p{Nd}+$/u.test(text),
  isdigit: text => /^[\p{Nd}²³¹]+$/u.test(text),
  isidentifier: text => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text),
  islower: text => text !== text.toUpperCase() && text === text.toLowerCase(),
  isnumeric: text => /^\p{N}+$/u.test(text),
  isspace: text => /^\s+$/.test(text),
  isupper: text => text !== text.toLowerCase() && text === text.toUpperCase(),
  istitle: text => text !== text.toLowerCase() && text === titleCase(text),
  join: (text, passed) => {
    const parts = iterate(passed.value(0, 'iterable')).map((item, index) => {
      const part = used(item)
      if (typeof part === 'string') return part
      throw new JinjaError(`\`join\` needs strings, item ${index} is ${describe(part)}`)
    })
    return joinTexts(parts, text)
  },
  ljust: (text, passed) => pad(text, passed, 'right'),
  lower: text => text.toLowerCase(),
  lstrip: (text, passed) => strip(text, passed, 'left'),
  partition: (text, passed) => {
    const separator = passed.text(0, 'sep')
    const at = text.indexOf(separator)
    return at < 0
      ? tuple(text, '', '')
      : tuple(text.slice(0, at), separator, text.slice(at + separator.length))
  },
  removeprefix: (text, passed) => {
    const prefix = passed.text(0, 'prefix')
    return text.startsWith(prefix) ? text.slice(prefix.length) : text
  },
  removesuffix: (text, passed) => {
    const suffix = passed.text(0, 'suffix')
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
  },
  replace: (text, passed) =>
    replaceText(text, passed.text(0, 'old'), passed.text(1, 'new'), passed.integer(2, 'count', -1)),
  rfind: (text, passed) => find(text, passed, 'last'),
  rindex: (text, passed) => {
    const at = find(text, passed, 'last')
    if (at < 0)
      throw new JinjaError(
        `\`rindex\`: ${describe(text)} does not contain ${describe(passed.value(0, 'sub'))}`,
      )
    return at
  },
  rjust: (text, passed) => pad(text, passed, 'left'),
  rpartition: (text, passed) => {
    const separator = passed.text(0, 'sep')
    const at = text.lastIndexOf(separator)
    return at < 0
      ? tuple('', '', text)
      : tuple(text.slice(0, at), separator, text.slice(at + separator.length))
  },
  rsplit: (text, passed) => splitRight(text, passed.value(0, 'sep', null), passed.integer(1, 'maxsplit', -1)),
  rstrip: (text, passed) => strip(text, passed, 'right'),
  split: (text, passed) => splitLeft(text, passed.value(0, 'sep', null), passed.integer(1, 'maxsplit', -1)),
  splitlines: (text, passed) => splitLines(text, passed.value(0, 'keepends', false) === true),
  startswith: (text, passed) => affixes(passed, 'prefix').some(prefix => text.startsWith(prefix)),
  strip: (text, passed) => strip(text, passed, 'both'),
  swapcase: text =>
    [...text]
      .map(character =>
        character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase(),
      )
      .join(''),
  title: text => titleCase(text),
  upper: text => text.toUpperCase(),
  zfill: (text, passed) => {
    const width = passed.integer(0, 'width')
    mustFit('zfill', width)
    const sign = /^[+-]/.exec(text)?.[0] ?? ''
    return sign + text.slice(sign.length).padStart(width - sign.length, '0')
  },
}

function affixes(passed: Passed, name: string): string[] {
  const value = passed.value(0, name)
  return Array.isArray(value) ? value.map(toText) : [passed.text(0, name)]
}

/** Finds a substring. As in Python, offsets count characters, not UTF-16 units. */
function find(text: string, passed: Passed, which: 'first' | 'last'): number {
  const characters = [...text]
  const start = passed.integer(1, 'start', 0)
  const end = passed.integer(2, 'end', characters.length)
  const from = start < 0 ? Math.max(0, characters.length + start) : start
  const within = characters.slice(start, end).join('')
  const part = passed.text(0, 'sub')
  const at = which === 'first' ? within.indexOf(part) : within.lastIndexOf(part)
  return at < 0 ? -1 : from + [...within.slice(0, at)].length
}

function strip(text: string, passed: Passed, side: 'left' | 'right' | 'both'): string {
  const characters = passed.value(0, 'chars', null)
  const set = typeof characters === 'string' ? characters.replace(/[\\\]^-]/g, '\\$&') : WHITE_SPACE
  if (set === '') return text
  const from = side === 'right' ? text : text.replace(new RegExp(`^[${set}]+`, 'u'), '')
  if (side === 'left') return from
  // A pattern that ends with `+$` would scan each run of white space repeatedly.
  const one = new RegExp(`[${set}]`, 'u')
  const kept = [...from]
  while (kept.length > 0 && one.test(kept.at(-1) ?? '')) kept.pop()
  return kept.join('')
}

function pad(text: string, passed: Passed, side: 'left' | 'right' | 'both'): string {
  const missing = passed.integer(0, 'width') - [...text].length
  if (missing <= 0) return text
  const fill = passed.text(1, 'fillchar', ' ')
  if ([...fill].length !== 1) throw new JinjaError('the fill character must be exactly one character long')
  mustFit('pad', missing)
  if (side === 'left') return fill.repeat(missing) + text
  if (side === 'right') return text + fill.repeat(missing)
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && passed.integer(0, 'width') % 2 === 1 ? 1 : 0)
  return fill.repeat(left) + text + fill.repeat(missing - left)
}

function expandTabs(text: string, size: number): string {
  let column = 0
  return [...text]
    .map(character => {
      if (character === '\t') {
        mustFit('expandtabs', (size + 1) * text.length)
        const width = size === 0 ? 0 : size - (column % size)
        column += width
        return ' '.repeat(width)
      }
      column = character === '\n' || character === '\r' ? 0 : column + 1
      return character
    })
    .join('')
}

/** Converts text as `str.title` does: each letter after a non-letter becomes upper case. */
function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, word => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
}

/** Replaces as `str.replace` does, at most `most` times; all occurrences if `most` is negative. */
export function replaceText(text: string, old: string, other: string, most: number): string {
  const count = old === '' ? text.length + 1 : text.split(old).length - 1
  mustFit('replace', text.length + other.length * (most < 0 ? count : Math.min(most, count)))
  if (most < 0) return text.replaceAll(old, () => other)
  let left = most
  return text.replaceAll(old, found => {
    left -= 1
    return left >= 0 ? other : found
  })
}

/** Joins strings with a separator. Throws JinjaError if the result would be too long. */
export function joinTexts(parts: readonly string[], separator: string): string {
  mustFit(
    'join',
    parts.reduce((sum, part) => sum + part.length + separator.length, 0),
  )
  return parts.join(separator)
}
