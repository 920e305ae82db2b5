import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import lineinfile from '../../../tasks/files/lineinfile.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { fakeHost } from '../../kit/fake-host.ts'
import { contractRows } from '../../kit/rows.ts'

const content = (root: string): string => readFileSync(`${root}/f`, 'latin1')

contractRows('lineinfile', lineinfile, [
  {
    title: 'replaces a line in a file that is not UTF-8, byte for byte',
    params: { path: '@/f', regexp: '^#?X', line: 'X é' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, Buffer.from('a\n#X\n\xff\r\n', 'latin1')),
    verify: root => assert.is(content(root), 'a\nX \xc3\xa9\n\xff\r\n'),
  },
  {
    title: 'finds an existing line in sync',
    params: { path: '@/f', line: 'b' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/f`, 'a\nb\n'),
  },
  {
    title: 'removes lines',
    params: { path: '@/f', state: 'absent', regexp: '^b' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, 'a\nb\nbc\n'),
    verify: (root, { first }) => {
      assert.is(content(root), 'a\n')
      assert.is(first.outputs.found, 2)
    },
  },
  {
    title: 'finds a missing file in sync if lines are to be removed',
    params: { path: '@/f', state: 'absent', line: 'b' },
    expects: 'in-sync',
  },
  {
    title: 'creates the file and its directory with `create`',
    params: { path: '@/q/f', line: 'X', create: true, mode: '0600' },
    expects: 'plan',
    verify: root => assert.is(readFileSync(`${root}/q/f`, 'utf8'), 'X\n'),
  },
  {
    title: 'writes through a link, which is kept',
    params: { path: '@/l', line: 'b' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'a')
      symlinkSync('f', `${root}/l`)
    },
    verify: root => {
      assert.is(content(root), 'a\nb\n')
      assert.ok(lstatSync(`${root}/l`).isSymbolicLink())
    },
  },
  {
    title: 'changes the mode together with the line',
    params: { path: '@/f', line: 'b', mode: '0600', owner: 'daemon' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, 'a\n'),
    verify: (_, { first }) =>
      assert.equal(first.kind === 'plan' && first.changes.map(({ text, action }) => ({ text, action })), [
        { text: { before: 'a\n', after: 'a\nb\n' }, action: 'update' },
      ]),
  },
])

for (const isCheckMode of [true, false]) {
  test(`an edit that every run would make again is refused before the file is written, ${isCheckMode ? 'in a dry run' : 'in a run'}`, async () => {
    const { host, calls } = fakeHost({
      'state of /etc/f': { kind: 'file', mode: '0644', access: 'rw', uid: 0, gid: 0, size: 8 },
      'content of /etc/f': Buffer.from('v=1\nv=1\n'),
    })
    const params = bind(lineinfile, { path: '/etc/f', regexp: '^v=1', line: 'v=2' })
    const context = { host, params, project: noProject, environment: {}, isCheckMode }
    const error = await lineinfile.check(context as never).catch(error => error)
    assert.is(
      error.message,
      'the edit would be repeated at every run: next time `regexp` would then match `v=1` and change it to `v=2`',
    )
    assert.match(error.hint, /^write `regexp` so that it also matches the resulting line and no other/)
    assert.equal(calls, [])
  })
}

test.run()
