import { test } from 'uvu'
import unarchive from '../../../tasks/files/unarchive.ts'
import { capturedDirectory } from '../../kit/captured-files.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of tar 1.34 and od.

const ROWS: readonly TaskRow[] = [
  {
    title: 'an archive of the host is unpacked',
    params: { src: '/srv/x.tar', dest: '/srv/d', remote_src: true },
    isCheckMode: true,
    answers: {
      'state of /srv/d':
        ' 1:rwx\u000041ed:0:0:4096:1795947270:1795947270:1795947270:4351179:65024:2:root:root\u0000',
      'state of /srv/x.tar':
        ' 1:rw\u000081a4:0:0:10240:1795947270:1795947270:1795947270:4351195:65024:1:root:root\u0000',
      'format of /srv/x.tar': ' 61 00 00 00 00 00\n',
      'contents of /srv/x.tar': 'tar (GNU tar) 1.34\n-rw-r--r-- 0/0               8 2026-11-29 10:14 a\n',
      'state of /srv/d/a': '\u0000',
    },
    expects: [
      'extract file:/srv/d: {"missing":["a"],"different":[]} -> {"from":"/srv/x.tar","missing":[],"different":[]}',
      'predicts: create file:/srv/d/a: null -> {"state":"file","size":8,"mode":"0644"}',
    ],
  },
  {
    title: 'an archive that is already unpacked is in sync',
    params: { src: '/srv/x.tar', dest: '/srv/d', remote_src: true },
    answers: {
      'state of /srv/d':
        ' 1:rwx\u000041ed:0:0:4096:1795947272:1795947270:1795947272:4351179:65024:2:root:root\u0000',
      'state of /srv/x.tar':
        ' 1:rw\u000081a4:0:0:10240:1795947270:1795947271:1795947270:4351195:65024:1:root:root\u0000',
      'format of /srv/x.tar': ' 61 00 00 00 00 00\n',
      'contents of /srv/x.tar': 'tar (GNU tar) 1.34\n-rw-r--r-- 0/0               8 2026-11-29 10:14 a\n',
      'state of /srv/d/a':
        ' 1:rw\u000081a4:0:0:8:1795947270:1795947272:1795947272:4351204:65024:1:root:root\u0000c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8  /srv/d/a\u0000',
      'digest of 1 files': 'c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8  -',
      'digest of what is in /srv/x.tar':
        'c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8  -',
    },
    expects: [
      'in sync: {"dest":"/srv/d","src":"/srv/x.tar","state":"directory","mode":"0755","owner":"root","group":"root","uid":0,"gid":0,"size":4096,"handler":"TarArchive"}',
    ],
  },
  {
    title: 'the task is skipped if the path of `creates` exists',
    params: { src: '/srv/x.tar', dest: '/srv/d', remote_src: true, creates: '/srv/a' },
    answers: { 'whether /srv/a exists': '' },
    expects: [
      'in sync: {"dest":"/srv/d","src":"/srv/x.tar","state":"directory","msg":"skipped, since /srv/a exists"}',
    ],
  },
  {
    title: 'a missing directory is an error',
    params: { src: '/srv/x.tar', dest: '/srv/none', remote_src: true },
    answers: { 'state of /srv/none': '\u0000' },
    expects: [
      'error: expected a directory at `/srv/none`, found nothing',
      'hint: create it in an earlier task: `file: { path: …, state: directory }`',
    ],
  },
  {
    title: 'a file that is not an archive is an error',
    params: { src: '/srv/a', dest: '/srv/d', remote_src: true },
    answers: {
      'state of /srv/d':
        ' 1:rwx\u000041ed:0:0:4096:1795947272:1795947270:1795947272:4351179:65024:2:root:root\u0000',
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:8:1795947270:1795947270:1795947270:4351182:65024:1:root:root\u0000',
      'format of /srv/a': ' 6f 6e 65 0a 74 77\n',
      'contents of /srv/a': {
        status: 1,
        stdout: 'tar (GNU tar) 1.34\n',
        stderr:
          'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\ntar could not read the archive\n',
      },
    },
    expects: [
      'error: probe failed: contents of /srv/a: status 1',
      'stderr:',
      '  tar: This does not look like a tar archive',
      '  tar: Exiting with failure status due to previous errors',
      '  tar could not read the archive',
      'stdout:',
      '  tar (GNU tar) 1.34',
    ],
  },
]

taskRows('unarchive', unarchive, ROWS)

const BY_URL = {
  params: { src: 'https://a/b.tgz', dest: '/srv/d', remote_src: true },
  answers: {
    ...{ ...capturedDirectory('/srv/d'), 'state of /srv/d/a': '\0' },
    'which of curl, wget exist': 'curl\n',
    'contents of https://a/b.tgz': 'tar (GNU tar) 1.34\n-rw-r--r-- 0/0               8 2026-11-29 10:14 a\n',
  },
}
effectRows('unarchive', unarchive, BY_URL, [{ params: { validate_certs: false }, shows: ['-k'] }])

test.run()
