import { compileRegex } from '../base/python-regex.ts'
import { withinTime } from '../base/time-limit.ts'
import { InputError } from '../errors.ts'
import { isList, isMap, kindOf } from '../values/plain.ts'
import { define } from './combine.ts'
import { type Helper, isNothing, list, map, optionHelper, text } from './helper.ts'

const MATCHING = '`matching_parameter` is `equality`, `starts_with`, `ends_with` or `regex`'

/** Helpers that select keys of nested maps and lists, like the filters of ansible.utils. */
export const KEY_HELPERS: Readonly<Record<string, Helper>> = {
  keep_keys: optionHelper(
    'keep_keys value keys [matching_parameter=]',
    `the value, with all other keys removed from its maps at any depth; items that become empty are removed; ${MATCHING}`,
    ([value, keys], { matching_parameter: how = 'equality' }) =>
      withinTime('`keep_keys`', () =>
        keepKeys(collection('keep_keys', value), matchers('keep_keys', list('keep_keys', keys), how)),
      ),
  ),
  remove_keys: optionHelper(
    'remove_keys value keys [matching_parameter=]',
    `the value, with those keys removed from its maps at any depth, and empty items removed from its lists; ${MATCHING}`,
    ([value, keys], { matching_parameter: how = 'equality' }) =>
      withinTime('`remove_keys`', () =>
        withoutEmpty(
          removeKeys(
            collection('remove_keys', value),
            matchers('remove_keys', list('remove_keys', keys), how),
          ),
        ),
      ),
  ),
  replace_keys: optionHelper(
    'replace_keys value names [matching_parameter=]',
    `the value, with keys of its maps renamed at any depth; \`names\` is a list of maps with \`before\` and \`after\`; ${MATCHING}`,
    ([value, names], { matching_parameter: how = 'equality' }) =>
      withinTime('`replace_keys`', () => {
        const pairs = list('replace_keys', names).map(name => map('replace_keys', name))
        const matches = matchers(
          'replace_keys',
          pairs.map(pair => pair.before),
          how,
        )
        const others = pairs.map(pair => text('replace_keys', pair.after))
        return replaceKeys(collection('replace_keys', value), { matches, others })
      }),
  ),
  to_paths: optionHelper(
    'to_paths value [prepend=]',
    'a map from the path of each inner value, such as `a.b[0]`, to that value; `prepend` is put before each path',
    ([value], { prepend }) => toPaths(isNothing(prepend) ? value : { [text('to_paths', prepend)]: value }),
  ),
}

function collection(name: string, value: unknown): unknown {
  if (isList(value) || isMap(value)) return value
  throw new InputError(`\`${name}\` takes a list or a map, got ${kindOf(value)}`)
}

type Matches = (key: string) => boolean

function matchers(name: string, keys: readonly unknown[], how: unknown): Matches[] {
  return keys.map(each => {
    const wanted = text(name, each)
    switch (how) {
      case 'equality':
        return key => key === wanted
      case 'starts_with':
        return key => key.startsWith(wanted)
      case 'ends_with':
        return key => key.endsWith(wanted)
      case 'regex': {
        const pattern = beginningWith(name, wanted)
        // `search` always begins at the start of the key; `test` with a sticky pattern would continue after its last match.
        return key => key.search(pattern) >= 0
      }
      default:
        throw new InputError(`${MATCHING}, got \`${String(how)}\``)
    }
  })
}

function beginningWith(name: string, pattern: string): RegExp {
  try {
    return compileRegex(pattern, 'y')
  } catch (cause) {
    throw new InputError(`\`${name}\` takes regular expressions, got \`${pattern}\``, { cause })
  }
}

function keepKeys(value: unknown, matches: readonly Matches[]): unknown {
  if (isList(value)) return value.map(item => keepKeys(item, matches))
  if (!isMap(value)) return value
  const kept: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) {
    const isWhole = !isList(part) && !isMap(part)
    if (isWhole) {
      if (matches.some(match => match(key))) define(kept, key, part)
      continue
    }
    const inner = keepKeys(part, matches)
    const left = isList(inner) ? inner.filter(item => !isEmpty(item)) : inner
    // Lists that contain only strings have no keys and are removed.
    if (isEmpty(left) || (isList(left) && left.every(item => typeof item === 'string'))) continue
    define(kept, key, left)
  }
  return kept
}

function isEmpty(value: unknown): boolean {
  if (isList(value)) return value.length === 0
  return isMap(value) && Object.keys(value).length === 0
}

function removeKeys(value: unknown, matches: readonly Matches[]): unknown {
  if (isList(value)) return value.map(item => removeKeys(item, matches))
  if (!isMap(value)) return value
  const left: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value))
    if (!matches.some(match => match(key))) define(left, key, removeKeys(part, matches))
  return left
}

/** Removes the items of lists that are false in Python's sense, as the filter of ansible.utils does. */
function withoutEmpty(value: unknown): unknown {
  if (isList(value)) return value.filter(item => Boolean(item) && !isEmpty(item)).map(withoutEmpty)
  if (!isMap(value)) return value
  const left: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) define(left, key, withoutEmpty(part))
  return left
}

interface Renaming {
  readonly matches: readonly Matches[]
  readonly others: readonly string[]
}

/** Renames keys at any depth. A renamed key moves to the end of its map, and a later renaming may rename it again. */
function replaceKeys(value: unknown, renaming: Renaming): unknown {
  if (isList(value)) return value.map(item => replaceKeys(item, renaming))
  if (!isMap(value)) return value
  const entries = new Map(Object.entries(value))
  for (const [index, match] of renaming.matches.entries()) {
    for (const [key, part] of [...entries]) {
      if (!match(key)) continue
      entries.delete(key)
      entries.set(renaming.others[index] ?? key, part)
    }
  }
  const renamed: Record<string, unknown> = {}
  for (const [key, part] of entries) define(renamed, key, replaceKeys(part, renaming))
  return renamed
}

function toPaths(value: unknown): unknown {
  if (isEmpty(value)) return value
  const found: Record<string, unknown> = {}
  collectPaths(value, '', found)
  return found
}

function collectPaths(value: unknown, path: string, found: Record<string, unknown>): void {
  if (isList(value) && value.length > 0) {
    for (const [index, item] of value.entries()) collectPaths(item, `${path}[${index}]`, found)
  } else if (isMap(value) && !isEmpty(value)) {
    for (const [key, part] of Object.entries(value)) collectPaths(part, joined(path, key), found)
  } else define(found, path, value)
}

function joined(path: string, key: string): string {
  if (path === '') return key
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}['${key}']`
}
