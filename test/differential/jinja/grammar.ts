import fc from 'fast-check'
import type { Row } from './referee.ts'

/** The seed is printed with a failure, so that the rows can be generated again. */
export const SEED = 20261129

const NUMBERS = [
  '0',
  '1',
  '2',
  '7',
  '-3',
  '2.5',
  'zero',
  'one',
  'port',
  'ratio',
  'list[0]',
  'map.a',
  'users[0].uid',
]
const TEXTS = [
  ...["''", "'a'", "'b c'", "'☃ x'", 'name', 'words', 'path', 'number_text', 'blank', 'quotes', 'lines'],
  ...['users[1].name', 'settings.names[0]', "map.nowhere | default('x')"],
]
const LISTS = [
  ...['[]', '[1, 2]', "['a', 'B', 'c']", 'list', 'texts', 'numbers', 'mixed', 'nested', 'duplicates'],
  ...["users | map(attribute='name')", 'map.c.d', 'nothing_list', '(1, 2)', 'map.keys() | list'],
]
const MAPS = [
  '{}',
  "{'k': 1}",
  'map',
  'settings',
  'users[2]',
  'upstreams',
  'nothing_map',
  "{'a': {'b': none}}",
]
const FLAGS = ['true', 'false', 'yes', 'no', 'none', 'nothing', 'nowhere is defined', 'result is changed']
const MISSING = ['nowhere', 'map.nowhere', 'users[7]', 'nowhere.key']

const NUMBER_FILTERS = [
  'abs',
  'round',
  'int',
  'float',
  'string',
  'round(1)',
  'filesizeformat',
  'human_readable',
]
const TEXT_FILTERS = [
  ...['upper', 'lower', 'title', 'capitalize', 'trim', 'length', 'list', 'first', 'last', 'reverse', 'int'],
  ...[
    "replace('a', 'x')",
    'truncate(8)',
    'wordcount',
    'center(12)',
    'indent(2)',
    'quote',
    'b64encode',
    'bool',
  ],
  ...[
    "regex_replace('[aeiou]', '_')",
    "regex_findall('\\w+')",
    "regex_search('[a-z]+')",
    'urlencode',
    'hash',
  ],
  ...['basename', 'dirname', 'to_json', 'to_yaml', 'from_yaml', "split(' ')", 'striptags', 'escape'],
  ...['regex_escape', 'comment', 'checksum', 'float', 'wordwrap(10)', 'unique', 'sort', "join('-')"],
]
const LIST_FILTERS = [
  ...[
    'length',
    'first',
    'last',
    'sort',
    'unique',
    'reverse | list',
    'list',
    'max',
    'min',
    'sum',
    "join(', ')",
  ],
  ...[
    "map('string') | list",
    'flatten',
    'to_json',
    'to_nice_json',
    'to_yaml',
    'to_nice_yaml',
    'string',
    'random is defined',
  ],
  ...[
    "select('defined') | list",
    "reject('none') | list",
    "select('number') | list",
    'batch(2) | list',
    'slice(2) | list',
  ],
  ...[
    'union([1, 9])',
    'intersect([1, 2])',
    'difference([1])',
    'zip([7, 8]) | list',
    'symmetric_difference([2])',
  ],
  ...["map('upper') | list", "map('length') | list", 'sort(reverse=true)', "map('default', 'x') | list"],
  ...['product([1, 2]) | list', 'type_debug', "select('in', [1, 'a']) | list", 'count', 'flatten(levels=1)'],
]
const MAP_FILTERS = [
  ...[
    'length',
    'list',
    'dictsort',
    'items | list',
    'dict2items',
    'to_json',
    'to_nice_yaml',
    'to_yaml',
    'string',
  ],
  ...["combine({'k': 2})", "combine({'c': {'e': 1}}, recursive=true)", "join(',')", 'first', 'sort'],
  ...[
    'to_nice_json',
    "dict2items | map(attribute='key') | list",
    'type_debug',
    'urlencode',
    'dictsort(reverse=true)',
  ],
]
const TESTS = [
  ...[
    'defined',
    'none',
    'string',
    'number',
    'mapping',
    'iterable',
    'sequence',
    'boolean',
    'integer',
    'float',
  ],
  ...[
    'truthy',
    'falsy',
    'odd',
    'even',
    'divisibleby(2)',
    "match('a')",
    "search('[0-9]')",
    'eq(1)',
    'in([1, "a"])',
  ],
  ...['lower', 'upper', 'sameas(true)', 'gt(1)', 'any', 'all', 'contains(1)', 'subset([1, 2, 3])'],
]
const METHODS = [
  ...[
    'upper()',
    'split()',
    "split('.')",
    "startswith('a')",
    "replace('a', '')",
    'strip()',
    "find('b')",
    'title()',
  ],
  ...[
    'isdigit()',
    "join(['x', 'y'])",
    'splitlines()',
    'zfill(5)',
    "count('a')",
    "partition('.')",
    'swapcase()',
  ],
]

