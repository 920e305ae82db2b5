import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const BOTH = '[{ include_tasks: both.yml }, { import_tasks: both.yml }]\n'

testPlays(
  {
    'a role: an include of a nested file takes the file of the role, an import the one next to it': `
hosts: a
tasks:
  - { include_role: { name: nested } }
  - { import_role: { name: nested } }
`,
    'a play: both take the file next to the nested file': `
hosts: a
tasks:
  - { include_tasks: sub/nested.yml }
  - { import_tasks: sub/nested.yml }
`,
    'the older name of the roles of a play': `
hosts: a
roles: [names]
`,
    'debug with a verbosity is skipped without -v': `
hosts: a
tasks:
  - { name: nothing, file: { path: /, owner: null, mode: null } }
  - { name: quiet, debug: { msg: x, verbosity: 1 }, register: out }
  - { name: said, debug: { msg: y, verbosity: 0 } }
  - { name: why, debug: { msg: "{{ out is skipped }} {{ out.skipped_reason }}" } }
`,
  },
  {
    files: {
      'roles/nested/tasks/main.yml':
        '[{ include_tasks: sub/nested.yml }, { import_tasks: sub/nested.yml }]\n',
      'roles/nested/tasks/sub/nested.yml': BOTH,
      'roles/nested/tasks/both.yml': '[{ name: both, debug: { msg: of the role } }]\n',
      'roles/nested/tasks/sub/both.yml': '[{ name: both, debug: { msg: next to it } }]\n',
      'roles/names/tasks/main.yml': '[{ name: names, debug: { msg: "{{ role_names }}" } }]\n',
      'sub/nested.yml': BOTH,
      'sub/both.yml': '[{ name: both, debug: { msg: next to it } }]\n',
      'both.yml': '[{ name: both, debug: { msg: next to the playbook } }]\n',
    },
  },
)

test.run()
