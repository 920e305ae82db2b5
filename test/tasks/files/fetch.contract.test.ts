import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import fetch from '../../../tasks/files/fetch.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { fakeHost } from '../../kit/fake-host.ts'
import { contractRows } from '../../kit/rows.ts'

const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8).padStart(4, '0')

contractRows('fetch', fetch, [
  {
    title: 'copies a file to the folder of its host, with mode 0600',
    params: { src: '@/s', dest: '@/got/' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/s`, Buffer.from([0, 255, 10])),
    verify: root => {
      assert.equal(readFileSync(`${root}/got/node1${root}/s`), Buffer.from([0, 255, 10]))
      assert.is(modeOf(`${root}/got/node1${root}/s`), '0600')
    },
  },
  {
    title: 'copies a file to exactly that path with `flat`',
    params: { src: '@/s', dest: '@/got', flat: true },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/s`, 'new'),
    verify: root => assert.is(readFileSync(`${root}/got`, 'utf8'), 'new'),
  },
  {
    title: 'leaves a copy that matches unchanged',
    params: { src: '@/l', dest: '@/got/', flat: true },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/s`, 'same')
      symlinkSync('s', `${root}/l`)
    },
    verify: root => assert.is(readFileSync(`${root}/got/l`, 'utf8'), 'same'),
  },
  {
    title: 'copies a megabyte',
    params: { src: '@/s', dest: '@/got', flat: true },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/s`, Buffer.alloc(1_234_567, 'x\0')),
    verify: root => assert.equal(readFileSync(`${root}/got`), Buffer.alloc(1_234_567, 'x\0')),
  },
  {
    title: 'accepts a missing file with `fail_on_missing: false`',
    params: { src: '@/s', dest: '@/got', fail_on_missing: false },
    expects: 'in-sync',
  },
])

test('a path with `..` that would leave the local folder is refused before any file is read', async () => {
  const { host } = fakeHost({})
  for (const src of ['/srv/../../etc/passwd', '/..', '/srv/a/..']) {
    const context = { host, project: noProject, environment: {}, isCheckMode: false }
    const error = await fetch.check({ ...context, params: bind(fetch, { src, dest: 'got/' }) } as never).then(
      () => undefined,
      (thrown: Error) => thrown,
    )
    assert.is(error?.message, `\`${src}\` contains \`..\`, which is not allowed in a local path`)
  }
})

test.run()
