import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import postgresqlPgHba from '../../../tasks/databases/postgresql_pg_hba.ts'
import { contractRows } from '../../kit/rows.ts'

contractRows('postgresql_pg_hba', postgresqlPgHba, [
  {
    title: 'adds, changes and removes rules, keeps other lines, and writes a backup',
    params: {
      ...{ dest: "@/pg $(id)'s", backup: true, mode: '0640' },
      rules: [
        { contype: 'hostssl', databases: '"a b"', users: '"it\'s",x', address: '10.0.0.0/8', method: 'cert' },
        { contype: 'local', method: 'trust' },
        { contype: 'host', address: '::1', state: 'absent' },
      ],
    },
    expects: 'plan',
    prepare: root =>
      writeFileSync(`${root}/pg $(id)'s`, '# é\nlocal all all peer # x\nhost all all ::1/128 md5\nno rule'),
    verify: root => {
      const cert = ['"it\'s"', 'x'].map(usr => `hostssl\t"a b"\t${usr}\t10.0.0.0/8\tcert\n`).join('')
      assert.is(
        readFileSync(`${root}/pg $(id)'s`, 'utf8'),
        `# é\nlocal\tall\tall\ttrust\t# x\n${cert}no rule`,
      )
      assert.is(readdirSync(root).length, 2)
    },
  },
])

test.run()