const number = fc.constantFrom(...NUMBERS)
const text = fc.constantFrom(...TEXTS)
const list = fc.constantFrom(...LISTS)
const map = fc.constantFrom(...MAPS)
const atom = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 4, arbitrary: text },
  { weight: 3, arbitrary: list },
  { weight: 2, arbitrary: map },
  { weight: 2, arbitrary: fc.constantFrom(...FLAGS) },
  { weight: 1, arbitrary: fc.constantFrom(...MISSING) },
)

function filtered(of: fc.Arbitrary<string>, filters: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(of, fc.constantFrom(...filters)).map(([value, filter]) => `(${value}) | ${filter}`)
}

const { expression } = fc.letrec<{ expression: string; small: string }>(tie => ({
  small: fc.oneof({ depthSize: 'small', withCrossShrink: true }, atom, tie('expression')),
  expression: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    atom,
    filtered(number, NUMBER_FILTERS),
    filtered(text, TEXT_FILTERS),
    filtered(list, LIST_FILTERS),
    filtered(map, MAP_FILTERS),
    fc
      .tuple(tie('small'), fc.constantFrom(...TEXT_FILTERS, ...LIST_FILTERS))
      .map(([a, f]) => `(${a}) | ${f}`),
    fc.tuple(text, fc.constantFrom(...METHODS)).map(([a, method]) => `(${a}).${method}`),
    fc.tuple(tie('small'), fc.constantFrom(...TESTS)).map(([a, test]) => `(${a}) is ${test}`),
    fc
      .tuple(tie('small'), fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '~'), tie('small'))
      .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
    fc
      .tuple(tie('small'), fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in', 'not in'), tie('small'))
      .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
    fc
      .tuple(tie('small'), fc.constantFrom('and', 'or'), tie('small'))
      .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
    fc.tuple(tie('small'), tie('small'), tie('small')).map(([a, b, c]) => `(${a}) if (${b}) else (${c})`),
    fc.tuple(tie('small'), tie('small')).map(([a, b]) => `(${a}) | default(${b})`),
    fc.tuple(tie('small'), tie('small')).map(([a, b]) => `(${a}) | default(${b}, true)`),
    fc.array(tie('small'), { maxLength: 3 }).map(items => `[${items.join(', ')}]`),
    fc
      .tuple(list, fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }))
      .map(([a, from, to]) => `(${a} | list)[${from}:${to}]`),
    fc.tuple(list, fc.integer({ min: -2, max: 2 })).map(([a, at]) => `(${a} | list)[${at}]`),
    tie('small').map(a => `not (${a})`),
    tie('small').map(a => `-(${a})`),
  ),
}))

/** Expressions that rarely fail, so that most templates succeed. */
const safe = fc.oneof(
  number,
  text,
  list,
  map,
  filtered(text, [
    'upper',
    'lower',
    'title',
    'trim',
    'length',
    "replace('a', 'x')",
    'truncate(8)',
    'indent(2)',
    'to_json',
  ]),
  filtered(list, [
    'length',
    "join(', ')",
    'unique',
    'reverse | list',
    'to_json',
    'to_nice_yaml',
    'flatten',
    "map('string') | list",
  ]),
  filtered(map, [
    'length',
    'list',
    'dictsort',
    'dict2items',
    'to_nice_json',
    "combine({'k': 2})",
    'items | list',
  ]),
  fc.tuple(text, fc.constantFrom(...METHODS)).map(([a, method]) => `(${a}).${method}`),
  fc
    .tuple(atom, fc.constantFrom('defined', 'none', 'string', 'mapping', 'iterable', 'number'))
    .map(([a, test]) => `(${a}) is ${test}`),
  fc.tuple(fc.constantFrom(...MISSING), text).map(([a, b]) => `(${a}) | default(${b})`),
  fc.tuple(text, number).map(([a, b]) => `(${a}) ~ (${b})`),
  fc.tuple(text, fc.constantFrom(...FLAGS), list).map(([a, b, c]) => `(${a}) if (${b}) else (${c})`),
  { weight: 1, arbitrary: expression },
)

