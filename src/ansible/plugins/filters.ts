import { createHash } from 'node:crypto'
import { itemOf } from '../jinja/access.ts'
import { isTruthy } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import { numeric } from '../jinja/filters/numbers.ts'
import type { Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { toText } from '../jinja/text.ts'
import { splitLeft } from '../jinja/text-methods.ts'
import { float, Undefined, used } from '../jinja/values.ts'
import { callHelper, helperOf, SHARED_FILTERS } from './shared-filters.ts'

/** The filters of Ansible that are no functions of Drover's, or differ from them. */
export const ANSIBLE_FILTERS: Readonly<Record<string, Filter>> = {
  ternary: (value, passed) => ternary(value, passed),
  mandatory: (value, passed) => mandatory(value, passed),
  extract: (value, passed) => extract(used(value), passed),
  split: (value, passed) =>
    splitLeft(toText(value), passed.value(0, 'sep', null), passed.integer(1, 'maxsplit', -1)),
  md5: value => createHash('md5').update(toText(value)).digest('hex'),
  log: (value, passed) => logarithm(numeric('log', value), numeric('log', passed.value(0, 'base', Math.E))),
  pow: (value, passed) => float(numeric('pow', value) ** numeric('pow', passed.value(0, 'y'))),
  root: (value, passed) => root(numeric('root', value), numeric('root', passed.value(0, 'base', 2))),
  regex_replace: (value, passed, calls) =>
    SHARED_FILTERS.regex_replace?.(toText(value), withPlainDollars(passed), calls),
  // Of the controller, as `fileglob` without the search for the folder.
  fileglob: (value, _, calls) => callHelper(helperOf('fileglob'), [toText(value)], {}, calls),
}

/** In Python `$` in a replacement means itself. */
function withPlainDollars(passed: Passed): Passed {
  return passed.mapped((index, name, value) =>
    (index === 1 || name === 'replacement') && typeof value === 'string'
      ? value.replaceAll('$', '$$$$')
      : value,
  )
}

function ternary(value: unknown, passed: Passed): unknown {
  const found = used(value)
  const none = passed.value(2, 'none_val', null)
  if (found === null && none !== null) return none
  return isTruthy(found) ? passed.raw(0, 'true_val') : passed.raw(1, 'false_val')
}

function mandatory(value: unknown, passed: Passed): unknown {
  if (!(value instanceof Undefined)) return value
  const message = passed.value(0, 'msg', null)
  throw new JinjaError(
    message === null ? `a mandatory variable is not set: ${value.message}` : toText(message),
  )
}

/** `key | extract(container, morekeys)`. */
function extract(key: unknown, passed: Passed): unknown {
  const more = passed.value(1, 'morekeys', null)
  const others = Array.isArray(more) ? more : [more]
  const keys = [key, ...(more === null ? [] : others)]
  return keys.reduce((value, each) => itemOf(value, each), passed.value(0, 'container'))
}

function logarithm(value: number, base: number): unknown {
  if (value <= 0) throw new JinjaError('`log` takes a number above 0')
  if (base === 10) return float(Math.log10(value))
  return float(base === Math.E ? Math.log(value) : Math.log(value) / Math.log(base))
}

function root(value: number, base: number): unknown {
  if (value < 0 && base === 2) throw new JinjaError('`root` takes a number that is not negative')
  return float(base === 2 ? Math.sqrt(value) : value ** (1 / base))
}
