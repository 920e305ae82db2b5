import { float } from '../../base/float.ts'
import { define } from '../../functions/combine.ts'
import { isTruthy, iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Calls, Filter } from '../jinja/frame.ts'
import { Passed } from '../jinja/passed.ts'
import { describe, toText } from '../jinja/text.ts'
import { type Dict, isDict, used } from '../jinja/values.ts'
import { SET_FILTERS } from './sets.ts'
import { callHelper, helperOf, mustBeText } from './shared-filters.ts'
import { VERSION_TYPES } from './versions.ts'

/** The filters of community.general that no function of Drover implements, or implements differently. */
export const GENERAL_FILTERS: Readonly<Record<string, Filter>> = {
  dict: value => dictOf(iterate(value)),
  dict_kv: (value, passed) => dictOf([[passed.value(0, 'key'), used(value)]]),
  groupby_as_dict: (value, passed) => groupedByKey(iterate(value), passed.text(0, 'attribute')),
  version_sort: (value, passed) => {
    const sorted = [...iterate(value)].sort(compareLoosely)
    return isTruthy(passed.value(0, 'reverse', false)) ? sorted.reverse() : sorted
  },
  to_ini: (value, _, calls) => callHelper(helperOf('to_ini'), [withTexts(value)], {}, calls),
  lists_union: (value, passed, calls) => overLists('union', value, passed, calls),
  lists_intersect: (value, passed, calls) => overLists('intersect', value, passed, calls),
  lists_difference: (value, passed, calls) => overLists('difference', value, passed, calls),
  lists_symmetric_difference: (value, passed, calls) =>
    overLists('symmetric_difference', value, passed, calls),
  to_time_unit: (value, passed, calls) => timeIn(passed.text(0, 'unit', 'ms'), value, passed, calls),
  ...Object.fromEntries(
    Object.entries({
      to_milliseconds: 'ms',
      to_seconds: 's',
      to_minutes: 'm',
      to_hours: 'h',
      to_days: 'd',
      to_weeks: 'w',
      to_months: 'mo',
      to_years: 'y',
    }).map(([name, unit]): [string, Filter] => [
      name,
      (value, passed, calls) => timeIn(unit, value, passed, calls),
    ]),
  ),
}

/** Builds a dict from pairs. Throws JinjaError for an item that is not a pair. */
function dictOf(pairs: readonly unknown[]): Dict {
  const made: Dict = {}
  for (const pair of pairs) {
    const parts = iterate(pair)
    if (parts.length !== 2)
      throw new JinjaError(`\`dict\` takes a list of pairs, got an item of ${parts.length} parts`)
    define(made, toText(parts[0]), parts[1])
  }
  return made
}

function groupedByKey(items: readonly unknown[], attribute: string): Dict {
  const groups: Dict = {}
  for (const [index, item] of items.entries()) {
    const dict = mustBeDict('groupby_as_dict', item)
    if (!Object.hasOwn(dict, attribute))
      throw new JinjaError(`item ${index} of the list for \`groupby_as_dict\` has no key \`${attribute}\``)
    const key = toText(dict[attribute])
    if (Object.hasOwn(groups, key))
      throw new JinjaError(`\`groupby_as_dict\` found several items with the \`${attribute}\` \`${key}\``)
    define(groups, key, dict)
  }
  return groups
}

/** Returns the value as a dict. Throws JinjaError if it is not one. */
export function mustBeDict(filter: string, value: unknown): Dict {
  const found = used(value)
  if (isDict(found)) return found
  throw new JinjaError(`\`${filter}\` takes a list of dicts, got one with ${describe(found)}`)
}

function compareLoosely(one: unknown, other: unknown): number {
  return VERSION_TYPES.loose?.(toText(one), toText(other)) ?? 0
}

/** Converts the values of all sections to strings, as Python's `str` does. */
function withTexts(value: unknown): unknown {
  const sections = used(value)
  if (!isDict(sections)) return sections
  return mapValues(sections, section => {
    const own = used(section)
    return isDict(own) ? mapValues(own, toText) : own
  })
}

function mapValues(dict: Dict, make: (value: unknown) => unknown): Dict {
  return Object.fromEntries(Object.entries(dict).map(([key, value]) => [key, make(value)]))
}

/** Applies a set filter to several lists or, with `flatten=true`, to the items of one list of lists. */
function overLists(name: string, value: unknown, passed: Passed, calls: Calls): unknown {
  const isOne = isTruthy(passed.value(Number.MAX_SAFE_INTEGER, 'flatten', false))
  const lists = isOne && passed.count === 0 ? iterate(value) : [value, ...passed.all]
  const combine = SET_FILTERS[name]
  const [first = [], ...others] = lists
  if (!combine) throw new TypeError(`there is no filter \`${name}\``)
  return others.reduce(
    (all, other) => combine(all, new Passed(name, { positional: [other], named: new Map() }), calls),
    first,
  )
}

/** Converts a duration to a unit. The result is a float, as Python's division returns. */
function timeIn(unit: string, value: unknown, passed: Passed, calls: Calls): unknown {
  const duration = used(value)
  mustBeText('to_time_unit', duration)
  if (duration === '0') return 0
  const options = Object.fromEntries([...passed.named].filter(([name]) => name !== 'unit'))
  const unknownOption = Object.keys(options).find(name => name !== 'year' && name !== 'month')
  if (unknownOption !== undefined) throw new JinjaError(`\`to_time_unit\` has no param \`${unknownOption}\``)
  return float(Number(callHelper(helperOf('to_time_unit'), [duration], { ...options, unit }, calls)))
}
