import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const VALUES: Readonly<Record<string, string>> = {
  'a sum': '{{ 1 + 1 }}',
  'a sum in a text': '{{ 1 + 1 }} pieces',
  'text that is a number': "{{ '5' }}",
  'text that is no number in Python': "{{ '0644' }}",
  'text in quotes': "'{{ 5 }}'",
  'a number behind a space': ' {{ 5 }}',
  'a number before a space': '{{ 5 }} ',
  'text that filters make': '{{ 5 | string }}',
  'text that looks like a list': '{{ [1, 2] | to_json }}',
  'joined numbers': "{{ [1, 2] | join(',') }}",
  nothing: '{{ none }}',
  'nothing in a text': 'x{{ none }}',
  'an empty text': "{{ '' }}",
  'a branch that is not taken': '{% if false %}x{% endif %}',
  'a loop that writes numbers': '{% for each in [4, 2] %}{{ each }}{% endfor %}',
  'a list that is written': '[{% for each in [4, 2] %}{{ each }},{% endfor %}]',
  'a macro': '{% macro five() %}5{% endmacro %}{{ five() + 1 }}',
  'a set block': '{% set six %}6{% endset %}{{ six + 1 }}',
  'a fraction': '{{ 1.50 }}',
  'a boolean in a text': '{{ true }} {{ 1.50 }}',
  'a tuple': "{{ ('a', none) }}",
  'a text with a list in it': "{{ ['a'] }} and {{ {'b': none} }}",
}

const tasks = Object.entries(VALUES).map(
  ([name, text]) => `  - { name: ${JSON.stringify(name)}, debug: { msg: [${JSON.stringify(text)}] } }`,
)

testPlays(
  {
    'values keep their types': `
hosts: a
tasks:
${tasks.join('\n')}
`,
    'facts and conditions have the types of their values': `
hosts: a
tasks:
  - { name: set, set_fact: { sum: "{{ 1 + 1 }}", list: "{{ [1] + [2] }}", text: "{{ 2 | string }}" } }
  - { name: types, debug: { msg: "{{ [sum | type_debug, list | type_debug, sum == 2, text == '2'] }}" } }
  - { name: one, debug: { msg: one }, when: sum == 2 }
  - { name: two, debug: { msg: "{{ item + 1 }}" }, loop: "{{ range(sum) | list }}" }
`,
  },
  { settings: 'jinja2_native = True\n' },
)

test.run()
