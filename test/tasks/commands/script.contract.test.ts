import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import script from '../../../tasks/commands/script.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('script', script, [
  {
    title: 'runs with its words as they are, where it is told to, and leaves no file',
    params: { cmd: `s.sh 'a  b' "$(touch x)" \\*`, chdir: '@' },
    expects: 'plan',
    prepare: (_, project) => writeFileSync(`${project}/s.sh`, 'printf "%s\\n" "$@"; pwd; echo oh >&2; cat\n'),
    verify: (root, { applied }) => {
      const { start, end, delta, ...said } = applied
      for (const time of [start, end, delta]) assert.match(String(time), /:\d\d\.\d{6}$/)
      assert.equal(said, {
        rc: 0,
        cmd: 's.sh a  b $(touch x) *',
        stdout: `a  b\n$(touch x)\n*\n${root}\n`,
        stderr: 'oh\n',
        stdout_lines: ['a  b', '$(touch x)', '*', root],
        stderr_lines: ['oh'],
      })
      assert.equal(
        readdirSync('/tmp').filter(name => name.startsWith('.drover-')),
        [],
      )
    },
  },
  {
    title: 'runs by what its first line names',
    params: { cmd: 's.awk @/in' },
    expects: 'plan',
    prepare: (root, project) => {
      writeFileSync(`${root}/in`, 'one two\n')
      writeFileSync(`${project}/s.awk`, '#!/usr/bin/awk -f\n{ print $2 }\n')
    },
    verify: (_, { applied }) => assert.is(applied.stdout, 'two\n'),
  },
  {
    title: 'does not run where what it creates is there',
    params: { cmd: 's.sh', creates: '@/x *' },
    expects: 'in-sync',
    prepare: (root, project) => {
      mkdirSync(`${root}/x y`)
      writeFileSync(`${project}/s.sh`, 'exit 1')
    },
    verify: (root, { first }) =>
      assert.is(first.kind === 'in-sync' && first.skipped, `\`${root}/x *\` exists`),
  },
  {
    title: 'does not run where what it removes is gone',
    params: { cmd: 's.sh', removes: '@/x' },
    expects: 'in-sync',
    prepare: (_, project) => writeFileSync(`${project}/s.sh`, 'exit 1'),
  },
  {
    title: 'runs a script of its own making',
    params: { cmd: 's.sh @/out', executable: '/bin/sh -e' },
    expects: 'plan',
    prepare: (_, project) => writeFileSync(`${project}/s.sh`, 'echo "$-" > "$1"'),
    verify: root => assert.match(readFileSync(`${root}/out`, 'utf8'), /e/),
  },
])

test.run()
