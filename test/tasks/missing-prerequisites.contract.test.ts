import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import copy from '../../tasks/files/copy.ts'
import fetch from '../../tasks/files/fetch.ts'
import file from '../../tasks/files/file.ts'
import lineinfile from '../../tasks/files/lineinfile.ts'
import template from '../../tasks/files/template.ts'
import unarchive from '../../tasks/files/unarchive.ts'
import getUrl from '../../tasks/network/get_url.ts'
import { type AnyTaskType, bind, fingerprint } from '../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch } from '../kit/local-session.ts'
import { projectIn } from '../kit/project.ts'
import { tarOf } from '../kit/tar.ts'

/** Tasks whose prerequisite is missing: the check fails if it can know this, otherwise the apply does. */
const ROWS: readonly (readonly [title: string, type: AnyTaskType, params: object, failure: RegExp])[] = [
  ['file: no file to set a mode of', file, { path: '@/none', mode: '0600' }, /`@\/none` does not exist/],
  ['file: no user', file, { path: '@', owner: 'no-such-user' }, /no-such-user/],
  ['file: no group', file, { path: '@/d', state: 'directory', group: 'no-such-group' }, /no-such-group/],
  [
    'file: no directory for a link',
    file,
    { path: '@/none/l', src: '/', state: 'link' },
    /directory @\/none does not exist/,
  ],
  [
    'file: nothing to link to',
    file,
    { path: '@/l', src: '@/none', state: 'link' },
    /none`, the target of the link, does not exist/,
  ],
  [
    'file: nothing to link hard to',
    file,
    { path: '@/l', src: '@/none', state: 'hard' },
    /`@\/none` does not exist/,
  ],
  [
    'file: a link that leads nowhere',
    file,
    { path: '@/dangling', mode: '0600' },
    /dangling` is a link to `nowhere`, which does not exist/,
  ],
  ['copy: no directory', copy, { content: 'x', dest: '@/none/f' }, /@\/none/],
  ['copy: no user', copy, { content: 'x', dest: '@/f', owner: 'no-such-user' }, /no-such-user/],
  [
    'copy: no source on the host',
    copy,
    { src: '@/none', dest: '@/f', remote_src: true },
    /`@\/none` does not exist on node1/,
  ],
  ['template: no directory', template, { src: 'hello', dest: '@/none/f' }, /@\/none/],
  [
    'template: refused by its validation',
    template,
    { src: 'hello', dest: '@/f', validate: 'no-such-program %s' },
    /refused|not found/,
  ],
  ['lineinfile: no file', lineinfile, { path: '@/none', line: 'x' }, /`@\/none` does not exist/],
  ['fetch: no file', fetch, { src: '@/none', dest: '@/got' }, /`@\/none` does not exist/],
  [
    'unarchive: no archive',
    unarchive,
    { src: '@/none.tgz', dest: '@', remote_src: true },
    /`@\/none.tgz` does not exist on node1/,
  ],
  [
    'unarchive: no directory',
    unarchive,
    { src: '@/a.tar', dest: '@/none', remote_src: true },
    /expected a directory at `@\/none`, found nothing/,
  ],
  ['get_url: no directory', getUrl, { url: 'file:///etc/hostname', dest: '@/none/f' }, /@\/none/],
  ['get_url: no server', getUrl, { url: 'http://127.0.0.1:9/x', dest: '@/f' }, /127\.0\.0\.1/],
  [
    'get_url: no server for the controller',
    getUrl,
    { url: 'http://127.0.0.1:9/x', dest: '@/f', via: 'controller' },
    /127\.0\.0\.1/,
  ],
]

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

for (const [title, type, params, failure] of ROWS) {
  test(title, async () => {
    for (const session of sessions) await holds(session, type, params, failure)
  })
}

async function holds({ host, shell }: LocalSession, type: AnyTaskType, params: object, failure: RegExp) {
  const { path, remove } = scratch()
  const root = `${path}/host`
  mkdirSync(root)
  writeFileSync(`${path}/hello`, 'hello\n')
  writeFileSync(`${root}/a.tar`, tarOf([{ path: 'x', content: 'x' }]))
  symlinkSync('nowhere', `${root}/dangling`)
  const bound = bind(type, JSON.parse(JSON.stringify(params).replaceAll('@', root)))
  const context = { params: bound, host, project: projectIn(path), environment: {} }
  const before = fingerprint(path)
  const names = readdirSync(root)
  const checked = await type
    .check({ ...context, isCheckMode: true } as never)
    .catch(error => String(error.message))
  assert.equal(fingerprint(path), before)
  const said =
    typeof checked === 'string'
      ? checked
      : await type
          .apply?.({ ...context, isCheckMode: false, plan: JSON.parse(JSON.stringify(checked)) } as never)
          .then(
            () => 'nothing',
            error => String(error.message),
          )
  assert.match(String(said).replaceAll(root, '@'), failure, shell)
  // No temporary file is left; a directory that was created before its group failed may be left.
  assert.equal(
    readdirSync(root).filter(name => !names.includes(name) && name !== 'd'),
    [],
    shell,
  )
  remove()
}

test.run()
