import { test } from 'uvu'
import aptKey from '../../../tasks/packages/apt_key.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { contentsOf, digestedOf, statesOf } from '../../kit/file-answers.ts'
import { ARCHIVE, ARCHIVE_IDS, dearmored, EXPIRED, EXPIRED_ID, RENEWED } from '../../kit/openpgp-keys.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const RING = '/etc/apt/trusted.gpg.d/x.gpg'
const NONE = { [`content of ${RING}`]: '', [`state of ${RING}`]: '\u0000' }
const BOTH = Buffer.concat([dearmored(EXPIRED), dearmored(ARCHIVE)])
const WITH_BOTH = {
  [`content of ${RING}`]: { stdout: Buffer.concat([Buffer.from('\n'), BOTH]) },
  [`state of ${RING}`]: digestedOf(BOTH),
}
const TOOL = { 'which of curl, wget exist': 'curl\n' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a key is added to a new keyring',
    params: { data: ARCHIVE, keyring: RING },
    answers: NONE,
    expects: [
      'create apt-key:458F66B11A55CD12245C56CA1B03AAE1A98A30C6: null -> {"keyring":"/etc/apt/trusted.gpg.d/x.gpg"}',
      'create file:/etc/apt/trusted.gpg.d/x.gpg: null -> {"state":"file","mode":"0644","size":518,"sha256":"00cce08a1ed8363820ef7fcb7d80117bdc795548997f48ac551bab3f74091672"}',
      'write /etc/apt/trusted.gpg.d/x.gpg 0644: (a file)',
      'outputs: {"id":"1B03AAE1A98A30C6","key_id":"1B03AAE1A98A30C6","fp":"1B03AAE1A98A30C6","short_id":"A98A30C6","before":[],"after":["1B03AAE1A98A30C6","8AA045F265309BC4"]}',
    ],
  },
  {
    title: 'an existing key is not fetched, given the end of its fingerprint or of that of a subkey',
    params: {
      url: 'https://example.com/key.asc',
      id: `0x${ARCHIVE_IDS[1].slice(-8).toLowerCase()}`,
      keyring: RING,
    },
    answers: WITH_BOTH,
    expects: [
      'in sync: {"id":"65309BC4","key_id":"65309BC4","fp":"65309BC4","short_id":"65309BC4","before":["1B03AAE1A98A30C6","8AA045F265309BC4"]}',
    ],
  },
  {
    title: 'an expired key is replaced by the fetched one',
    params: { url: 'https://example.com/key.asc', id: EXPIRED_ID, keyring: RING },
    answers: {
      ...WITH_BOTH,
      ...TOOL,
      'content of https://example.com/key.asc': RENEWED,
    },
    expects: [
      'create apt-key:954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD: null -> {"keyring":"/etc/apt/trusted.gpg.d/x.gpg"}',
      'update file:/etc/apt/trusted.gpg.d/x.gpg: {"size":744,"sha256":"3bbd80b1cb7fb39249c0dce1eb6ccf7def7b89ead114a81ff75c6779e4821779"} -> {"size":738,"sha256":"a5c4023d6a3de62b0c346eaa869746cd9259365e3242314ca828d734f02d04d8"}',
      'write /etc/apt/trusted.gpg.d/x.gpg 0644 0 0: (a file)',
      'outputs: {"id":"954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD","key_id":"954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD","fp":"1328EDCA7F2545FD","short_id":"7F2545FD","before":["1B03AAE1A98A30C6","8AA045F265309BC4"],"after":["1B03AAE1A98A30C6","8AA045F265309BC4","1328EDCA7F2545FD"]}',
    ],
  },
  {
    title: 'a key is searched in all keyrings, and then requested from a keyserver',
    params: { keyserver: 'keyserver.ubuntu.com', id: ARCHIVE_IDS[0] },
    answers: {
      'state of /etc/apt/trusted.gpg.d': statesOf('directory'),
      'paths below /etc/apt/trusted.gpg.d': './debian.asc\u0000./readme\u0000',
      'content of /etc/apt/trusted.gpg /etc/apt/trusted.gpg.d/debian.asc': contentsOf(null, RENEWED),
      ...TOOL,
      [`content of http://keyserver.ubuntu.com:11371/pks/lookup?op=get&options=mr&search=0x${ARCHIVE_IDS[0]}`]:
        ARCHIVE,
      'state of /etc/apt/trusted.gpg': '\u0000',
    },
    expects: [
      'create apt-key:458F66B11A55CD12245C56CA1B03AAE1A98A30C6: null -> {"keyring":"/etc/apt/trusted.gpg"}',
      'create file:/etc/apt/trusted.gpg: null -> {"state":"file","mode":"0644","size":518,"sha256":"00cce08a1ed8363820ef7fcb7d80117bdc795548997f48ac551bab3f74091672"}',
      'write /etc/apt/trusted.gpg 0644: (a file)',
      'outputs: {"id":"458F66B11A55CD12245C56CA1B03AAE1A98A30C6","key_id":"458F66B11A55CD12245C56CA1B03AAE1A98A30C6","fp":"1B03AAE1A98A30C6","short_id":"A98A30C6","before":["1328EDCA7F2545FD"],"after":["1328EDCA7F2545FD","1B03AAE1A98A30C6","8AA045F265309BC4"]}',
    ],
  },
  {
    title: 'a fetched key with another ID is an error',
    params: { data: ARCHIVE, id: EXPIRED_ID, keyring: RING },
    answers: NONE,
    expects: [
      'error: `data` has no key 954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD',
      'hint: it has 458F66B11A55CD12245C56CA1B03AAE1A98A30C6: is it the key that was meant?',
    ],
  },
  {
    title: 'a key that has expired is an error',
    params: { data: EXPIRED, keyring: RING },
    answers: NONE,
    expects: [
      'error: the key 954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD in `data` has expired',
      'hint: ask the owner of the package sources for their present key',
    ],
  },
  {
    title: 'a page instead of a key is an error',
    params: { url: 'https://example.com/key.asc', keyring: RING },
    answers: { ...NONE, ...TOOL, 'content of https://example.com/key.asc': '<html>' },
    expects: [
      'error: `https://example.com/key.asc` is not an OpenPGP public key',
      'hint: expected what `gpg --export` or `gpg --armor --export` prints',
    ],
  },
  {
    title: 'a key is removed from a keyring with another key',
    params: { id: EXPIRED_ID, state: 'absent', keyring: RING },
    answers: WITH_BOTH,
    expects: [
      'delete apt-key:954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD: {"keyring":"/etc/apt/trusted.gpg.d/x.gpg"} -> null',
      'update file:/etc/apt/trusted.gpg.d/x.gpg: {"size":744,"sha256":"3bbd80b1cb7fb39249c0dce1eb6ccf7def7b89ead114a81ff75c6779e4821779"} -> {"size":518,"sha256":"00cce08a1ed8363820ef7fcb7d80117bdc795548997f48ac551bab3f74091672"}',
      'write /etc/apt/trusted.gpg.d/x.gpg 0644 0 0: (a file)',
      'outputs: {"id":"954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD","key_id":"954D02C5A9EB5D0A126C7CB41328EDCA7F2545FD","fp":"1328EDCA7F2545FD","short_id":"7F2545FD","before":["1B03AAE1A98A30C6","8AA045F265309BC4"],"after":["1B03AAE1A98A30C6","8AA045F265309BC4"]}',
    ],
  },
  {
    title: 'a keyring is deleted with its last key, and a file that is not a keyring is kept',
    params: { id: ARCHIVE_IDS[0].slice(-16), state: 'absent' },
    answers: {
      'state of /etc/apt/trusted.gpg.d': statesOf('directory'),
      'paths below /etc/apt/trusted.gpg.d': './a.asc\u0000./b.gpg\u0000',
      'content of /etc/apt/trusted.gpg /etc/apt/trusted.gpg.d/a.asc /etc/apt/trusted.gpg.d/b.gpg': contentsOf(
        null,
        ARCHIVE,
        'broken',
      ),
    },
    expects: [
      'delete apt-key:458F66B11A55CD12245C56CA1B03AAE1A98A30C6: {"keyring":"/etc/apt/trusted.gpg.d/a.asc"} -> null',
      'delete file:/etc/apt/trusted.gpg.d/a.asc: {"state":"file"} -> null',
      '$ [remove /etc/apt/trusted.gpg.d/a.asc]',
      'outputs: {"id":"1B03AAE1A98A30C6","key_id":"1B03AAE1A98A30C6","fp":"1B03AAE1A98A30C6","short_id":"A98A30C6","before":["1B03AAE1A98A30C6","8AA045F265309BC4"],"after":[]}',
    ],
  },
  {
    title: 'a missing key needs no removal',
    params: { id: ARCHIVE_IDS[0], state: 'absent', keyring: RING },
    answers: { [`content of ${RING}`]: '' },
    expects: [
      'in sync: {"id":"458F66B11A55CD12245C56CA1B03AAE1A98A30C6","key_id":"458F66B11A55CD12245C56CA1B03AAE1A98A30C6","fp":"1B03AAE1A98A30C6","short_id":"A98A30C6","before":[]}',
    ],
  },
  {
    title: 'two sources, and an invalid ID, are refused',
    params: { data: 'x', file: '/x', id: '12345' },
    expects: [
      'refused: id: expected the ID of a key: 8, 16 or more hexadecimal digits',
      'refused: url: expected one of `url`, `data`, `file` and `keyserver`',
    ],
  },
  {
    title: 'a missing source, and removal without an ID, are refused',
    params: { state: 'absent' },
    expects: ['refused: id: expected the ID of the key, which `state: absent` and `keyserver` need'],
  },
]

taskRows('apt_key', aptKey, ROWS)

const FETCHED = {
  params: { url: 'https://example.com/key.asc', keyring: RING },
  answers: { ...NONE, ...TOOL, 'content of https://example.com/key.asc': ARCHIVE },
}
effectRows('apt_key', aptKey, FETCHED, [{ params: { validate_certs: false }, shows: ['-k'] }])

test.run()
