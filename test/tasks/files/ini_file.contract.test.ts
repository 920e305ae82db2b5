import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import iniFile from '../../../tasks/files/ini_file.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c)\n é`

contractRows('ini_file', iniFile, [
  {
    title: 'sets an option with an odd name in a file that is not UTF-8, byte for byte',
    params: { path: `@/${NAME}`, section: `'$(id)' "é"`, option: `-$(id) '"\\1`, value: `"$HOME" 'é' \\n` },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}`, Buffer.from('a=\xff\n', 'latin1')),
    verify: root =>
      assert.is(
        readFileSync(`${root}/${NAME}`, 'latin1'),
        `a=\xff\n['$(id)' "\xc3\xa9"]\n-$(id) '"\\1 = "$HOME" '\xc3\xa9' \\n\n`,
      ),
  },
  {
    title: 'replaces a link by a file, and writes a backup',
    params: { path: '@/l', option: 'o', value: '1', backup: true },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'o = 2\n')
      symlinkSync('f', `${root}/l`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/f`, 'utf8'), 'o = 2\n')
      assert.ok(lstatSync(`${root}/l`).isFile())
      assert.is(readFileSync(`${root}/l`, 'utf8'), 'o = 1\n')
      assert.is(readdirSync(root).length, 3)
    },
  },
  {
    title: 'replaces a link without a target',
    params: { path: '@/l', option: 'o', value: '1' },
    expects: 'plan',
    prepare: root => symlinkSync('none', `${root}/l`),
    verify: root => assert.is(readFileSync(`${root}/l`, 'utf8'), 'o = 1\n\n'),
  },
  {
    title: 'writes through a link with `follow`',
    params: { path: '@/l', section: 's', state: 'absent', follow: true },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'a\n[s]\nb\n')
      symlinkSync('f', `${root}/l`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/f`, 'utf8'), 'a\n')
      assert.ok(lstatSync(`${root}/l`).isSymbolicLink())
    },
  },
  {
    title: 'finds a link in sync if its target has the option',
    params: { path: '@/l', option: 'o', value: '1' },
    expects: 'in-sync',
    prepare: root => {
      writeFileSync(`${root}/f`, 'o = 1\n')
      symlinkSync('f', `${root}/l`)
    },
  },
  {
    title: 'creates the file and its directory, with mode and owner',
    params: { path: '@/q/f', section: 's', option: 'o', allow_no_value: true, mode: '0600', owner: 'daemon' },
    expects: 'plan',
    verify: root => {
      assert.is(readFileSync(`${root}/q/f`, 'utf8'), '\n[s]\no\n')
      const { uid, mode } = lstatSync(`${root}/q/f`)
      assert.equal([uid, mode & 0o7777], [1, 0o600])
    },
  },
])

test.run()
