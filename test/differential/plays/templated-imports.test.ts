import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const said = (text: string): string =>
  `- { name: ${text}, debug: { msg: "{{ which | default('none') }} of ${text}" } }\n`

testPlays(
  {
    'imports whose names have variables of their own or of what is around them': `
hosts: a
vars: { which: play }
tasks:
  - import_tasks: "of-{{ which }}.yml"
  - import_tasks: "of-{{ which }}.yml"
    vars: { which: task }
  - vars: { which: block }
    block:
      - import_tasks: "of-{{ which }}.yml"
      - import_tasks: "of-{{ inner }}.yml"
        vars: { inner: task }
      - import_role: { name: named, tasks_from: "{{ which }}" }
  - import_role: { name: "{{ role }}", tasks_from: "{{ which }}" }
    vars: { which: task, role: named }
`,
    'imports and includes in a role that name a file from the folder of the role': `
hosts: a
roles:
  - from_folder
`,
    'imports in a role whose names are variables of the role': `
hosts: a
vars: { by_play: second }
roles:
  - { role: choosing }
  - { role: choosing, by_param: fourth, vars: { by_default: third, by_vars: third } }
`,
    'imports in a role whose dependency and user both have the variable': `
hosts: a
roles: [user]
`,
  },
  {
    files: {
      'roles/user/vars/main.yml': 'order_v: first',
      'roles/user/defaults/main.yml': 'order_d: first',
      'roles/user/tasks/main.yml': '- import_role: { name: used }',
      'roles/used/meta/main.yml': 'dependencies: [needed]',
      'roles/used/tasks/main.yml': `
- import_tasks: "{{ order_v }}.yml"
- import_tasks: "{{ order_d }}.yml"
- { name: said, debug: { msg: "{{ order_v }} {{ order_d }}" } }
`,
      'roles/used/tasks/first.yml': '- { name: first, debug: { msg: first } }',
      'roles/used/tasks/second.yml': '- { name: second, debug: { msg: second } }',
      'roles/needed/vars/main.yml': 'order_v: second',
      'roles/needed/defaults/main.yml': 'order_d: second',
      'roles/needed/tasks/main.yml': '- { name: needed, debug: { msg: needed } }',
      'roles/choosing/defaults/main.yml': 'by_default: first\nby_play: first\nby_param: first\nof_all: first',
      'roles/choosing/vars/main.yml': 'by_vars: second',
      'roles/choosing/tasks/main.yml': `
- import_tasks: "{{ by_default }}.yml"
- import_tasks: "{{ by_play }}.yml"
- import_tasks: "{{ by_vars }}.yml"
- import_tasks: "{{ by_vars }}.yml"
  vars: { by_vars: first }
- import_tasks: "{{ of_all }}.yml"
- import_role: { name: choosing, tasks_from: "{{ by_vars }}" }
`,
      'roles/choosing/tasks/first.yml': '- { name: first, debug: { msg: first } }',
      'roles/choosing/tasks/second.yml': '- { name: second, debug: { msg: second } }',
      'roles/choosing/tasks/third.yml': '- { name: third, debug: { msg: third } }',
      'roles/choosing/tasks/all.yml': '- { name: all, debug: { msg: all } }',
      'roles/from_folder/tasks/main.yml': `
- import_tasks: tasks/more.yml
- include_tasks: tasks/more.yml
- import_tasks: other/more.yml
- include_tasks: other/more.yml
`,
      'roles/from_folder/tasks/more.yml': said('tasks'),
      'roles/from_folder/other/more.yml': said('other folder'),
      'of-play.yml': said('play'),
      'of-task.yml': said('task'),
      'of-block.yml': said('block'),
      'roles/named/tasks/task.yml': said('role task'),
      'roles/named/tasks/block.yml': said('role block'),
    },
  },
)

test.run()
