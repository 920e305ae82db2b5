import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays({
  'a user that cannot be become fails the task, which `rescue` handles': `
hosts: a
tasks:
  - block:
      - { name: as nobody known, command: id -un, become: true, become_user: no-such-user }
    rescue:
      - { name: rescue, debug: { msg: "{{ ansible_failed_task.name }} {{ ansible_failed_result.unreachable is defined }}" } }
  - { name: after, command: id -un }
`,
  '`ignore_errors` applies to a user that cannot be become': `
hosts: a
tasks:
  - { name: as nobody known, command: id -un, become: true, become_user: no-such-user, register: seen, ignore_errors: true }
  - { name: seen, debug: { msg: "{{ seen is failed }} {{ seen is changed }} {{ seen.unreachable is defined }}" } }
`,
  'a host on which a user cannot be become has failed': `
hosts: a
tasks:
  - { name: as nobody known, command: id -un, become: true, become_user: no-such-user }
  - { name: not reached, command: id -un }
`,
})

test.run()
