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

/** As /var/local is on every Debian. */
function passOn(root: string): void {
  mkdirSync(`${root}/s`)
  chmodSync(`${root}/s`, 0o2775)
}

contractRows('file', file, [
  {
    title: 'makes a directory with its parents',
    params: { path: '@/a/b/c', state: 'directory', mode: '0700', owner: 'root', group: 'daemon' },
    expects: 'plan',
    verify: root => {
      assert.is(modeOf(`${root}/a/b/c`), '0700')
      assert.is(modeOf(`${root}/a/b`), '0755')
      assert.is(lstatSync(`${root}/a/b/c`).gid, 1)
    },
  },
  {
    title: 'leaves a directory that is right',
    params: { path: '@/a/', state: 'directory', mode: 'u=rwx,go=rx' },
    expects: 'in-sync',
    prepare: root => mkdirSync(`${root}/a`),
  },
  {
    title: 'mends the mode and owner of a directory',
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
    title: 'takes a link to a directory for the directory',
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
    title: 'sets modes and owners of a whole tree, and follows no link out of it',
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
    title: 'finds a tree in sync whose modes and owners are right',
    params: { path: '@/t', recurse: true, mode: 'a+rX', owner: 'root' },
    expects: 'in-sync',
    prepare: root => {
      mkdirSync(`${root}/t/s`, { recursive: true })
      writeFileSync(`${root}/t/x`, '')
    },
  },
  {
    title: 'deletes a directory with all that is in it',
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
    title: 'deletes a link and not what it leads to',
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
  { title: 'finds what is gone in sync', params: { path: '@/a/b', state: 'absent' }, expects: 'in-sync' },
  {
    title: 'makes a link, with an owner of its own',
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
    title: 'turns a link that leads to a directory elsewhere',
    params: { path: '@/l', src: 'gone', state: 'link', force: true },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/a`)
      symlinkSync('a', `${root}/l`)
    },
    verify: root => assert.is(readlinkSync(`${root}/l`), 'gone'),
  },
  {
    title: 'puts a link in the place of a file by force',
    params: { path: '@/l', src: '@/a', state: 'link', force: true },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/l`, 'old'),
    verify: root => assert.is(readlinkSync(`${root}/l`), `${root}/a`),
  },
  {
    title: 'makes a hard link',
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
    title: 'makes a hard link, and sets the mode of what it is another name of',
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
    title: 'makes a link, and with `follow` sets what it leads to',
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
    title: 'makes a directory with times of its own',
    params: { path: '@/d', state: 'directory', modification_time: '200001020304.05' },
    expects: 'plan',
    verify: root => assert.is(statSync(`${root}/d`).mtime.getFullYear(), 2000),
  },
  {
    title: 'sets the times of a directory together with the modes of its tree',
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
    title: 'sets the time of a directory to now, which is an action',
    params: { path: '@/d', state: 'directory', modification_time: 'now' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/d`)
      utimesSync(`${root}/d`, 1, 1)
    },
    verify: root => assert.ok(statSync(`${root}/d`).mtime.getFullYear() > 1970),
  },
  {
    title: 'touches a file into being',
    params: { path: '@/f', state: 'touch', mode: '0600' },
    expects: 'plan',
    verify: root => {
      assert.is(modeOf(`${root}/f`), '0600')
      assert.is(readFileSync(`${root}/f`, 'utf8'), '')
    },
  },
  {
    title: 'touches a file that is there',
    params: { path: '@/f', state: 'touch' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'x')
      utimesSync(`${root}/f`, 1, 1)
    },
    verify: root => assert.ok(lstatSync(`${root}/f`).mtimeMs > 1000),
  },
  {
    title: 'pins the time of a file, and then leaves it',
    params: { path: '@/f', state: 'touch', modification_time: '202001020304.05', access_time: 'preserve' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, ''),
  },
  {
    title: 'pins a time that is given in a format',
    params: { path: '@/f', modification_time: '20 366 03:04', modification_time_format: '%y %j %H:%M' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, ''),
    verify: root => assert.equal(lstatSync(`${root}/f`).mtime, new Date(2020, 11, 31, 3, 4)),
  },
  {
    title: 'sets a symbolic mode by what is there',
    params: { path: '@/f', mode: 'u+x,g=u,o-r' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, ''),
    verify: root => assert.is(modeOf(`${root}/f`), '0770'),
  },
  {
    title: 'holds with names that a shell could stumble over',
    params: { path: "@/a b/$(touch x)/'q'/*/-n\nl", state: 'directory' },
    expects: 'plan',
    verify: root => assert.ok(lstatSync(`${root}/a b/$(touch x)/'q'/*/-n\nl`).isDirectory()),
  },
  {
    title: 'mends the mode and owner of a file in a directory of another user',
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
    title: 'makes a directory below one that passes its group on, with just its own mode',
    params: { path: '@/s/a/b', state: 'directory', mode: '0750' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.equal([modeOf(`${root}/s/a`), modeOf(`${root}/s/a/b`)], ['0755', '0750']),
  },
  {
    title: 'makes one there that is given to another',
    params: { path: '@/s/a', state: 'directory', mode: '0755', owner: 'daemon', group: 'daemon' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.is(modeOf(`${root}/s/a`), '0755'),
  },
  {
    title: 'makes one there that passes its group on itself',
    params: { path: '@/s/a', state: 'directory', mode: '2775' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.is(modeOf(`${root}/s/a`), '2775'),
  },
  {
    title: 'keeps a directory from passing its group on',
    params: { path: '@/s', state: 'directory', mode: '0755' },
    expects: 'plan',
    prepare: passOn,
    verify: root => assert.is(modeOf(`${root}/s`), '0755'),
  },
  {
    title: 'takes all special bits of a directory away',
    params: { path: '@/s', mode: '0700' },
    expects: 'plan',
    prepare: root => {
      passOn(root)
      chmodSync(`${root}/s`, 0o7777)
    },
    verify: root => assert.is(modeOf(`${root}/s`), '0700'),
  },
  {
    title: 'sets the mode of a whole tree in which directories pass their group on',
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
