import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'a handler that is missing leaves the others': `
hosts: a, b
vars: { which: written, several: [of written, last], nothing: [] }
tasks:
  - { name: task, command: "true", notify: [none, "of {{ which }}", "of {{ inventory_hostname }}", last] }
  - meta: flush_handlers
  - { name: end, debug: { msg: end } }
  - { name: list, command: "true", notify: "{{ several }}" }
  - { name: no name, command: "true", notify: "{{ nothing }}" }
handlers:
  - { name: of written, debug: { msg: written } }
  - { name: of b, debug: { msg: b } }
  - { name: last, debug: { msg: last } }
`,
  },
  { settings: 'error_on_missing_handler = False\n' },
)

test.run()
