import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import copy from '../../../tasks/files/copy.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(id) é`
const flagsOf = (path: string) =>
  execFileSync('lsattr', ['-d', '--', path], { encoding: 'utf8' }).split(' ')[0]?.replace(/[-e]/g, '')

contractRows('copy', copy, [
  {
    title: 'writes a file with an odd name, and sets its flags and context',
    params: { dest: `@/${NAME}`, content: 'x', attributes: '+d', setype: 'var_t' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}`, 'old'),
    verify: root => assert.is(flagsOf(`${root}/${NAME}`), 'd'),
  },
  {
    title: 'removes flags of a file whose content is unchanged',
    params: { dest: `@/${NAME}`, content: 'x', attributes: '-dA', mode: '0600' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/${NAME}`, 'x')
      execFileSync('chattr', ['+dA', '--', `${root}/${NAME}`])
    },
    verify: root => assert.is(flagsOf(`${root}/${NAME}`), ''),
  },
])

test.run()
