import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const looped = (form: string): string => `vars: { greeting: hello, which: one }
tasks:
    - { name: t, debug: { msg: "{{ item }}" }, ${form}, register: r }
    - { name: said, debug: { msg: "{{ r.results | map(attribute='msg') | list }}" } }
`

const said = (value: string): string => `vars: { greeting: hello }
tasks:
    - { name: said, debug: { msg: ${JSON.stringify(value)} } }
`

testPlays(
  {
    with_file: looped('with_file: [one.txt, "{{ which }}.txt"]'),
    'with_file of one name': looped('with_file: one.txt'),
    with_env: looped('with_env: [NO_SUCH_VARIABLE]'),
    with_lines: looped("with_lines: ['echo a; echo b', 'echo {{ greeting }}']"),
    with_ini: looped(
      "with_ini: ['name section=first file=some.ini', 'n.* section=first file=some.ini re=true']",
    ),
    with_csvfile: looped("with_csvfile: ['b file=some.csv delimiter=, col=1']"),
    with_template: looped('with_template: [greeting.j2]'),
    with_vars: looped('with_vars: [greeting, which]'),
    'a lookup that fails': `tasks:
    - { name: t, debug: { msg: x }, with_file: [none.txt], register: r, ignore_errors: true }
    - { name: said, debug: { msg: "{{ 'could not locate file in lookup: none.txt' in r.msg }}" } }
`,
    'a template with other marks': said(
      "{{ lookup('template', 'marks.j2', variable_start_string='[[', variable_end_string=']]') }}",
    ),
    'a template whose text looks like a list': said("{{ lookup('template', 'list.j2') }}"),
    'the same as text': said("{{ lookup('template', 'list.j2', convert_data=False) }}"),
  },
  {
    files: {
      'files/one.txt': 'text of one\n',
      'some.ini': '[first]\nname = n\nnumber = 1\n',
      'some.csv': 'a,1\nb,2\n',
      'templates/greeting.j2': '{{ greeting }}!\n',
      'templates/marks.j2': '[[ greeting ]] {{ greeting }}',
      'templates/list.j2': '["a", 1]',
    },
  },
)

test.run()
