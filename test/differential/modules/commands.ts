import type { ModuleRow } from './harness.ts'

// `expect` needs pexpect on Ansible's side: only rows without a record need it.

const ASKS = `printf 'printf "Name: "; read -r n; printf "Secret: "; read -r s; echo "$n/$s" > answers; printf "\\\\n%%s\\\\n" "$n"; exit "\${1-0}"\\n' > asks.sh`

const SHOWN = '- debug: { msg: "{{ r.rc }} {{ r.stdout }} {{ r.cmd }}" }'
const SAID = '- debug: { msg: "{{ r.msg }}" }'

const row = (name: string, params: string, more: string, differs?: string): ModuleRow => ({
  name: `expect ${name}`,
  before: ASKS,
  tasks: `- expect: { chdir: "{{ dir }}", ${params} }\n  register: r\n${more}`,
  ...(differs === undefined ? {} : { differs }),
})

/** Rows of task types that run commands. */
export const COMMANDS: readonly ModuleRow[] = [
  row('answers prompts', 'command: sh asks.sh, responses: { "(?i)name:": "a b", Secret: "x\'y" }', SHOWN),
  row(
    'shows what is typed',
    'command: sh asks.sh, echo: true, responses: { "Name:": a, "Secret:": 7 }',
    SHOWN,
  ),
  row(
    'takes a list of answers in turn',
    'command: sh asks.sh, responses: { "(Name|Secret)[:]": [one, two, three] }',
    SHOWN,
  ),
  row('has no answers left', 'command: sh asks.sh, responses: { "(Name|Secret):": [one] }', ''),
  row(
    'fails with the status',
    'command: sh asks.sh 3, responses: { "e: $": a, "t: $": b }',
    `${SHOWN}\n${SAID}`,
  ),
  row('ends what is not answered', 'command: sh asks.sh, timeout: 1, responses: { "Name:": a }', SAID),
  row('is not run if a file is there', 'command: sh asks.sh, creates: asks.sh, responses: { x: y }', SHOWN),
  row(
    'is not run if a file is not there',
    'command: sh asks.sh, removes: "{{ dir }}/none", responses: { x: y }',
    SHOWN,
  ),
  row(
    'creates a file once',
    'command: sh asks.sh, creates: answers, responses: { "(?s)Name.+": a, "S.c": b }',
    SHOWN,
  ),
  row('needs a program', 'command: no-such-program, responses: { x: y }', ''),
  row(
    'refuses words that YAML reads as booleans',
    'command: sh asks.sh, responses: { "Name:": true, "Secret:": b }',
    SHOWN,
    'Ansible types `True`',
  ),
]
