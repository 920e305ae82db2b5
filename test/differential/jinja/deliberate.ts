import type { Row } from './referee.ts'

/** Rows with deliberate differences from Ansible, and the reasons. */
export const DELIBERATE: readonly (readonly [reason: string, row: Row])[] = [
  ...differ('attributes of Python objects lead out of a template, to the program that renders it', [
    '{{ name.__class__ }}',
    "{{ ''.__class__.__mro__ }}",
    '{{ list.__len__() }}',
    '{{ list.__add__([1]) }}',
  ]),
  ...differ('what Ansible cannot compile it leaves as it is, without a word', [
    '{{ list[1:2, 3] }}',
    '{% break %}',
    '{{ 1 if [][2] else 2 }}',
  ]),
  ...differ('a syntax error is better than the error that something is undefined', ['{{ one[] }}']),
  ...differ('an error of Ansible, in the tests that ask whether a filter or a test exists', [
    "{{ 'nowhere' is filter }}",
    "{{ 'nowhere' is test }}",
  ]),
  ...differ('views of dicts are lists, which can do more', [
    '{{ map.keys() | lower }}',
    '{{ [map.keys()] }}',
    '{{ map.values() | to_nice_yaml }}',
  ]),
  ...differ('`\\w` of regular expressions is of ASCII, as everywhere in Drover', [
    "{{ 'é' | regex_findall('\\w') }}",
  ]),
  ...differ('there is no text that is marked as safe HTML: nothing is ever escaped', [
    '{{ [path | tojson] }}',
  ]),
  ...differ('keys of dicts are text, as in all data of Drover', [
    'x{{ {1: one} }}',
    '{{ {1: one} | first | type_debug }}',
  ]),
  ...differ('keys that look like whole numbers come first, as in all data of Drover', [
    "{{ {'b': 1, '2': 2} | list }}",
  ]),
  ...differ('a line of options that cannot be read is an error before anything is rendered', [
    { kind: 'file', text: '#jinja2: trim_blocks\nx\n' },
  ]),
  ...differ('a list is no text, short or not', ['{{ [1, 2] | truncate(20) }}']),
  ...differ('lists may be members of a set', ['{{ [[1]] is subset([1]) }}']),
  ...differ('of several errors in an expression another one may come first', ['{{ nowhere not in 2.5 }}']),
]

function differ(reason: string, rows: readonly (string | Row)[]): [string, Row][] {
  return rows.map(row => [reason, typeof row === 'string' ? { kind: 'value', text: row } : row])
}
