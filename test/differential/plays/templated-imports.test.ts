import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const said = (text: string): string => `- { name: ${text}, debug: { msg: "{{ which }} of ${text}" } }\n`

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
  },
  {
    files: {
      'of-play.yml': said('play'),
      'of-task.yml': said('task'),
      'of-block.yml': said('block'),
      'roles/named/tasks/task.yml': said('role task'),
      'roles/named/tasks/block.yml': said('role block'),
    },
  },
)

test.run()
