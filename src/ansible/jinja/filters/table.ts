import { float } from '../../../base/float.ts'
import { pythonJson } from '../../../functions/python/json.ts'
import { indent, wordWrap } from '../../../functions/python/wrap.ts'
import { ownAttribute } from '../access.ts'
import { compareValues, isEqual, isTruthy, iterate } from '../compare.ts'
import { JinjaError } from '../error.ts'
import type { Filter } from '../frame.ts'
import type { Passed } from '../passed.ts'
import { formatPercent } from '../percent.ts'
import { toPlain } from '../plain.ts'
import { describe, toRepr, toText } from '../text.ts'
import { joinTexts, replaceText } from '../text-methods.ts'
import { Undefined } from '../undefined.ts'
import { amount, isDict, isFloat, Tuple, tuple, used } from '../values.ts'
import { chosen, extreme, fold, identity, mapped, reader } from './choose.ts'
import { escapeHtml, HTML_NAMES, safeForHtml } from './html.ts'
import { batches, dictSort, endOf, groupBy, reverseStable, size, slices } from './lists.ts'
import { add, fileSize, floatOf, numeric, round, spanOf, toInteger } from './numbers.ts'
import { center, trim, truncate } from './text.ts'
import { urlEncode } from './urls.ts'

/** The filters of Jinja2 itself (3.1): https://jinja.palletsprojects.com/en/3.1.x/templates/#builtin-filters. */
export const JINJA_FILTERS: Readonly<Record<string, Filter>> = {
  abs: value => {
    const number = numeric('abs', value)
    return isFloat(used(value)) ? float(Math.abs(number)) : Math.abs(number)
  },
  attr: (value, passed) => ownAttribute(value, passed.text(0, 'name')),
  batch: (value, passed) => batches(iterate(value), passed),
  capitalize: value => {
    const text = toText(value)
    return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
  },
  center: (value, passed) => center(toText(value), spanOf('center', passed.value(0, 'width', 80))),
  count: size,
  d: orDefault,
  default: orDefault,
  dictsort: (value, passed) => dictSort(value, passed),
  e: value => escapeHtml(toText(value)),
  escape: value => escapeHtml(toText(value)),
  filesizeformat: (value, passed) => fileSize(value, isTruthy(passed.value(0, 'binary', false))),
  first: value => iterate(value)[0] ?? endOf(value, 0),
  float: (value, passed) => {
    const found = used(value)
    const number = typeof found === 'string' ? floatOf(found) : amount(found)
    return number === undefined ? passed.value(0, 'default', float(0)) : float(number)
  },
  forceescape: value => escapeHtml(toText(value)),
  format: (value, passed) => {
    if (passed.count > 0 && passed.named.size > 0)
      throw new JinjaError('`format` takes values with names or without, not both')
    return formatPercent(
      toText(value),
      passed.named.size > 0 ? Object.fromEntries(passed.named) : tuple(...passed.all),
    )
  },
  groupby: (value, passed) => groupBy(value, passed),
  indent: (value, passed) => {
    const width = passed.value(0, 'width', 4)
    return indent(textual('indent', value), {
      before: typeof width === 'string' ? width : ' '.repeat(spanOf('indent', width)),
      isFirst: isTruthy(passed.value(1, 'first', false)),
      isBlank: isTruthy(passed.value(2, 'blank', false)),
    })
  },
  int: (value, passed) =>
    toInteger(used(value), passed.value(0, 'default', 0), passed.integer(1, 'base', 10)),
  items: value => {
    if (value instanceof Undefined) return []
    const found = used(value)
    if (!isDict(found)) throw new JinjaError(`\`items\` needs a dict, got ${describe(found)}`)
    return Object.entries(found).map(entry => tuple(...entry))
  },
  join: (value, passed) => {
    const read = passed.has(1, 'attribute') ? reader(passed.value(1, 'attribute')) : undefined
    const separator = toText(passed.value(0, 'd', ''))
    return joinTexts(
      iterate(value).map(item => toText(read ? read(item) : item)),
      separator,
    )
  },
  last: value => iterate(value).at(-1) ?? endOf(value, -1),
  length: size,
  list: value => [...iterate(value)],
  lower: value => toText(value).toLowerCase(),
  map: (value, passed, calls) => mapped(value, passed, calls),
  max: (value, passed) => extreme(value, passed, 1),
  min: (value, passed) => extreme(value, passed, -1),
  pprint: value => toRepr(sorted(used(value))),
  reject: (value, passed, calls) => chosen(value, passed, calls, { keeps: false, byAttribute: false }),
  rejectattr: (value, passed, calls) => chosen(value, passed, calls, { keeps: false, byAttribute: true }),
  replace: (value, passed) => {
    const most = passed.value(2, 'count', null)
    return replaceText(
      toText(value),
      toText(passed.value(0, 'old')),
      toText(passed.value(1, 'new')),
      amount(most ?? -1) ?? -1,
    )
  },
  reverse: value => {
    const found = used(value)
    return typeof found === 'string' ? [...found].reverse().join('') : [...iterate(found)].reverse()
  },
  round: (value, passed) =>
    round(value, passed.integer(0, 'precision', 0), passed.text(1, 'method', 'common')),
  safe: value => toText(value),
  select: (value, passed, calls) => chosen(value, passed, calls, { keeps: true, byAttribute: false }),
  selectattr: (value, passed, calls) => chosen(value, passed, calls, { keeps: true, byAttribute: true }),
  slice: (value, passed) => slices(iterate(value), passed),
  sort: (value, passed) => {
    const attribute = passed.value(2, 'attribute', null)
    const keys =
      attribute === null
        ? [identity]
        : String(attribute)
            .split(',')
            .map(part => reader(part))
    const isCased = isTruthy(passed.value(1, 'case_sensitive', false))
    const keyed = iterate(value).map(item => ({ item, key: keys.map(key => fold(key(item), isCased)) }))
    keyed.sort((one, other) => compareValues(one.key, other.key))
    // With `reverse=True`, Python keeps the order of equal items.
    if (isTruthy(passed.value(0, 'reverse', false))) return reverseStable(keyed).map(({ item }) => item)
    return keyed.map(({ item }) => item)
  },
  string: value => toText(value),
  striptags: value =>
    toText(value)
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<[^>]*>/g, '')
      .split(/\s+/)
      .filter(word => word !== '')
      .join(' ')
      .replace(/&(amp|lt|gt|quot|#39|#34|nbsp);/g, (_, name) => HTML_NAMES[name] ?? ''),
  sum: (value, passed) => {
    const attribute = passed.value(0, 'attribute', null)
    const read = attribute === null ? identity : reader(attribute)
    const start = passed.value(1, 'start', 0)
    return iterate(value).reduce<unknown>((total, item) => add(total, used(read(item))), start)
  },
  title: value =>
    toText(value)
      .split(/([-\s({[<]+)/u)
      .map(part => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
      .join(''),
  tojson: (value, passed) => {
    const width = passed.value(0, 'indent', null)
    const indent = width === null ? undefined : spanOf('tojson', width)
    return safeForHtml(pythonJson(toPlain(value), { indent, sortsKeys: true }))
  },
  trim: (value, passed) => trim(toText(value), passed.value(0, 'chars', null)),
  truncate: (value, passed) => truncate(textual('truncate', value), passed),
  unique: (value, passed) => {
    const attribute = passed.value(1, 'attribute', null)
    const isCased = isTruthy(passed.value(0, 'case_sensitive', false))
    const read = attribute === null ? identity : reader(attribute)
    const seen: unknown[] = []
    return iterate(value).filter(item => {
      const key = fold(read(item), isCased)
      if (seen.some(other => isEqual(other, key))) return false
      seen.push(key)
      return true
    })
  },
  upper: value => toText(value).toUpperCase(),
  urlencode: value => urlEncode(used(value)),
  urlize: value =>
    toText(value).replace(/https?:\/\/[^\s<>"]+/g, url => `<a href="${url}" rel="noopener">${url}</a>`),
  wordcount: value => (toText(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
  wordwrap: (value, passed) =>
    wordWrap(textual('wordwrap', value), {
      width: passed.integer(0, 'width', 79),
      breaksLong: isTruthy(passed.value(1, 'break_long_words', true)),
      by: toText(passed.value(2, 'wrapstring', null) ?? '\n'),
      breaksHyphens: isTruthy(passed.value(3, 'break_on_hyphens', true)),
    }),
  xmlattr: (value, passed) => {
    const found = used(value)
    if (!isDict(found)) throw new JinjaError(`\`xmlattr\` needs a dict, got ${describe(found)}`)
    const pairs = Object.entries(found).filter(([, part]) => part !== null && !(part instanceof Undefined))
    const text = pairs.map(([key, part]) => `${escapeHtml(key)}="${escapeHtml(toText(part))}"`).join(' ')
    return text !== '' && isTruthy(passed.value(0, 'autospace', true)) ? ` ${text}` : text
  },
}

/** Returns the value as a string. Throws JinjaError if it is not one. */
function textual(filter: string, value: unknown): string {
  const text = used(value)
  if (typeof text === 'string') return text
  throw new JinjaError(`\`${filter}\` takes text, got ${describe(text)}`)
}

function orDefault(value: unknown, passed: Passed): unknown {
  const isMissing =
    value instanceof Undefined || (isTruthy(passed.value(1, 'boolean', false)) && !isTruthy(value))
  if (!isMissing) return value
  return passed.has(0, 'default_value') ? passed.raw(0, 'default_value') : ''
}

/** Sorts the keys of all nested dicts, as Python's `pprint` does. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value instanceof Tuple ? tuple(...value.map(sorted)) : value.map(sorted)
  if (!isDict(value)) return value
  const keys = Object.keys(value).sort(compareValues)
  return Object.fromEntries(keys.map(key => [key, sorted(value[key])]))
}
