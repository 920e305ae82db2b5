import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'the vars of a role are for its tasks, those of its dependencies and of its users alone': `
hosts: a
roles: [user]
tasks:
  - name: play
    debug: { msg: "{{ of_user | default('none') }} {{ of_needed | default('none') }} {{ default_of_user }}" }
  - import_role: { name: needed }
`,
  },
  {
    settings: 'private_role_vars = yes\n',
    files: {
      'roles/user/meta/main.yml': 'dependencies: [needed]',
      'roles/user/vars/main.yml': 'of_user: user',
      'roles/user/defaults/main.yml': 'default_of_user: default',
      'roles/user/tasks/main.yml': '- { name: user, debug: { msg: "{{ of_user }} {{ of_needed }}" } }',
      'roles/needed/vars/main.yml': 'of_needed: needed',
      'roles/needed/tasks/main.yml':
        '- { name: needed, debug: { msg: "{{ of_user | default(\'none\') }} {{ of_needed }}" } }',
    },
  },
)

test.run()
