import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { known, Unknown } from '../../../src/values/unknown.ts'
import find from '../../../tasks/files/find.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { fakeHost } from '../../kit/fake-host.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat, find and date of coreutils 9.1 and findutils 4.9.

const DIRECTORY = ' 1:rwx\u000041ed:0:0:4096:1795947259:1795947259:1795947259:1:65024:3:root:root\u0000'
const LISTED = '.\0./a.log\0./b.txt\0./.hidden.log\0./old.log\0'
const A = '81a4:0:0:8:1795947259:1795947259:1795947259:2:65024:1:root:root'
const OLD = '81a4:0:0:2048:1700000000:1795947259:1795947259:3:65024:1:root:root'

const ROWS: readonly TaskRow[] = [
  {
    title: 'names, age and size are compared',
    params: { paths: '/srv', patterns: '*.log,*.gz', age: '4w', size: '2k' },
    answers: {
      'state of /srv': DIRECTORY,
      'paths below /srv': LISTED,
      'state of /srv/a.log /srv/old.log': ` 1:r 2:r\0${A}\n${OLD}\0`,
      clock: '1795947300\n',
    },
    expects: [
      'in sync: {"files":[{"path":"/srv/old.log","mode":"0644","size":2048,"uid":0,"gid":0,"isdir":false,"ischr":false,"isblk":false,"isreg":true,"isfifo":false,"islnk":false,"issock":false,"atime":1795947259,"mtime":1700000000,"ctime":1795947259,"inode":3,"dev":65024,"nlink":1,"rusr":true,"wusr":true,"xusr":false,"rgrp":true,"wgrp":false,"xgrp":false,"roth":true,"woth":false,"xoth":false,"isuid":false,"isgid":false,"pw_name":"root","gr_name":"root"}],"matched":1,"examined":4,"skipped_paths":{},"msg":"All paths examined"}',
    ],
  },
  {
    title: 'a path that is not a directory is skipped with a warning',
    params: { paths: ['/none'] },
    answers: { 'state of /none': '\0' },
    expects: [
      'in sync: {"files":[],"matched":0,"examined":0,"skipped_paths":{"/none":"\'/none\' is not a directory"},"msg":"Not all paths examined, check warnings for details","warnings":["/none was not searched: \'/none\' is not a directory"]}',
    ],
  },
  {
    title: 'regular expressions match from the start, and excludes take precedence',
    params: {
      paths: '/srv',
      use_regex: true,
      patterns: ['.*log', 'b'],
      excludes: 'old',
      file_type: 'directory',
    },
    answers: {
      'state of /srv': DIRECTORY,
      'paths below /srv': LISTED,
      'state of /srv/a.log /srv/b.txt': ` 1:r 2:r\0${A}\n${A}\0`,
    },
    expects: ['in sync: {"files":[],"matched":0,"examined":4,"skipped_paths":{},"msg":"All paths examined"}'],
  },
  {
    title: 'invalid amounts, and `follow`, are refused',
    params: {
      paths: '/srv',
      age: '4y',
      size: 'big',
      use_regex: true,
      patterns: ['('],
      depth: 0,
      follow: true,
    },
    expects: [
      'refused: age: expected a number of seconds, or one with `m`, `h`, `d` or `w`',
      'refused: size: expected a number of bytes, or one with `k`, `m`, `g` or `t`',
      'refused: depth: expected a number of levels, from 1',
      'refused: follow: links are not followed: add the directories they lead to to `paths`',
    ],
  },
  {
    title: 'the age is compared with the last access',
    params: { paths: '/srv', patterns: '*.log', age: '10d', age_stamp: 'atime' },
    answers: {
      ...{ 'state of /srv': DIRECTORY, 'paths below /srv': LISTED, clock: '1795947300\n' },
      'state of /srv/a.log /srv/old.log': ` 1:r 2:r\0${A}\n${OLD}\0`,
    },
    expects: ['in sync: {"files":[],"matched":0,"examined":4,"skipped_paths":{},"msg":"All paths examined"}'],
  },
  {
    title: 'the age is compared with the last change of the inode',
    params: { paths: '/srv', patterns: '*.log', age: '10d', age_stamp: 'ctime' },
    answers: {
      ...{ 'state of /srv': DIRECTORY, 'paths below /srv': LISTED, clock: '1795947300\n' },
      'state of /srv/a.log /srv/old.log': ` 1:r 2:r\0${A}\n${OLD}\0`,
    },
    expects: ['in sync: {"files":[],"matched":0,"examined":4,"skipped_paths":{},"msg":"All paths examined"}'],
  },
]

taskRows('find', find, ROWS)

test('find: in a dry run, unknown attributes of a predicted file are unknown, and other files are listed', async () => {
  const unknown = new Unknown('`size` and `mode` of a file that is not downloaded yet')
  const directory = { kind: 'directory' }
  const file = {
    ...{ kind: 'file', uid: 0, gid: 0, owner: 'root', group: 'root', access: 'r', links: 1, mtime: 1 },
    get size(): number {
      return known(unknown as never)
    },
    get mode(): string {
      return known(unknown as never)
    },
  }
  const { host } = fakeHost({
    'state of /srv': directory,
    'paths below /srv': ['a.bin'],
    'state of /srv/a.bin': [file],
  })
  const { outputs } = await find.check({
    ...{ params: bind(find, { paths: '/srv' }) as never, host, project: noProject },
    ...{ environment: {}, isCheckMode: true },
  })
  const [found] = outputs.files as Record<string, unknown>[]
  assert.equal([found?.path, found?.size, found?.mode], ['/srv/a.bin', unknown, unknown])
  assert.is(found?.isreg, true)
})

test.run()
