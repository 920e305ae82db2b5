import { test } from 'uvu'
import rpmKey from '../../../tasks/packages/rpm_key.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { ARCHIVE, ARCHIVE_IDS, EXPIRED, EXPIRED_ID } from '../../kit/openpgp-keys.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const NONE = { 'keys of rpm': { status: 1, stdout: 'package gpg-pubkey is not installed\n' } }
const BOTH = {
  'keys of rpm': `@ gpg-pubkey-a98a30c6-5e0be100\n${ARCHIVE}\n\n@ gpg-pubkey-7f2545fd-5e0be100\n${EXPIRED}\n\n`,
}
const FILE = capturedFile('/root/key.asc', ARCHIVE)
const URL = 'https://example.com/key'
const FETCHED = { 'which of curl, wget exist': 'curl\n', [`content of ${URL}`]: `${ARCHIVE}${EXPIRED}` }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the keys at a URL are imported',
    params: { key: URL },
    answers: { ...NONE, ...FETCHED },
    expects: [
      'create rpm-key:458F66B11A55CD12245C56CA1B03AAE1A98A30C6: null -> {"key":"https://example.com/key"}',
      'create rpm-key:954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD: null -> {"key":"https://example.com/key"}',
      '$ [rpm --import]',
      `< ${JSON.stringify(`${ARCHIVE}${EXPIRED}`)}`,
      'outputs: {}',
    ],
  },
  {
    title: 'only a missing key is imported',
    params: { key: URL, fingerprint: [EXPIRED_ID, ARCHIVE_IDS[0].replace(/(....)/g, '$1 ').toLowerCase()] },
    answers: { 'keys of rpm': `@ gpg-pubkey-7f2545fd-5e0be100\n${EXPIRED}\n\n`, ...FETCHED },
    isCheckMode: true,
    expects: [
      'create rpm-key:458F66B11A55CD12245C56CA1B03AAE1A98A30C6: null -> {"key":"https://example.com/key"}',
    ],
  },
  {
    title: 'an existing key of a file is in sync',
    params: { key: '/root/key.asc' },
    answers: { ...BOTH, ...FILE },
    expects: ['in sync: {}'],
  },
  {
    title: 'a key with another fingerprint is an error',
    params: { key: URL, fingerprint: ARCHIVE_IDS[0] },
    answers: { ...NONE, ...FETCHED },
    expects: [
      'error: `https://example.com/key` has a key whose fingerprint is 954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD',
      'hint: expected 458F66B11A55CD12245C56CA1B03AAE1A98A30C6: ask the owner of the repository which one is right',
    ],
  },
  {
    title: 'an existing key is in sync by the short ID of a subkey',
    params: { key: `0x${ARCHIVE_IDS[1].slice(-8).toLowerCase()}` },
    answers: BOTH,
    expects: ['in sync: {}'],
  },
  {
    title: 'a missing key that is given by its ID is an error',
    params: { key: ARCHIVE_IDS[0] },
    answers: NONE,
    expects: [
      'error: rpm has no key 458F66B11A55CD12245C56CA1B03AAE1A98A30C6',
      'hint: give the URL or the file of the key',
    ],
  },
  {
    title: 'a key is removed by its ID',
    params: { key: ARCHIVE_IDS[0].slice(-8), state: 'absent' },
    answers: BOTH,
    expects: [
      'delete rpm-key:458F66B11A55CD12245C56CA1B03AAE1A98A30C6: {"key":"gpg-pubkey-a98a30c6-5e0be100"} -> null',
      '$ rpm --erase --allmatches -- gpg-pubkey-a98a30c6-5e0be100',
      'outputs: {}',
    ],
  },
  {
    title: 'a key is removed by its file',
    params: { key: '/root/key.asc', state: 'absent' },
    answers: { ...BOTH, ...FILE },
    isCheckMode: true,
    expects: [
      'delete rpm-key:458F66B11A55CD12245C56CA1B03AAE1A98A30C6: {"key":"gpg-pubkey-a98a30c6-5e0be100"} -> null',
    ],
  },
  {
    title: 'a key that cannot be parsed is removed by the ID of rpm',
    params: { key: 'a98a30c6', state: 'absent' },
    answers: { 'keys of rpm': '@ gpg-pubkey-a98a30c6-5e0be100\n(none)\n' },
    isCheckMode: true,
    expects: ['delete rpm-key:A98A30C6: {"key":"gpg-pubkey-a98a30c6-5e0be100"} -> null'],
  },
  {
    title: 'a missing key needs no removal',
    params: { key: ARCHIVE_IDS[0], state: 'absent' },
    answers: NONE,
    expects: ['in sync: {}'],
  },
  {
    title: 'a missing file is an error',
    params: { key: '/root/key.asc' },
    answers: { ...NONE, ...capturedFile('/root/key.asc', null) },
    expects: ['error: `/root/key.asc` does not exist on node1', 'hint: create it in an earlier task'],
  },
  {
    title: 'an empty file is an error',
    params: { key: '/root/key.asc' },
    answers: { ...NONE, ...capturedFile('/root/key.asc', '') },
    expects: ['error: `/root/key.asc` has no key'],
  },
  {
    title: 'an invalid key and fingerprint are refused',
    params: { key: 'key.asc', fingerprint: 'ABCD' },
    expects: [
      'refused: key: expected a URL, an absolute path on the host, or an ID of at least eight hex digits',
      'refused: fingerprint: Invalid input',
    ],
  },
  {
    title: 'a host without rpm is an error',
    params: { key: ARCHIVE_IDS[0] },
    answers: {
      'keys of rpm': { status: 127, stderr: 'the host has no rpm: install it in an earlier task\n' },
    },
    expects: [
      'error: probe failed: keys of rpm: status 127: the host has no rpm: install it in an earlier task',
    ],
  },
]

taskRows('rpm_key', rpmKey, ROWS)

effectRows('rpm_key', rpmKey, { params: { key: URL }, answers: { ...NONE, ...FETCHED } }, [
  { params: { validate_certs: false }, shows: ['-k'] },
])

test.run()
