import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import acl from '../../../tasks/files/acl.ts'
import xattr from '../../../tasks/files/xattr.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(id)\n é`
const run = (...words: readonly string[]) =>
  execFileSync(words[0] ?? '', words.slice(1), { encoding: 'utf8' })
const aclOf = (path: string) => run('getfacl', '--omit-header', '--absolute-names', '--', path)

contractRows('acl', acl, [
  {
    title: 'sets an entry of a file with an odd name through a link',
    params: { path: '@/l', etype: 'user', entity: 'daemon', permissions: 'rw', state: 'present' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/${NAME}`, '')
      symlinkSync(NAME, `${root}/l`)
    },
    verify: root => assert.match(aclOf(`${root}/${NAME}`), 'user:daemon:rw-\n'),
  },
  {
    title: 'sets default entries of a directory tree',
    params: { path: `@/${NAME}`, entry: 'default:group:daemon:rX', recursive: true, state: 'present' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/${NAME}/-sub`, { recursive: true })
      writeFileSync(`${root}/${NAME}/-sub/f`, '')
    },
    verify: root => assert.match(aclOf(`${root}/${NAME}/-sub`), 'default:group:daemon:r-x\n'),
  },
  {
    title: 'removes an entry and keeps others',
    params: { path: `@/${NAME}`, etype: 'user', entity: 'daemon', state: 'absent' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/${NAME}`, '')
      run('setfacl', '-m', 'u:daemon:r,g:daemon:r', '--', `${root}/${NAME}`)
    },
    verify: root => assert.match(aclOf(`${root}/${NAME}`), /^user::rw-\ngroup::r--\ngroup:daemon:r--\n/),
  },
])

contractRows('xattr', xattr, [
  {
    title: 'sets an attribute with an odd value on a file with an odd name through a link',
    params: { path: '@/l', key: '-n.é', value: '0x41 "\\012\n\' é' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/${NAME}`, '')
      symlinkSync(NAME, `${root}/l`)
    },
    verify: root => {
      const value = run(
        'getfattr',
        '--only-values',
        '-n',
        'user.-n.é',
        '--absolute-names',
        '--',
        `${root}/${NAME}`,
      )
      assert.is(value, '0x41 "\\012\n\' é')
    },
  },
  {
    title: 'removes an attribute',
    params: { path: `@/${NAME}`, key: 'x', state: 'absent' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/${NAME}`, '')
      run('setfattr', '-n', 'user.x', '-v', '1', '--', `${root}/${NAME}`)
    },
    verify: root => assert.is(run('getfattr', '--', `${root}/${NAME}`), ''),
  },
])

test.run()
