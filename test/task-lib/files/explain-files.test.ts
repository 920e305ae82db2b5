import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Change, plan } from '../../../src/authoring/plan.ts'
import { explainFiles } from '../../../src/task-lib/files/explain-files.ts'
import { fakeHost } from '../../kit/fake-host.ts'

const ROWS: readonly (readonly [
  title: string,
  type: string,
  change: Partial<Change>,
  why: string | undefined,
])[] = [
  [
    'a mode on a FAT file system',
    'msdos',
    { before: { mode: '0755' }, after: { mode: '0600' } },
    '`/boot/efi/f` is on a file system (msdos) that stores no modes and owners: its mount options set them',
  ],
  [
    'an owner on a share',
    'cifs',
    { before: { owner: 'root' }, after: { owner: 'app' } },
    '`/boot/efi/f` is on a file system (cifs) that stores no modes and owners: its mount options set them',
  ],
  [
    'set-group-ID that chmod drops',
    'ext2/ext3',
    { before: { mode: '0755' }, after: { mode: '2755' } },
    'the set-group-ID bit remains only if the user is in the group of the file',
  ],
  [
    'a mode that something else sets',
    'ext2/ext3',
    { before: { mode: '0644' }, after: { mode: '0600' } },
    undefined,
  ],
  ['content', 'msdos', { before: { sha256: 'a' }, after: { sha256: 'b' } }, undefined],
]

for (const [title, type, change, why] of ROWS) {
  test(`the reason why a file still differs: ${title}`, async () => {
    const { host } = fakeHost({ 'file system of /boot/efi/f': type })
    const whole = { resource: 'file:/boot/efi/f', action: 'update', ...change }
    assert.is(await explainFiles({ host, plan: plan([whole]) }), why)
  })
}

test.run()
