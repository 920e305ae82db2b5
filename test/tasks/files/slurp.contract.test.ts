import { symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import slurp from '../../../tasks/files/slurp.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c)\n é`

contractRows('slurp', slurp, [
  {
    title: 'reads any bytes through a link with an odd name',
    params: { src: `@/${NAME}` },
    expects: 'in-sync',
    prepare: root => {
      writeFileSync(`${root}/f`, Buffer.from('a\0\xff\n\n', 'latin1'))
      symlinkSync('f', `${root}/${NAME}`)
    },
    verify: (_, { first }) => assert.is(first.outputs.content, 'YQD/Cgo='),
  },
  {
    title: 'reads an empty file',
    params: { path: '@/f' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/f`, ''),
    verify: (_, { first }) => assert.is(first.outputs.content, ''),
  },
])

test.run()
