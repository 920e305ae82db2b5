import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

/** Values that fail to render, each with a part of ansible-core's message that projects search for in `msg`. */
const VALUES: readonly (readonly [value: string, words: string])[] = [
  [
    '{{ not_there }}',
    "The task includes an option with an undefined variable. The error was: 'not_there' is undefined",
  ],
  ['{{ outer }}', "'not_there' is undefined"],
  ['{{ known.not_there }}', "'dict object' has no attribute 'not_there'"],
  ["{{ 1 + 'a' }}", "unsupported operand type(s) for +: 'int' and 'str'"],
  ['{{ not_there | mandatory }}', "Mandatory variable 'not_there' "],
  ["{{ not_there | mandatory('name it') }}", 'name it'],
  ["{{ undef('set it') }}", 'set it'],
  ['{{ true | dict2items }}', "dict2items requires a dictionary, got <class 'bool'> instead."],
  ['{{ true | items2dict }}', 'items2dict requires a list, got'],
  ['{{ [true] | items2dict }}', 'items2dict requires a list of dictionaries, got'],
  ["{{ [{'key': 1}] | items2dict }}", "to contain the keys 'key' and 'value'"],
  ["{{ true | subelements('a') }}", 'obj must be a list of dicts or a nested dict'],
  ["{{ [{'a': 1}] | subelements('b') }}", 'could not find'],
  ["{{ [{'a': 1}] | subelements('a') }}", 'should point to a list'],
  ["{{ [{'a': 1}] | subelements('a.b') }}", 'should point to a dictionary'],
  ["{{ known | combine(by='x') }}", "'recursive' and 'list_merge' are the only valid keyword arguments"],
  ['{{ known | combine([1]) }}', 'failed to combine variables, expected dicts but got'],
  ["{{ 'a' | regex_search('a', 'b') }}", 'Unknown argument'],
  ["{{ 'a' | regex_escape(re_type='posix_extended') }}", 'Regex type (posix_extended) not yet implemented'],
  ["{{ 'a' | regex_escape(re_type='perl') }}", 'Invalid regex type (perl)'],
  ["{{ '%Y' | strftime('today') }}", 'Invalid value for epoch value (today)'],
  ["{{ 'a' | to_uuid(namespace='b') }}", "Invalid value 'b' for 'namespace'"],
  ['{{ [1] | random(start=2) }}', 'start and step can only be used with integer values'],
  ['{{ none | random }}', 'random can only be used on sequences and integers'],
  ["{{ 'a' | hash('crc') }}", 'unsupported hash type'],
  ['{{ 1 | path_join }}', '|path_join expects string or sequence'],
  ["{{ 'a' | human_to_bytes }}", "human_to_bytes() can't interpret following string"],
  ["{{ [{'a': 1}] | rekey_on_member('b') }}", 'Key b was not found'],
  ["{{ [{'a': 1}, {'a': 1}] | rekey_on_member('a') }}", 'Key 1 is not unique'],
  ["{{ 'a' is changed }}", "The 'changed' test expects a dictionary"],
  ["{{ '' is version('1', '>') }}", 'Input version value cannot be empty'],
  ["{{ '1' is version('', '>') }}", 'Version parameter to compare against cannot be empty'],
  ["{{ '1' is version('1', 'is') }}", 'Invalid operator type (is)'],
  [
    "{{ '1' is version('1', strict=true, version_type='loose') }}",
    "Cannot specify both 'strict' and 'version_type'",
  ],
]

/** Values that ansible-core renders, although other tools refuse them. */
const LENIENT = [
  '{{ none | combine }}',
  "{{ 'key' | extract(not_there) | default('none') }}",
  '{{ 22 | shuffle }}',
  '{{ none | quote }}',
  "{{ 'é' | b64encode(encoding='utf-16-le') }} {{ '6QA=' | b64decode(encoding='utf-16-le') }}",
  "{{ now(utc=true, fmt='%f') | length }} {{ (now().strftime('%f')) | length }}",
]

const SAID = '    - { name: said, debug: { msg: "{{ words in r.msg }}" } }\n'

/** Without braces, because the name of a play is a template too. */
function titleOf(value: string): string {
  return value.replace(/[{}]/g, '').trim()
}

function playOf(task: string, words: string): string {
  return `vars: { known: { a: 1 }, outer: "{{ not_there }}", words: ${JSON.stringify(words)} }
tasks:
    - { name: t, ${task}, ignore_errors: true, register: r }
${SAID}`
}

testPlays({
  ...Object.fromEntries(
    VALUES.map(([value, words]) => [
      titleOf(value),
      playOf(`set_fact: { x: ${JSON.stringify(value)} }`, words),
    ]),
  ),
  ...Object.fromEntries(
    LENIENT.map(value => [
      titleOf(value),
      `tasks:\n    - { name: said, debug: { msg: ${JSON.stringify(value)} } }\n`,
    ]),
  ),
  'a condition of what does not exist': playOf(
    'debug: {}, when: not_there == 1',
    "The conditional check 'not_there == 1' failed. The error was: error while evaluating conditional (not_there == 1): 'not_there' is undefined",
  ),
  'with_dict of a list': playOf('debug: {}, with_dict: [1]', 'with_dict expects a dict'),
  'with_list of a map': playOf('debug: {}, with_list: { a: 1 }', 'with_list expects a list'),
  'an assertion that fails': playOf('assert: { that: 1 == 2 }', 'Assertion failed'),
  'an assertion that needs what the one before it asks for': playOf(
    'assert: { that: [not_there is defined, not_there | length > 0], fail_msg: say not_there }',
    'say not_there',
  ),
  'assertions that hold': playOf('assert: { that: [1 == 1] }', 'All assertions passed'),
})

test.run()