const gap = fc.constantFrom('', ' ', '\n', '\n  ', ' x ', '\n\n')
const sign = fc.constantFrom('', '', '', '-', '+')

/** A tag with white space control. */
const tag = fc.tuple(sign, fc.constantFrom('', '', '', '-')).map(
  ([begin, end]) =>
    (inner: string) =>
      `{%${begin} ${inner} ${end}%}`,
)

const { template } = fc.letrec<{ template: string; statement: string }>(tie => ({
  template: fc
    .array(
      fc.tuple(gap, tie('statement')).map(parts => parts.join('')),
      { minLength: 1, maxLength: 4, depthIdentifier: 'statement' },
    )
    .map(parts => parts.join('')),
  statement: fc.oneof(
    { depthIdentifier: 'statement', maxDepth: 2 },
    safe.map(text => `{{ ${text} }}`),
    fc.constantFrom('text', '{# comment #}', '{#- comment -#}', '{% raw %}{{ x }}{% endraw %}'),
    fc
      .tuple(tag, tag, safe, tie('template'))
      .map(([open, close, value, body]) => `${open(`if ${value}`)}${body}${close('endif')}`),
    fc
      .tuple(tag, tag, safe, tie('template'), tie('template'))
      .map(
        ([open, close, value, body, other]) =>
          `${open(`if ${value}`)}${body}${open('else')}${other}${close('endif')}`,
      ),
    fc
      .tuple(tag, tag, list, tie('template'))
      .map(
        ([open, close, value, body]) =>
          `${open(`for item in ${value}`)}${body}{{ item }}{{ loop.index }}${close('endfor')}`,
      ),
    fc
      .tuple(tag, tag, map, tie('template'))
      .map(
        ([open, close, value, body]) =>
          `${open(`for k, v in (${value}).items()`)}${body}{{ k }}={{ v }}${close('endfor')}`,
      ),
    fc.tuple(tag, safe).map(([open, value]) => `${open(`set x = ${value}`)}{{ x }}`),
    fc
      .tuple(tag, tag, tie('template'))
      .map(([open, close, body]) => `${open('set y')}${body}${close('endset')}[{{ y }}]`),
    fc
      .tuple(tag, tag, tie('template'))
      .map(
        ([open, close, body]) =>
          `${open('macro m(a, b=2)')}${body}{{ a }}{{ b }}${close('endmacro')}{{ m(1) }}`,
      ),
    fc
      .tuple(tag, tag, tie('template'), fc.constantFrom('upper', 'trim', 'indent(2)', 'length'))
      .map(([open, close, body, filter]) => `${open(`filter ${filter}`)}${body}${close('endfilter')}`),
    fc
      .tuple(tag, tag, safe, tie('template'))
      .map(([open, close, value, body]) => `${open(`with z = ${value}`)}${body}{{ z }}${close('endwith')}`),
  ),
}))

const options = fc.record({ trim_blocks: fc.boolean(), lstrip_blocks: fc.boolean() })

/** Different expressions as YAML text. */
export function generatedExpressions(count: number): Row[] {
  const all = fc.sample(expression, { seed: SEED, numRuns: count * 2 })
  return [...new Set(all)].slice(0, count).map(text => ({ kind: 'value', text: `{{ ${text} }}` }))
}

/** Different template files. */
export function generatedTemplates(count: number): Row[] {
  const all = fc.sample(fc.tuple(template, options), { seed: SEED, numRuns: count * 2 })
  const byText = new Map(all.map(([text, how]) => [text, how]))
  return [...byText].slice(0, count).map(([text, how]) => ({ kind: 'file', text, options: how }))
}
