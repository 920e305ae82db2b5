import { lstatSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { parseFlag } from '../../base/flag.ts'
import { matchWithinTime } from '../../base/matching-time.ts'
import { ownValue } from '../../base/own-value.ts'
import { compileRegex } from '../../base/python-regex.ts'
import { isEqual, isIn, isTruthy, iterate } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Test } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { describe, toText } from '../jinja/text.ts'
import { Undefined } from '../jinja/undefined.ts'
import { amount, type Dict, isDict, used } from '../jinja/values.ts'
import { fileTests } from './file-tests.ts'
import { uriTests } from './uri-tests.ts'
import { VERSION_TYPES } from './versions.ts'

/** The tests of ansible.builtin, and the most common ones of community.general and ansible.utils. */
export const ANSIBLE_TESTS: Readonly<Record<string, Test>> = {
  failed: value => flagOf('failed', value),
  failure: value => flagOf('failed', value),
  succeeded: value => !flagOf('failed', value),
  success: value => !flagOf('failed', value),
  successful: value => !flagOf('failed', value),
  unreachable: value => flagOf('unreachable', value),
  reachable: value => !flagOf('unreachable', value),
  changed: value => hasChanged(value),
  change: value => hasChanged(value),
  skipped: value => flagOf('skipped', value),
  skip: value => flagOf('skipped', value),
  finished: value => isDone('finished', value),
  started: value => isDone('started', value),
  match: (value, passed) => matches(value, passed, 'match'),
  search: (value, passed) => matches(value, passed, 'search'),
  regex: (value, passed) => matches(value, passed, passed.text(3, 'match_type', 'search') as MatchType),
  version: compareVersions,
  version_compare: compareVersions,
  any: value => iterate(value).some(isTruthy),
  all: value => iterate(value).every(isTruthy),
  truthy: (value, passed) => isTruthyAs(value, passed),
  falsy: (value, passed) => !isTruthyAs(value, passed),
  vault_encrypted: () => false,
  subset: (value, passed) => isWithin(value, passed.value(0, 'b')),
  issubset: (value, passed) => isWithin(value, passed.value(0, 'b')),
  superset: (value, passed) => isWithin(passed.value(0, 'b'), value),
  issuperset: (value, passed) => isWithin(passed.value(0, 'b'), value),
  contains: (value, passed) => isIn(passed.value(0, 'value'), value),
  nan: value => Number.isNaN(amount(used(value))),
  isnan: value => Number.isNaN(amount(used(value))),
  ...fileTests({ isAbsolute, lstatSync, statSync }),
  ...uriTests,
}

function resultOf(name: string, value: unknown): Dict {
  const found = value instanceof Undefined ? value : used(value)
  if (isDict(found)) return found
  throw new JinjaError(
    `the test \`${name}\` takes the result of a task, got ${value instanceof Undefined ? `what does not exist: ${value.message}` : describe(found)}`,
    { ansibleMessage: `The '${name}' test expects a dictionary` },
  )
}

function flagOf(name: string, value: unknown): boolean {
  const result = resultOf(name, value)
  return Object.hasOwn(result, name) && isTruthy(result[name])
}

function hasChanged(value: unknown): boolean {
  const result = resultOf('changed', value)
  if (Object.hasOwn(result, 'changed')) return isTruthy(result.changed)
  const { results } = result
  return Array.isArray(results) && results.some(each => isDict(each) && flagOf('changed', each))
}

/** Whether a job has the state `name`. True for the result of a task without `async`. */
function isDone(name: string, value: unknown): boolean {
  const result = resultOf(name, value)
  return !Object.hasOwn(result, name) || amount(result[name]) === 1
}

type MatchType = 'match' | 'search' | 'fullmatch'

function matches(value: unknown, passed: Passed, type: MatchType): boolean {
  const pattern = passed.text(0, 'pattern', '')
  const flags = [
    isTruthy(passed.value(1, 'ignorecase', false)) ? 'i' : '',
    isTruthy(passed.value(2, 'multiline', false)) ? 'm' : '',
    // `match` and `fullmatch` search only at the beginning of the text.
    type === 'search' ? '' : 'y',
  ].join('')
  const compiled = compiledOf(type === 'fullmatch' ? wholeOf(pattern) : pattern, flags)
  const text = toText(value)
  return matchWithinTime(`the test \`${type}\``, { pattern, text }, () => compiled.test(text))
}

function compiledOf(pattern: string, flags: string): RegExp {
  try {
    return compileRegex(pattern, flags)
  } catch (cause) {
    throw new JinjaError(`\`${pattern}\` is not a valid regular expression`, { cause })
  }
}

/** Anchors a pattern to the whole text. Inline flags stay at its beginning. */
function wholeOf(pattern: string): string {
  const flags = /^\(\?[a-zA-Z]+\)/.exec(pattern)?.[0] ?? ''
  return `${flags}(?:${pattern.slice(flags.length)})\\Z`
}

const VERSION_OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '==': order => order === 0,
  '=': order => order === 0,
  eq: order => order === 0,
  '<': order => order < 0,
  lt: order => order < 0,
  '<=': order => order <= 0,
  le: order => order <= 0,
  '>': order => order > 0,
  gt: order => order > 0,
  '>=': order => order >= 0,
  ge: order => order >= 0,
  '!=': order => order !== 0,
  '<>': order => order !== 0,
  ne: order => order !== 0,
}

function compareVersions(value: unknown, passed: Passed): boolean {
  const [left, right] = [used(value), passed.value(0, 'version')]
  const operator = passed.text(1, 'operator', 'eq')
  const strict = passed.value(2, 'strict', null)
  const type = passed.value(3, 'version_type', null)
  const empty = [left, right].findIndex(each => !isTruthy(each))
  if (empty >= 0) {
    throw new JinjaError('`version` cannot compare an empty version', {
      ansibleMessage:
        empty === 0
          ? 'Input version value cannot be empty'
          : 'Version parameter to compare against cannot be empty',
    })
  }
  if (strict !== null && type !== null) {
    throw new JinjaError('`version` takes `strict` or `version_type`, not both', {
      ansibleMessage: "Cannot specify both 'strict' and 'version_type'",
    })
  }
  const name = type === null ? looseOrStrict(strict) : toText(type)
  const compare = ownValue(VERSION_TYPES, name)
  if (!compare) {
    throw new JinjaError(
      `\`version_type\` is ${Object.keys(VERSION_TYPES)
        .map(each => `\`${each}\``)
        .join(', ')}, got \`${name}\``,
      { ansibleMessage: `Invalid version type (${name})` },
    )
  }
  const isSatisfied = ownValue(VERSION_OPERATORS, operator)
  if (!isSatisfied) {
    throw new JinjaError(`\`version\` has no operator \`${operator}\``, {
      ansibleMessage: `Invalid operator type (${operator})`,
    })
  }
  return isSatisfied(compare(toText(left), toText(right)))
}

function looseOrStrict(strict: unknown): string {
  return isTruthy(strict) ? 'strict' : 'loose'
}

function isTruthyAs(value: unknown, passed: Passed): boolean {
  const found = used(value)
  const converts = isTruthy(passed.value(0, 'convert_bool', false))
  const flag = converts && typeof found === 'string' ? parseFlag(found) : undefined
  return flag ?? isTruthy(found)
}

function isWithin(some: unknown, all: unknown): boolean {
  const others = iterate(all)
  return iterate(some).every(item => others.some(other => isEqual(item, other)))
}
