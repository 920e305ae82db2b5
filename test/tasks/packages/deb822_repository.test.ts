import { test } from 'uvu'
import deb822Repository from '../../../tasks/packages/deb822_repository.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { ARCHIVE } from '../../kit/openpgp-keys.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const DEST = '/etc/apt/sources.list.d/my-archive.sources'
const KEY = '/etc/apt/keyrings/my-archive.asc'
const SOURCES = {
  name: 'My_Archive!',
  uris: 'https://example.com/debian',
  suites: 'stable',
  components: ['main', 'extra'],
}
const FETCHED = { 'which of curl, wget exist': 'curl\n', 'content of https://example.com/key': ARCHIVE }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a repository is added',
    params: {
      ...SOURCES,
      types: 'deb,deb-src',
      architectures: ['amd64', 'arm64'],
      enabled: 'yes',
      by_hash: false,
      date_max_future: 10,
      allow_downgrade_to_insecure: true,
      signed_by: '/usr/share/keyrings/x.gpg',
      mode: '0600',
    },
    answers: { [`state of ${DEST}`]: '\u0000' },
    expects: [
      'create file:/etc/apt/sources.list.d/my-archive.sources: null -> {"state":"file","mode":"0600","size":260,"sha256":"a38d4c6cef76ae6e0b755e72ec6ee9486daa1cb8d3e495fb5a58c2f5e522264e"}',
      'write /etc/apt/sources.list.d/my-archive.sources 0600: (a file)',
      'outputs: {"repo":"Allow-Downgrade-To-Insecure: yes\\nArchitectures: amd64 arm64\\nBy-Hash: no\\nComponents: main extra\\nDate-Max-Future: 10\\nEnabled: yes\\nX-Repolib-Name: My_Archive!\\nSigned-By: /usr/share/keyrings/x.gpg\\nSuites: stable\\nTypes: deb deb-src\\nURIs: https://example.com/debian\\n","dest":"/etc/apt/sources.list.d/my-archive.sources","key_filename":"/usr/share/keyrings/x.gpg"}',
    ],
  },
  {
    title: 'a repository is added with its key, which is fetched',
    params: { ...SOURCES, signed_by: 'https://example.com/key' },
    answers: {
      ...FETCHED,
      [`state of ${DEST}`]: '\u0000',
      [`state of ${KEY}`]: '\u0000',
      'state of /etc/apt/keyrings': '\u0000',
    },
    expects: [
      'create file:/etc/apt/keyrings: null -> {"state":"directory","mode":"0755"}',
      'create file:/etc/apt/keyrings/my-archive.asc: null -> {"state":"file","mode":"0644","size":782,"sha256":"97506440f80eb6c11b9e80509bc7a6ff22358bad9659c7cfb5c5233826b7d77e"}',
      'create file:/etc/apt/sources.list.d/my-archive.sources: null -> {"state":"file","mode":"0644","size":154,"sha256":"0f4072bf145e52fa293028fecc67ce6bc367e14115db66ead69c1d1edf685bb4"}',
      '$ [make /etc/apt/keyrings]',
      'write /etc/apt/keyrings/my-archive.asc 0644: (a file)',
      'write /etc/apt/sources.list.d/my-archive.sources 0644: (a file)',
      'outputs: {"repo":"Components: main extra\\nX-Repolib-Name: My_Archive!\\nSigned-By: /etc/apt/keyrings/my-archive.asc\\nSuites: stable\\nTypes: deb\\nURIs: https://example.com/debian\\n","dest":"/etc/apt/sources.list.d/my-archive.sources","key_filename":"/etc/apt/keyrings/my-archive.asc"}',
    ],
  },
  {
    title: 'a page instead of a key is an error',
    params: { ...SOURCES, signed_by: 'https://example.com/key' },
    answers: { ...FETCHED, 'content of https://example.com/key': '<html>' },
    expects: [
      'error: `https://example.com/key` is not an OpenPGP public key',
      'hint: expected what `gpg --export` or `gpg --armor --export` prints',
    ],
  },
  {
    title: 'an armored key is written into the file',
    params: { ...SOURCES, signed_by: 'a\n\n  b\n' },
    answers: { [`state of ${DEST}`]: '\u0000' },
    expects: [
      'create file:/etc/apt/sources.list.d/my-archive.sources: null -> {"state":"file","mode":"0644","size":139,"sha256":"40f5e2741d05bd319c771543a4612aba18a747229deb927e1697b0e532e61904"}',
      'write /etc/apt/sources.list.d/my-archive.sources 0644: (a file)',
      'outputs: {"repo":"Components: main extra\\nX-Repolib-Name: My_Archive!\\nSigned-By:\\n    a\\n    .\\n    b\\nSuites: stable\\nTypes: deb\\nURIs: https://example.com/debian\\n","dest":"/etc/apt/sources.list.d/my-archive.sources","key_filename":null}',
    ],
  },
  {
    title: 'a repository is removed with its key',
    params: { name: 'My_Archive!', state: 'absent' },
    answers: {
      [`state of ${DEST} ${KEY} /etc/apt/keyrings/my-archive.gpg`]: statesOf('file', 'file', 'none'),
    },
    expects: [
      'delete file:/etc/apt/sources.list.d/my-archive.sources: {"state":"file"} -> null',
      'delete file:/etc/apt/keyrings/my-archive.asc: {"state":"file"} -> null',
      '$ [remove /etc/apt/sources.list.d/my-archive.sources /etc/apt/keyrings/my-archive.asc]',
      'outputs: {"repo":null,"dest":"/etc/apt/sources.list.d/my-archive.sources","key_filename":"/etc/apt/keyrings/my-archive.gpg"}',
    ],
  },
  {
    title: 'a missing repository needs no removal',
    params: { name: 'My_Archive!', state: 'absent' },
    answers: {
      [`state of ${DEST} ${KEY} /etc/apt/keyrings/my-archive.gpg`]: statesOf('none', 'none', 'none'),
    },
    expects: [
      'in sync: {"repo":null,"dest":"/etc/apt/sources.list.d/my-archive.sources","key_filename":"/etc/apt/keyrings/my-archive.gpg"}',
    ],
  },
  {
    title: 'a name without letters, unknown types and line breaks are refused',
    params: { name: '..', types: ['rpm'], uris: 'a\nTrusted: yes' },
    expects: [
      'refused: name: expected a name with letters or digits',
      'refused: types: expected `deb` or `deb-src`',
      'refused: uris: expected a list of lines',
    ],
  },
  {
    title: 'a repository without an address is refused',
    params: { name: 'x' },
    expects: ['refused: uris: expected `uris` and `suites`'],
  },
]

taskRows('deb822_repository', deb822Repository, ROWS)

effectRows(
  'deb822_repository',
  deb822Repository,
  { params: SOURCES, answers: { [`state of ${DEST}`]: '\0' } },
  [{ params: { exclude: ['a', 'b*'] }, shows: ['Exclude:', 'a', 'b*'] }],
)

test.run()
