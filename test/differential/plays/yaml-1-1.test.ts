import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const NUMBERS = [
  ...[
    '1',
    '-1',
    '+1',
    '1_000',
    '0b101',
    '0x1F',
    '0x1_f',
    '-0x1f',
    '12:30',
    '12:30:45',
    '-1:30',
    '22:22',
    '1:0:0',
  ],
  ...['1.5', '-1.5', '.5', '1_0.5', '01.5', '1.5E-3', '1:30.5', '0:30.5'],
]

const TEXTS = [
  ...[
    '1e3',
    '1.5e3',
    '-.5',
    '+.5e-1',
    '8080:80',
    '12:60',
    '0:30',
    '09:30',
    '0o17',
    '0b12',
    '1__',
    '_1',
    '1.2.3',
  ],
  ...[
    '2020-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '2001-12-14 21:59:43.10 -5',
    '2001-12-15 2:59:43.1234567',
  ],
  ...[
    '2020-01-01T10:00:00Z',
    '2020-01-01 10:00:00',
    '2020-1-2 10:00:00 +1:30',
    '2020-01-01T10:00',
    '20200101',
  ],
  ...['y', 'n', 'Yes', 'NO', 'oN', 'Off', 'TRUE', 'tRUE', '~', 'Null', 'nUll'],
]

const saysOf = (names: readonly string[], says: string): string =>
  names
    .map((_, at) => `  - { name: "${at}", debug: { msg: "${says.replaceAll('AT', String(at))}" } }\n`)
    .join('')

testPlays({
  'plain numbers mean what they mean in YAML 1.1': `
vars: { values: [${NUMBERS.join(', ')}] }
tasks:
${saysOf(NUMBERS, '{{ values[AT] }} {{ values[AT] | type_debug }} {{ values[AT] * 2 }}')}`,
  'plain texts, flags and times read as in YAML 1.1': `
vars: { values: [${TEXTS.join(', ')}] }
tasks:
${saysOf(TEXTS, '<{{ values[AT] }}> {{ values[AT] is number }}')}`,
  'params take them as modules do': `
hosts: a
vars: { when_made: 2020-01-01, dir: "{{ playbook_dir }}/hosts/{{ inventory_hostname }}" }
tasks:
  - { name: file, copy: { content: 2020-01-01, dest: "{{ dir }}/date", mode: "0644" } }
  - { name: time, copy: { content: "{{ when_made }}", dest: "{{ dir }}/of-{{ when_made }}", mode: "0644" } }
  - { name: seen, debug: { msg: "{{ lookup('file', dir ~ '/date') }} {{ lookup('file', dir ~ '/of-2020-01-01') }}" } }
`,
})

test.run()
