import { call, constant, not, type Term } from './term.ts'

/** Tests of Jinja that take no argument. */
export const PLAIN_TESTS: Readonly<Record<string, (of: Term) => Term>> = {
  defined: of => call('defined', of),
  undefined: of => not(call('defined', of)),
  none: of => call('eq', of, constant(null)),
  true: of => call('eq', of, constant(true)),
  false: of => call('eq', of, constant(false)),
  changed: of => field(of, 'changed'),
  change: of => field(of, 'changed'),
  finished: of => call('eq', field(of, 'finished'), constant(1)),
  started: of => call('eq', field(of, 'started'), constant(1)),
  failed: of => field(of, 'failed'),
  failure: of => field(of, 'failed'),
  succeeded: of => not(field(of, 'failed')),
  success: of => not(field(of, 'failed')),
  successful: of => not(field(of, 'failed')),
  skipped: of => call('default', field(of, 'skipped'), constant(false)),
  skip: of => call('default', field(of, 'skipped'), constant(false)),
  unreachable: of => call('default', field(of, 'unreachable'), constant(false)),
  even: of => call('eq', call('mod', of, constant(2)), constant(0)),
  odd: of => call('ne', call('mod', of, constant(2)), constant(0)),
  string: of => ({ kind: 'type', of, types: ['string'] }),
  mapping: of => ({ kind: 'type', of, types: ['map'] }),
  boolean: of => ({ kind: 'type', of, types: ['bool'] }),
  number: of => ({ kind: 'type', of, types: ['double', 'int'] }),
}

/** Tests that are translated only without an argument; their form with one is refused. */
export const TRUTH_TESTS: Readonly<Record<string, (of: Term) => Term>> = {
  truthy: of => not(call('not_true', of)),
  falsy: of => call('not_true', of),
}

/** The function of each comparison, by the names and operators that Jinja has for it. */
const COMPARISONS: Readonly<Record<string, string>> = {
  equalto: 'eq',
  eq: 'eq',
  '==': 'eq',
  ne: 'ne',
  '!=': 'ne',
  lt: 'lt',
  lessthan: 'lt',
  '<': 'lt',
  le: 'le',
  '<=': 'le',
  gt: 'gt',
  greaterthan: 'gt',
  '>': 'gt',
  ge: 'ge',
  '>=': 'ge',
}

/** Tests that compare with one argument. */
export const TESTS_WITH_VALUE: Readonly<Record<string, (of: Term, value: Term) => Term>> = {
  in: (of, value) => call('contains', value, of),
  contains: (of, value) => call('contains', of, value),
  divisibleby: (of, value) => call('eq', call('mod', of, value), constant(0)),
  ...Object.fromEntries(
    Object.entries(COMPARISONS).map(([name, helper]) => [
      name,
      (of: Term, value: Term) => call(helper, of, value),
    ]),
  ),
}

/** The tests that `select` and similar filters support, and the number of arguments of each. */
export const TESTS_OF_ITEMS: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
  ...counted(
    0,
    'defined undefined none true false truthy falsy boolean string number integer float mapping sequence iterable even odd lower upper',
  ),
  ...counted(
    1,
    'divisibleby eq equalto == ne != lt lessthan < gt greaterthan > le <= ge >= in contains match search regex subset issubset superset issuperset',
  ),
})

function counted(values: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(' ').map(name => [name, values]))
}

/** The operators of the test `version`, each mapped to one sign. */
export const VERSION_SIGNS: Readonly<Record<string, string>> = {
  '<': '<',
  lt: '<',
  '<=': '<=',
  le: '<=',
  '>': '>',
  gt: '>',
  '>=': '>=',
  ge: '>=',
  '==': '==',
  '=': '==',
  eq: '==',
  '!=': '!=',
  '<>': '!=',
  ne: '!=',
}

function field(of: Term, name: string): Term {
  return { kind: 'item', of, key: constant(name) }
}
