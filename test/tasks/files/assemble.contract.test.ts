import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import assemble from '../../../tasks/files/assemble.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c)\n é`

/** The delimiter, encoded in Latin-1. */
const LINE = `'$(id)' \xc3\xa9\n`

function layOut(root: string): void {
  mkdirSync(`${root}/${NAME}`)
  writeFileSync(`${root}/${NAME}/${NAME}`, Buffer.from('1\xff', 'latin1'))
  writeFileSync(`${root}/${NAME}/b`, '2\n')
  writeFileSync(`${root}/${NAME}/.h`, '0\n')
  symlinkSync('b', `${root}/${NAME}/c`)
  symlinkSync('none', `${root}/${NAME}/d`)
  mkdirSync(`${root}/${NAME}/e`)
  writeFileSync(`${root}/${NAME}/e/f`, '9\n')
}

contractRows('assemble', assemble, [
  {
    title: 'joins fragments with odd names, byte for byte',
    params: { src: `@/${NAME}`, dest: '@/-out', delimiter: `'$(id)' é\\n`, mode: '0600', owner: 'daemon' },
    expects: 'plan',
    prepare: layOut,
    verify: root =>
      assert.is(
        readFileSync(`${root}/-out`, 'latin1'),
        // `-` comes before `.` and letters.
        `1\xff\n${LINE}0\n${LINE}2\n${LINE}2\n`,
      ),
  },
  {
    title: 'validates the new file and keeps a backup of the old one',
    params: { src: `@/${NAME}`, dest: '@/out', regexp: '^[bc]$', validate: 'grep -q 2 %s', backup: true },
    expects: 'plan',
    prepare: root => {
      layOut(root)
      writeFileSync(`${root}/out`, 'old')
    },
    verify: root => assert.is(readFileSync(`${root}/out`, 'utf8'), '2\n2\n'),
  },
  {
    title: 'reads a directory of the project through a link',
    params: { src: 'frags', dest: '@/out', remote_src: false },
    expects: 'plan',
    prepare: (_, project) => {
      mkdirSync(`${project}/real`)
      symlinkSync('real', `${project}/frags`)
      writeFileSync(`${project}/real/b`, 'b\n')
      writeFileSync(`${project}/real/a`, 'a')
      symlinkSync('none', `${project}/real/c`)
      symlinkSync('b', `${project}/real/d`)
    },
    verify: root => assert.is(readFileSync(`${root}/out`, 'utf8'), 'a\nb\nb\n'),
  },
  {
    title: 'finds a file in sync through a link to its directory',
    params: { src: '@/l', dest: '@/out', ignore_hidden: true, regexp: '^[bc]$' },
    expects: 'in-sync',
    prepare: root => {
      layOut(root)
      symlinkSync(NAME, `${root}/l`)
      writeFileSync(`${root}/out`, '2\n2\n')
    },
  },
])

test.run()
