import { compileRegex } from '../../base/python-regex.ts'
import { withinTime } from '../../base/time-limit.ts'
import { define } from '../../functions/combine.ts'
import { iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { toText } from '../jinja/text.ts'
import type { Dict } from '../jinja/values.ts'
import { mustBeDict } from './general-filters.ts'

/**
 * The key filters of community.general, for lists of dicts. The filters of ansible.utils with the same names
 * also process nested data.
 */
export const GENERAL_KEY_FILTERS: Readonly<Record<string, Filter>> = {
  'community.general.keep_keys': (value, passed) => {
    const isTarget = keyTest(passed.value(0, 'target'), passed)
    return iterate(value).map(dict => selected(dict, isTarget))
  },
  'community.general.remove_keys': (value, passed) => {
    const isTarget = keyTest(passed.value(0, 'target'), passed)
    return iterate(value).map(dict => selected(dict, key => !isTarget(key)))
  },
  'community.general.replace_keys': (value, passed) => renamed(iterate(value), passed),
}

type KeyTest = (key: string) => boolean

function keyTest(targets: unknown, passed: Passed): KeyTest {
  const wanted = (Array.isArray(targets) ? targets : [targets]).map(toText)
  const how = passed.text(1, 'matching_parameter', 'equal')
  switch (how) {
    case 'equal':
      return key => wanted.includes(key)
    case 'starts_with':
      return key => wanted.some(each => key.startsWith(each))
    case 'ends_with':
      return key => wanted.some(each => key.endsWith(each))
    case 'regex': {
      const patterns = wanted.map(each => compileRegex(each, 'y'))
      return key =>
        withinTime('the pattern of the keys', () => patterns.some(pattern => key.search(pattern) >= 0))
    }
    default:
      throw new JinjaError(
        `\`matching_parameter\` is \`equal\`, \`starts_with\`, \`ends_with\` or \`regex\`, got \`${how}\``,
      )
  }
}

function selected(value: unknown, isWanted: KeyTest): Dict {
  const dict = mustBeDict('keep_keys', value)
  return Object.fromEntries(Object.entries(dict).filter(([key]) => isWanted(key)))
}

function renamed(items: readonly unknown[], passed: Passed): Dict[] {
  const names = iterate(passed.value(0, 'target')).map(name => mustBeDict('replace_keys', name))
  const tests = names.map(({ before, after }) => ({
    isBefore: keyTest(before, passed),
    after: toText(after),
  }))
  return items.map(item => {
    const made: Dict = {}
    for (const [key, value] of Object.entries(mustBeDict('replace_keys', item)))
      define(made, tests.find(({ isBefore }) => isBefore(key))?.after ?? key, value)
    return made
  })
}
