import { posix } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RawAnswer } from '../../src/authoring/testing.ts'
import { assertDefined } from '../../src/base/assert-defined.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'
import { capturedFile } from '../kit/captured-files.ts'
import { statesOf } from '../kit/file-answers.ts'
import { transcriptOf } from '../kit/task-rows.ts'
import { ATTRIBUTES, WRITTEN_FILES } from './written-files.ts'

const TYPES = openTaskFolders([])

// Output of id, stat of coreutils 9.1, matchpathcon of libselinux 3.4 and lsattr of e2fsprogs 1.47.
const IDS = { 'id of user daemon': '1\n', 'id of group bin': '2\n' }
const CONTEXT = 'unconfined_u:staff_r:tmp_t:s0\nsystem_u:object_r:etc_t:s0\n'
const flagsOf = (path: string) => `--------------e------- ${path}\n`

const BEFORE =
  '{"seuser":"unconfined_u","serole":"staff_r","setype":"tmp_t","selevel":"s0","attributes":"e","mode":"0644","owner":"root","group":"root"}'
const AFTER =
  '{"seuser":"system_u","serole":"object_r","setype":"etc_t","selevel":"s0:c1","attributes":"+i","mode":"0640","owner":"daemon","group":"bin"}'
const CHOWN =
  'd_has_lists= && { d_run_pinned d_is_trusted "$d_pinned" || d_run_pinned d_remove_lists "$d_pinned" || :; } && d_run_pinned chown  -- daemon:bin "$d_pinned" && d_run_pinned chmod -- 00640 "$d_pinned"'
const SECURITY =
  '{ ! test -e /sys/fs/selinux/enforce || d_run_pinned chcon  -u system_u -r object_r -t etc_t -l s0:c1 -- "$d_pinned"; } && d_run_pinned chattr +i -- "$d_pinned"'

for (const [name, { isNew, path = '/f', ...given }] of Object.entries(WRITTEN_FILES)) {
  const what = isNew ? 'a new file' : 'a file that is right'
  test(`${name} sets mode, owner, context and flags of ${what}`, async () => {
    const held = { [`SELinux context of ${path}`]: CONTEXT, [`flags of ${path}`]: flagsOf(path) }
    const lines = await transcriptOf((await TYPES.load(name)) as never, {
      ...given,
      params: { ...given.params, ...ATTRIBUTES },
      answers: { ...given.answers, ...IDS, ...held },
    })
    const { dir, base } = posix.parse(path)
    const enter = `d_enter ${dir} && d_pin ${base}`
    const expected = isNew
      ? ['write /f 0640 daemon bin', `$ (${enter} && ${SECURITY})`]
      : [
          `update file:${path}: ${BEFORE} -> ${AFTER}`,
          `$ (${enter} && ${CHOWN} && ${SECURITY} && d_check_mode 0640 ${path})`,
        ]
    const ofFile = lines.map(line => line.replace(/^(write [^:]*):.*$/, '$1'))
    assert.equal(
      ofFile.filter(line => expected.includes(line)),
      expected,
      lines.join('\n'),
    )
  })
}

const OLD = capturedFile('/f', 'old')
const OTHERS: readonly (readonly [name: string, params: object, answers: Record<string, RawAnswer>])[] = [
  ['archive', {}, { 'state of /f': statesOf('file') }],
  ['copy', {}, OLD],
  [
    'get_url',
    { force: true, checksum: `sha256:${'a'.repeat(64)}` },
    {
      ...{ 'state of /f': statesOf('file'), 'state of /f /f/b': OLD['state of /f'] ?? '' },
      'which of curl, wget exist': 'curl\n',
    },
  ],
  ['openssl_privatekey', {}, OLD],
]

// A file that replaces another one inherits its context.
for (const [name, params, answers] of OTHERS) {
  test(`${name} sets the type of the policy on a file that it replaces`, async () => {
    const { isNew: _, path: __, ...given } = assertDefined(WRITTEN_FILES[name], name)
    const lines = await transcriptOf((await TYPES.load(name)) as never, {
      ...given,
      params: { ...given.params, ...params, setype: '_default' },
      isResultUnused: true,
      answers: { ...given.answers, ...answers, 'SELinux context of /f': CONTEXT },
    })
    const set =
      '$ (d_enter / && d_pin f && { ! test -e /sys/fs/selinux/enforce || d_run_pinned chcon  -t etc_t -- "$d_pinned"; })'
    assert.ok(lines.includes(set), lines.join('\n'))
  })
}

test.run()
