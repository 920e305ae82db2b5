import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'what has any tag is skipped, `always` among them': `
tasks:
  - { name: plain, debug: { msg: x } }
  - { name: one tag, debug: { msg: x }, tags: one }
  - { name: always, debug: { msg: x }, tags: always }
  - { name: always and one, debug: { msg: x }, tags: [always, one] }
`,
    'keywords that say nothing': `
vars_files:
roles:
tasks:
  - name: task
    debug: { msg: x }
    when:
    vars:
    notify:
    environment:
    register:
  - name:
    block: [{ name: inside, debug: { msg: x } }]
    when:
`,
  },
  { args: ['--skip-tags', 'tagged'] },
)

test.run()
