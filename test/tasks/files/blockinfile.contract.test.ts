import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import blockinfile from '../../../tasks/files/blockinfile.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c)\n é`

contractRows('blockinfile', blockinfile, [
  {
    title: 'adds a block to a file with an odd name and content that is not UTF-8, byte for byte',
    params: { path: `@/${NAME}`, block: `'$(id)' "é"\n\\1`, insertbefore: '^\\xff?b' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}`, Buffer.from('a\r\n\xffb\n', 'latin1')),
    verify: root =>
      assert.is(
        readFileSync(`${root}/${NAME}`, 'latin1'),
        `a\r\n# BEGIN ANSIBLE MANAGED BLOCK\n'$(id)' "\xc3\xa9"\n\\1\n# END ANSIBLE MANAGED BLOCK\n\xffb\n`,
      ),
  },
  {
    title: 'removes a block through a link, which is kept',
    params: { path: '@/l', state: 'absent', marker: '; {mark}', backup: true },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'a\n; BEGIN\nb\n; END\nc\n')
      symlinkSync('f', `${root}/l`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/f`, 'utf8'), 'a\nc\n')
      assert.ok(lstatSync(`${root}/l`).isSymbolicLink())
    },
  },
  {
    title: 'creates the file and its directory, with mode and owner',
    params: { path: '@/q/f', block: 'x', create: true, mode: '0600', owner: 'daemon' },
    expects: 'plan',
    verify: root => {
      assert.match(readFileSync(`${root}/q/f`, 'utf8'), /^# BEGIN .*\nx\n# END .*\n$/)
      const { uid, mode } = lstatSync(`${root}/q/f`)
      assert.equal([uid, mode & 0o7777], [1, 0o600])
    },
  },
  {
    title: 'finds an existing block in sync',
    params: { path: '@/f', block: 'x', marker: '# {mark}', append_newline: true },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/f`, '# BEGIN\nx\n# END\n'),
  },
])

test.run()
