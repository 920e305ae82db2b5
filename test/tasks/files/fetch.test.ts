import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import fetch from '../../../tasks/files/fetch.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { scratch } from '../../kit/local-session.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and sha256sum of coreutils 9.1.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a missing file is an error',
    params: { src: '/srv/none', dest: '/home/me/got/' },
    answers: { 'state of /srv/none': '\u0000' },
    expects: ['error: `/srv/none` does not exist', 'hint: set `fail_on_missing: false` to ignore this'],
  },
  {
    title: 'with `fail_on_missing: false`, a missing file is no error',
    params: { src: '/srv/none', dest: '/home/me/got/', fail_on_missing: false },
    answers: { 'state of /srv/none': '\u0000' },
    expects: [
      'in sync: {"src":"/srv/none","dest":"/home/me/got/node1/srv/none","file":"/srv/none","msg":"the remote file does not exist, not transferring, ignored"}',
    ],
  },
  {
    title: 'a directory is an error',
    params: { src: '/srv/d', dest: '/home/me/got/' },
    answers: {
      'state of /srv/d':
        ' 1:rwx\u000041ed:0:0:4096:1795947269:1795947269:1795947269:4351179:65024:2:root:root\u0000\u0000',
    },
    expects: [
      'error: expected a file at `/srv/d`, found a directory',
      'hint: `fetch` copies one file; pack a directory into an archive first',
    ],
  },
  {
    title: 'a file is copied to a folder with the name of the host',
    params: { src: '/srv/a', dest: '/home/me/got' },
    isCheckMode: true,
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:8:1795947269:1795947269:1795947269:4351182:65024:1:root:root\u0000c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8  /srv/a\u0000',
    },
    expects: [
      'create local:/home/me/got/node1/srv/a: null -> {"from":"/srv/a","sha256":"c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8"}',
    ],
  },
]

taskRows('fetch', fetch, ROWS)

test('the content must have the checksum of the file on the host, unless `validate_checksum` is false', async () => {
  const { path, remove } = scratch()
  // The fake host sends no content.
  const received = (more: object) => {
    const params = { src: '/srv/a', dest: `${path}/`, flat: true, ...more }
    return testTask(fetch, { params, answers: capturedFile('/srv/a', 'x') }).apply()
  }
  try {
    await received({}).then(
      () => assert.unreachable(),
      error => assert.match(error.message, 'the received `/srv/a` has sha256'),
    )
    await received({ validate_checksum: false })
    assert.is(readFileSync(`${path}/a`, 'utf8'), '')
  } finally {
    remove()
  }
})

test.run()
