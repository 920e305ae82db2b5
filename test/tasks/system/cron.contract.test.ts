import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import cron from '../../../tasks/system/cron.ts'
import { contractRows } from '../../kit/rows.ts'

const read = (root: string): string => readFileSync(`${root}/jobs`, 'utf8')

contractRows('cron', cron, [
  {
    title: 'creates a file in cron.d with a job of hostile text',
    params: {
      name: `it's "ü" $(id) \\ #`,
      cron_file: '@/jobs',
      user: 'root',
      minute: '*/5',
      job: `echo '$HOME' "\`id\`" \\% | tr a b`,
    },
    expects: 'plan',
    verify: root =>
      assert.is(
        read(root),
        `#Ansible: it's "ü" $(id) \\ #\n*/5 * * * * root echo '$HOME' "\`id\`" \\% | tr a b\n`,
      ),
  },
  {
    title: 'changes a job and keeps everything else byte for byte',
    params: { name: 'b ü', cron_file: '@/jobs', user: 'root', special_time: 'daily', job: 'b' },
    expects: 'plan',
    prepare: root =>
      writeFileSync(
        `${root}/jobs`,
        Buffer.from(
          '# \xff\n\n#Ansible: b \xc3\xbc\n@reboot root old\n#Ansible: c\n* * * * * root c',
          'latin1',
        ),
      ),
    verify: root =>
      assert.is(
        readFileSync(`${root}/jobs`, 'latin1'),
        '# \xff\n\n#Ansible: b \xc3\xbc\n@daily root b\n#Ansible: c\n* * * * * root c\n',
      ),
  },
  {
    title: 'adds a variable, and writes a backup',
    params: {
      name: 'PATH',
      env: true,
      job: '/usr/bin:/bin',
      cron_file: '@/jobs',
      user: 'root',
      backup: true,
    },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/jobs`, 'A=b\n'),
    verify: root => assert.is(read(root), 'PATH="/usr/bin:/bin"\nA=b\n'),
  },
  {
    title: 'deletes a file with its last job',
    params: { name: 'b', cron_file: '@/jobs', state: 'absent' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/jobs`, '#Ansible: b\n@daily root b\n'),
    verify: root => assert.not(existsSync(`${root}/jobs`)),
  },
  {
    title: 'finds a job that matches in sync',
    params: { name: 'b', cron_file: '@/jobs', user: 'root', special_time: 'daily', job: 'b' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/jobs`, '#Ansible: b\n@daily root b\n'),
  },
])

test.run()
