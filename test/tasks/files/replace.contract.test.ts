import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import replace from '../../../tasks/files/replace.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c)\n é`

contractRows('replace', replace, [
  {
    title: 'replaces text in a file with an odd name that is not UTF-8, byte for byte',
    params: { path: `@/${NAME}`, regexp: '^b(.*)$', replace: `'$(id)' é\\1` },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}`, Buffer.from('a\r\nb\xff\r\nb\n', 'latin1')),
    verify: root =>
      assert.is(readFileSync(`${root}/${NAME}`, 'latin1'), `a\r\n'$(id)' \xc3\xa9\xff\r\n'$(id)' \xc3\xa9\n`),
  },
  {
    title: 'replaces text in the given encoding',
    params: { path: '@/f', regexp: 'é', replace: 'ü', encoding: 'latin-1', mode: '0600', backup: true },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, Buffer.from('\xe9\n', 'latin1')),
    verify: root => assert.is(readFileSync(`${root}/f`, 'latin1'), '\xfc\n'),
  },
  {
    title: 'finds nothing to replace',
    params: { path: '@/f', regexp: 'x', replace: 'y', after: 'nothing' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/f`, 'x\n'),
  },
])

test.run()
