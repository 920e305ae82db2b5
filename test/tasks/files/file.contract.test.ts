import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import file from '../../../tasks/files/file.ts'
import { contractRows } from '../../kit/rows.ts'

const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8).padStart(4, '0')

/** With the mode of /var/local on Debian. */
function passOn(root: string): void {
  mkdirSync(`${root}/s`)
  chmodSync(`${root}/s`, 0o2775)
}

contractRows('file', file, [
  {
    title: 'creates a directory and its parents',
    params: { path: '@/a/b/c', state: 'directory', mode: '0700', owner: 'root', group: 'daemon' },
    expects: 'plan',
    verify: root => {
      assert.is(modeOf(`${root}/a/b/c`), '0700')
      assert.is(modeOf(`${root}/a/b`), '0755')
      assert.is(lstatSync(`${root}/a/b/c`).gid, 1)
    },
  },
  {
    title: 'leaves a directory that matches unchanged',
    params: { path: '@/a/', state: 'directory', mode: 'u=rwx,go=rx' },
    expects: 'in-sync',
    prepare: root => mkdirSync(`${root}/a`),
  },
  {
    title: 'corrects the mode and owner of a directory',
    params: { dest: '@/a', state: 'directory', mode: 2750, owner: 1 },
    expects: 'plan',
    prepare: root => mkdirSync(`${root}/a`),
    verify: (root, { first }) => {
      assert.is(modeOf(`${root}/a`), '2750')
      assert.equal(first.kind === 'plan' && first.changes, [
        {
          resource: `file:${root}/a`,
          action: 'update',
          before: { mode: '0755', owner: 'root' },
          after: { mode: '2750', owner: '1' },
        },
      ])
    },
  },
  {
    title: 'accepts a link to a directory as the directory',
    params: { path: '@/l', state: 'directory', mode: '0700' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/a`)
      symlinkSync('a', `${root}/l`)
    },
    verify: root => {
      assert.is(readlinkSync(`${root}/l`), 'a')
      assert.is(modeOf(`${root}/a`), '0700')
    },
  },
  {
    title: 'sets modes and owners of a tree, and does not follow a link out of it',
    params: {
      path: '@/t',
      state: 'directory',
      recurse: true,
      mode: 'u=rwX,g=rX,o=',
      owner: 'daemon',
      group: 'daemon',
    },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/t/s`, { recursive: true })
      writeFileSync(`${root}/t/s/-f x\ny`, '')
      writeFileSync(`${root}/t/x`, '')
      chmodSync(`${root}/t/x`, 0o755)
      writeFileSync(`${root}/outside`, '')
      symlinkSync('../outside', `${root}/t/l`)
    },
    verify: root => {
      assert.is(modeOf(`${root}/t/s`), '0750')
      assert.is(modeOf(`${root}/t/x`), '0750')
      assert.is(modeOf(`${root}/t/s/-f x\ny`), '0640')
      assert.is(modeOf(`${root}/outside`), '0644')
      assert.is(lstatSync(`${root}/outside`).uid, 0)
      assert.is(lstatSync(`${root}/t/l`).uid, 1)
    },
  },
  {
    title: 'finds a tree with matching modes and owners in sync',
    params: { path: '@/t', recurse: true, mode: 'a+rX', owner: 'root' },
    expects: 'in-sync',
    prepare: root => {
      mkdirSync(`${root}/t/s`, { recursive: true })
      writeFileSync(`${root}/t/x`, '')
    },
  },
  {
    title: 'deletes a directory with its content',
    params: { path: '@/a', state: 'absent' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/a/b`, { recursive: true })
      writeFileSync(`${root}/a/b/-rf`, '')
    },
    verify: (root, { first }) => {
      assert.is(lstatSync(`${root}/a`, { throwIfNoEntry: false }), undefined)
      assert.equal(first.kind === 'plan' && first.changes, [
        { resource: `file:${root}/a`, action: 'delete', before: { state: 'directory' }, after: null },
      ])
    },
  },
  {
    title: 'deletes a link and keeps its target',
    params: { path: '@/l/', state: 'absent' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/a`)
      symlinkSync('a', `${root}/l`)
    },
    verify: root => {
      assert.is(lstatSync(`${root}/l`, { throwIfNoEntry: false }), undefined)
      assert.ok(statSync(`${root}/a`).isDirectory())
    },
  },
  { title: 'finds a missing path in sync', params: { path: '@/a/b', state: 'absent' }, expects: 'in-sync' },
  {
    title: 'creates a link with its own owner',
    params: { path: '@/l', src: 'a', state: 'link', owner: 'daemon' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/a`, ''),
    verify: root => {
      assert.is(readlinkSync(`${root}/l`), 'a')
      assert.is(lstatSync(`${root}/l`).uid, 1)
      assert.is(lstatSync(`${root}/a`).uid, 0)
    },
  },
  {
    title: 'changes the target of a link that points to a directory',
    params: { path: '@/l', src: 'gone', state: 'link', force: true },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/a`)
      symlinkSync('a', `${root}/l`)
    },
    verify: root => assert.is(readlinkSync(`${root}/l`), 'gone'),
  },
  {
    title: 'replaces a file by a link with `force`',
    params: { path: '@/l', src: '@/a', state: 'link', force: true },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/l`, 'old'),
    verify: root => assert.is(readlinkSync(`${root}/l`), `${root}/a`),
  },
  {
    title: 'creates a hard link',
    params: { path: '@/h', src: '@/a', state: 'hard' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/a`, 'x'),
    verify: root => assert.is(lstatSync(`${root}/h`).ino, lstatSync(`${root}/a`).ino),
  },
  {
    title: 'finds a hard link in sync',
    params: { path: '@/h', src: '@/a', state: 'hard' },
    expects: 'in-sync',
    prepare: root => {
      writeFileSync(`${root}/a`, 'x')
      linkSync(`${root}/a`, `${root}/h`)
    },
  },
  {
    title: 'creates a hard link and sets the mode of the linked file',
    params: { path: '@/h', src: '@/a', state: 'hard', mode: '0600', owner: 'daemon' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/a`, 'x'),
    verify: root => {
      assert.is(lstatSync(`${root}/h`).ino, lstatSync(`${root}/a`).ino)
      assert.is(modeOf(`${root}/a`), '0600')
      assert.is(lstatSync(`${root}/a`).uid, 1)
    },
  },
  {
    title: 'creates a link, and with `follow` sets the mode of its target',
    params: { path: '@/l', src: 'a', state: 'link', follow: true, mode: '0600', owner: 'daemon' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/a`, 'x'),
    verify: root => {
      assert.is(readlinkSync(`${root}/l`), 'a')
      assert.is(lstatSync(`${root}/l`).uid, 0)
      assert.is(modeOf(`${root}/a`), '0600')
      assert.is(lstatSync(`${root}/a`).uid, 1)
    },
  },
  {
    title: 'creates a directory with its own timestamps',
    params: { path: '@/d', state: 'directory', modification_time: '200001020304.05' },
    expects: 'plan',
    verify: root => assert.is(statSync(`${root}/d`).mtime.getFullYear(), 2000),
  },
  {
    title: 'sets the timestamps of a directory together with the modes of its tree',
    params: {
      ...{ path: '@/d', state: 'directory', recurse: true, mode: 'g+w' },
      modification_time: '200001020304.05',
    },
    expects: 'plan',
    prepare: root => mkdirSync(`${root}/d/e`, { recursive: true }),
    verify: root => {
      assert.is(statSync(`${root}/d`).mtime.getFullYear(), 2000)
      assert.is(modeOf(`${root}/d/e`), '0775')
    },
  },
  {
    title: 'sets the timestamp of a directory to now on every run',
    params: { path: '@/d', state: 'directory', modification_time: 'now' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/d`)
      utimesSync(`${root}/d`, 1, 1)
    },
    verify: root => assert.ok(statSync(`${root}/d`).mtime.getFullYear() > 1970),
  },
  {
    title: 'creates a missing file with `touch`',
    params: { path: '@/f', state: 'touch', mode: '0600' },
    expects: 'plan',
    verify: root => {
      assert.is(modeOf(`${root}/f`), '0600')
      assert.is(readFileSync(`${root}/f`, 'utf8'), '')
    },
  },
  {
    title: 'sets the timestamps of an existing file with `touch`',
    params: { path: '@/f', state: 'touch' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'x')
      utimesSync(`${root}/f`, 1, 1)
    },
    verify: root => assert.ok(lstatSync(`${root}/f`).mtimeMs > 1000),
  },
  {
    title: 'sets the timestamp of a file, and then leaves it unchanged',
    params: { path: '@/f', state: 'touch', modification_time: '202001020304.05', access_time: 'preserve' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, ''),
  },
  {
    title: 'sets a timestamp in a given format',
    params: { path: '@/f', modification_time: '20 366 03:04', modification_time_format: '%y %j %H:%M' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, ''),
    verify: root => assert.equal(lstatSync(`${root}/f`).mtime, new Date(2020, 11, 31, 3, 4)),
  },
  {
    title: 'applies a symbolic mode to the current mode',
    params: { path: '@/f', mode: 'u+x,g=u,o-r' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, ''),
    verify: root => assert.is(modeOf(`${root}/f`), '0770'),
  },
  {
    title: 'handles names with characters that a shell could interpret',
    params: { path: "@/a b/$(touch x)/'q'/*/-n\nl", state: 'directory' },
    expects: 'plan',
    verify: root => assert.ok(lstatSync(`${root}/a b/$(touch x)/'q'/*/-n\nl`).isDirectory()),
  },
  {
    title: 'corrects the mode and owner of a file in a directory of another user',
    params: { path: '@/d/f', mode: '0600', owner: 'daemon' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/d`)
      writeFileSync(`${root}/d/f`, '')
      chownSync(`${root}/d`, 1, 1)
    },
    verify: root => assert.is(modeOf(`${root}/d/f`), '0600'),
  },
  {
    title: 'creates a directory with exactly its own mode below one with the set-group-ID bit',
    params: { path: '@/s/a/b', state: 'directory', mode: '0750' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.equal([modeOf(`${root}/s/a`), modeOf(`${root}/s/a/b`)], ['0755', '0750']),
  },
  {
    title: 'creates a directory with another owner there',
    params: { path: '@/s/a', state: 'directory', mode: '0755', owner: 'daemon', group: 'daemon' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.is(modeOf(`${root}/s/a`), '0755'),
  },
  {
    title: 'creates a directory with the set-group-ID bit there',
    params: { path: '@/s/a', state: 'directory', mode: '2775' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.is(modeOf(`${root}/s/a`), '2775'),
  },
  {
    title: 'removes the set-group-ID bit of a directory',
    params: { path: '@/s', state: 'directory', mode: '0755' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.is(modeOf(`${root}/s`), '0755'),
  },
  {
    title: 'removes all special bits of a directory',
    params: { path: '@/s', mode: '0700' },
    expects: 'plan',
    prepare: root => {
      passOn(root)
      chmodSync(`${root}/s`, 0o7777)
    },
    verify: root => assert.is(modeOf(`${root}/s`), '0700'),
  },
  {
    title: 'sets the modes of a tree whose directories have the set-group-ID bit',
    params: { path: '@/s', state: 'directory', recurse: true, mode: '0755', group: 'daemon' },
    expects: 'plan',
    prepare: root => {
      passOn(root)
      mkdirSync(`${root}/s/d`)
      writeFileSync(`${root}/s/d/f`, '')
    },
    verify: root =>
      assert.equal(
        ['', '/d', '/d/f'].map(path => modeOf(`${root}/s${path}`)),
        ['0755', '0755', '0755'],
      ),
  },
])

test.run()
