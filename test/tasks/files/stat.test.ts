import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../../src/base/float.ts'
import type { FileState } from '../../../src/remote/probes/files/stat-line.ts'
import stat from '../../../tasks/files/stat.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { fakeHost } from '../../kit/fake-host.ts'
import { taskRows } from '../../kit/task-rows.ts'

const FILE: FileState = {
  ...{ kind: 'file', mode: '4750', uid: 0, gid: 33, owner: 'root', group: 'www-data', size: 5, access: 'rx' },
  ...{ mtime: 1, atime: 2, ctime: 3, inode: 4, device: 5, links: 1, digest: 'abc' },
}

const LINK: FileState = { ...FILE, kind: 'link', mode: '0777', target: 'f', leadsTo: FILE }

const BLOCKS = { blocks: 8, block_size: 4096, device_type: 0 }

async function look(params: Record<string, unknown>, answers: Record<string, unknown>): Promise<unknown> {
  const blocks = { [`blocks of ${params.path}`]: BLOCKS }
  const { host } = fakeHost({ ...blocks, ...answers })
  const context = {
    params: bind(stat, params) as never,
    host,
    project: noProject,
    environment: {},
    isCheckMode: false,
  }
  return (await stat.check(context)).outputs.stat
}

const OF_FILE = {
  ...{ exists: true, mode: '4750', isdir: false, isreg: true, islnk: false, isfifo: false, issock: false },
  ...{
    isblk: false,
    ischr: false,
    size: 5,
    uid: 0,
    gid: 33,
    pw_name: 'root',
    gr_name: 'www-data',
    mtime: new Float(1),
    atime: new Float(2),
  },
  ...{
    ctime: new Float(3),
    inode: 4,
    dev: 5,
    nlink: 1,
    rusr: true,
    wusr: true,
    xusr: true,
    rgrp: true,
    wgrp: false,
    xgrp: true,
  },
  ...{ roth: false, woth: false, xoth: false, isuid: true, isgid: false, readable: true, writeable: false },
  ...{ executable: true, checksum: 'abc' },
  ...BLOCKS,
}

test('stat: a missing path has only `exists: false`', async () => {
  assert.equal(await look({ path: '/f' }, { 'state of /f': null }), { exists: false })
})

test('stat: a file has the fields of Ansible', async () => {
  assert.equal(await look({ path: '/f' }, { 'state of /f': FILE }), { ...OF_FILE, path: '/f' })
})

test('stat: a link has its own fields and its target', async () => {
  const seen = await look({ path: '/l' }, { 'state of /l': LINK, 'real path of /l': '/f' })
  const { checksum: _, ...rest } = OF_FILE
  assert.equal(seen, {
    ...rest,
    ...{
      path: '/l',
      mode: '0777',
      isreg: false,
      islnk: true,
      isuid: false,
      wgrp: true,
      roth: true,
      woth: true,
      xoth: true,
    },
    ...{ lnk_target: 'f', lnk_source: '/f', checksum: 'abc' },
  })
})

test('stat: a link that is followed has the fields of its target', async () => {
  assert.equal(await look({ path: '/l', follow: true }, { 'state of /l': LINK }), { ...OF_FILE, path: '/l' })
})

test('stat: a followed link without a target does not exist', async () => {
  const seen = await look({ path: '/l', follow: 'yes' }, { 'state of /l': { ...LINK, leadsTo: null } })
  assert.equal(seen, { exists: false })
})

test('stat: flags and MIME type are returned if requested', async () => {
  const answers = {
    'state of /f': FILE,
    'flags of /f': { attr_flags: 'ie', attributes: ['immutable', 'extents'] },
    'type of /f': { mimetype: 'text/plain', charset: 'us-ascii' },
  }
  const seen = await look({ path: '/f', get_attributes: true, get_mime: true }, answers)
  assert.equal(seen, {
    ...OF_FILE,
    ...{
      path: '/f',
      attr_flags: 'ie',
      attributes: ['immutable', 'extents'],
      mimetype: 'text/plain',
      charset: 'us-ascii',
    },
  })
})

// Output of stat, sha1sum and md5sum of coreutils 9.1.
const STATE = ' 1:rw\x0081a4:0:0:8:1:2:3:4:5:1:root:root\0'
const SHA1 = `${STATE}a9993e364706816aba3e25717850c26c9cd0d89d  /f\0`
const MD5 = `${STATE}900150983cd24fb0d6963f7d28e17f72  /f\0`
taskRows('stat', stat, [
  {
    title: 'with `get_checksum: false`, no checksum is returned',
    params: { path: '/f', get_checksum: false },
    answers: { 'state of /f': STATE, 'blocks of /f': '8:4096:0\n' },
    expects: [
      'in sync: {"stat":{"exists":true,"path":"/f","mode":"0644","size":8,"uid":0,"gid":0,"isdir":false,"ischr":false,"isblk":false,"isreg":true,"isfifo":false,"islnk":false,"issock":false,"atime":2,"mtime":1,"ctime":3,"inode":4,"dev":5,"nlink":1,"rusr":true,"wusr":true,"xusr":false,"rgrp":true,"wgrp":false,"xgrp":false,"roth":true,"woth":false,"xoth":false,"isuid":false,"isgid":false,"pw_name":"root","gr_name":"root","readable":true,"writeable":true,"executable":false}}',
    ],
  },
  {
    title: 'with `get_md5`, the MD5 checksum is returned in addition to the other',
    params: { path: '/f', get_md5: true },
    answers: { 'state of /f': [SHA1, MD5], 'blocks of /f': '8:4096:0\n' },
    expects: [
      'in sync: {"stat":{"exists":true,"path":"/f","mode":"0644","size":8,"uid":0,"gid":0,"isdir":false,"ischr":false,"isblk":false,"isreg":true,"isfifo":false,"islnk":false,"issock":false,"atime":2,"mtime":1,"ctime":3,"inode":4,"dev":5,"nlink":1,"rusr":true,"wusr":true,"xusr":false,"rgrp":true,"wgrp":false,"xgrp":false,"roth":true,"woth":false,"xoth":false,"isuid":false,"isgid":false,"pw_name":"root","gr_name":"root","readable":true,"writeable":true,"executable":false,"checksum":"a9993e364706816aba3e25717850c26c9cd0d89d","md5":"900150983cd24fb0d6963f7d28e17f72"}}',
    ],
  },
])

test.run()
