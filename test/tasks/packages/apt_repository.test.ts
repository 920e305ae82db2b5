import { test } from 'uvu'
import aptRepository from '../../../tasks/packages/apt_repository.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { contentsOf, digestedOf, statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat, find and cat of coreutils 9.1.

const REPO = 'deb http://repo.example.com/deb stable main'
const LIST = '/etc/apt/sources.list.d/repo_example_com_deb.list'

const BASE = {
  'which of apt-get exist': 'apt-get\n',
  'state of /etc/apt/sources.list.d': statesOf('directory'),
}
const NO_LISTS = { ...BASE, 'paths below /etc/apt/sources.list.d': './debian.sources\u0000' }
const MAIN = 'deb http://deb.debian.org/debian bookworm main\n'
const ROWS: readonly TaskRow[] = [
  {
    title: 'a source is added to a new file, and the lists are updated',
    params: { repo: REPO },
    answers: {
      ...NO_LISTS,
      [`content of /etc/apt/sources.list ${LIST}`]: [contentsOf(MAIN, null), contentsOf(MAIN, null)],
      [`state of ${LIST}`]: '\u0000',
      [`content of ${LIST}`]: '',
    },
    runs: { 'apt-get update': 'Reading package lists...\n' },
    expects: [
      'create file:/etc/apt/sources.list.d/repo_example_com_deb.list: null -> {"state":"file","mode":"0644","size":44,"sha256":"597020ada09d137ff04ada6551bb875a757ab45fa94336773913ddbdc561b2c0"}',
      'predicts: update apt:lists: {"fresh":false} -> {"fresh":true}',
      'write /etc/apt/sources.list.d/repo_example_com_deb.list 0644: (a file)',
      '$ [apt-get update]',
      'outputs: {"repo":"deb http://repo.example.com/deb stable main","state":"present","sources_added":["/etc/apt/sources.list.d/repo_example_com_deb.list"],"sources_removed":[]}',
    ],
  },
  {
    title: 'the sources are restored if the lists cannot be updated',
    params: { repo: REPO, filename: 'x', mode: '0600' },
    answers: {
      ...NO_LISTS,
      'content of /etc/apt/sources.list /etc/apt/sources.list.d/x.list': contentsOf(MAIN, '# x\n'),
      'state of /etc/apt/sources.list.d/x.list': [digestedOf('# x\n'), statesOf('file')],
      'content of /etc/apt/sources.list.d/x.list': '\n# x\n',
    },
    runs: { 'apt-get update': { status: 100, stderr: 'E: The repository does not have a Release file.\n' } },
    expects: [
      'update file:/etc/apt/sources.list.d/x.list: {"size":4,"sha256":"253b610bd786f2543252c8d4b45bb40eb375882587f825cb9ce1fd1241f66f1e","mode":"0644"} -> {"size":48,"sha256":"cfacc46617834785799fabdffdf4d9368edd0ce72e7832ea797a1005ecb23a28","mode":"0600"}',
      'predicts: update apt:lists: {"fresh":false} -> {"fresh":true}',
      'write /etc/apt/sources.list.d/x.list 0600 0 0: (a file)',
      '$ [apt-get update]',
      'write /etc/apt/sources.list.d/x.list 0644 0 0: (a file)',
      'error: apt-get update ended with status 100: E: The repository does not have a Release file.',
    ],
  },
  {
    title: 'an existing source is left unchanged',
    params: { repo: REPO.replace('deb ', 'deb   '), filename: 'x' },
    answers: {
      ...BASE,
      'paths below /etc/apt/sources.list.d': './other.list\u0000',
      'content of /etc/apt/sources.list /etc/apt/sources.list.d/other.list /etc/apt/sources.list.d/x.list':
        contentsOf(MAIN, `${REPO}\n`, null),
    },
    expects: [
      'in sync: {"repo":"deb   http://repo.example.com/deb stable main","state":"present","sources_added":[],"sources_removed":[]}',
    ],
  },
  {
    title: 'a source is removed, together with its file if that has no other content',
    params: { repo: REPO, state: 'absent', update_cache: false },
    answers: {
      ...BASE,
      'paths below /etc/apt/sources.list.d': './other.list\u0000',
      [`content of /etc/apt/sources.list /etc/apt/sources.list.d/other.list ${LIST}`]: contentsOf(
        MAIN,
        `${REPO}\n`,
        null,
      ),
    },
    expects: [
      'delete file:/etc/apt/sources.list.d/other.list: {"state":"file"} -> null',
      '$ [remove /etc/apt/sources.list.d/other.list]',
      'outputs: {"repo":"deb http://repo.example.com/deb stable main","state":"absent","sources_added":[],"sources_removed":["/etc/apt/sources.list.d/other.list"]}',
    ],
  },
  {
    title: 'a host without apt is an error',
    params: { repo: REPO },
    answers: {
      'which of apt-get exist': '',
      'state of /etc/apt/sources.list.d': '\u0000',
      'paths below /etc/apt/sources.list.d': { status: 1 },
      [`content of /etc/apt/sources.list ${LIST}`]: contentsOf(null, null),
    },
    expects: ['error: the host has no apt', 'hint: it is for hosts of Debian, Ubuntu and the like'],
  },
  {
    title: 'a PPA is refused with an alternative',
    params: { repo: 'ppa:nginx/stable', codename: 'trusty' },
    expects: [
      'refused: repo: a PPA is not supported: expected its source, `deb [signed-by=KEY] https://ppa.launchpadcontent.net/OWNER/NAME/ubuntu RELEASE main`, and its key by `get_url`',
    ],
  },
  {
    title: 'an invalid source, and a file elsewhere, are refused',
    params: { repo: '# deb http://a b c', filename: '../x' },
    expects: [
      'refused: filename: expected the name of a file, without `.list`, or an absolute path',
      'refused: repo: expected a source, such as `deb http://deb.debian.org/debian bookworm main`',
    ],
  },
]

taskRows('apt_repository', aptRepository, ROWS)

const ADDED = {
  params: { repo: REPO },
  answers: {
    ...NO_LISTS,
    [`content of /etc/apt/sources.list ${LIST}`]: contentsOf(MAIN, null),
    ...{ [`state of ${LIST}`]: '\0', [`content of ${LIST}`]: '' },
  },
}
effectRows('apt_repository', aptRepository, ADDED, [
  { params: { update_cache_retries: 9 }, shows: ['9'], hides: ['5'] },
  { params: { update_cache_retry_max_delay: 3 }, shows: ['3', 'd=3'], hides: ['12', 'd=12'] },
])

test.run()
