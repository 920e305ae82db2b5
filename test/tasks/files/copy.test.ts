import { createHash } from 'node:crypto'
import { test } from 'uvu'
import copy from '../../../tasks/files/copy.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and sha256sum of coreutils 9.1.

const LARGE = 'x'.repeat(10_000_000)
const SHA256_OF_LARGE = createHash('sha256').update(LARGE).digest('hex')
const SHA1_OF_LARGE = createHash('sha1').update(LARGE).digest('hex')
const MD5_OF_LARGE = createHash('md5').update(LARGE).digest('hex')

/** A large file that is copied. */
const LARGE_CASE = {
  params: { src: 'f', dest: '/f' },
  files: { f: LARGE },
  answers: { 'state of /f /f/f': '\u0000' },
}

/** The transcript, with those digests in the result. */
const largeCopied = (digests: string): string[] => [
  `create file:/f: null -> {"state":"file","mode":"0644","size":10000000,"sha256":"${SHA256_OF_LARGE}"}`,
  'write /f 0644: (a file)',
  `outputs: {"dest":"/f","path":"/f","state":"file","mode":"0644","size":10000000,"sha256":"${SHA256_OF_LARGE}",${digests}"src":"f"}`,
]

const ROWS: readonly TaskRow[] = [
  {
    ...LARGE_CASE,
    title: 'the registered result of a large file has all digests',
    expects: largeCopied(`"checksum":"${SHA1_OF_LARGE}","md5sum":"${MD5_OF_LARGE}",`),
  },
  {
    ...LARGE_CASE,
    title: 'without `register`, the result of a large file has no further digests',
    isResultUnused: true,
    expects: largeCopied(''),
  },
  {
    ...LARGE_CASE,
    title: 'the checksum of a large file is verified also without `register`',
    params: { ...LARGE_CASE.params, checksum: 'a'.repeat(40) },
    isResultUnused: true,
    expects: [`error: \`f\` has the checksum \`${SHA1_OF_LARGE}\`, expected \`${'a'.repeat(40)}\``],
  },
  {
    title: 'the result of a small file has all digests also without `register`',
    params: { src: 'f', dest: '/f' },
    files: { f: 'hello\n' },
    answers: { 'state of /f /f/f': '\u0000' },
    isResultUnused: true,
    expects: [
      'create file:/f: null -> {"state":"file","mode":"0644","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}',
      'write /f 0644: (a file)',
      'outputs: {"dest":"/f","path":"/f","state":"file","mode":"0644","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03","checksum":"f572d396fae9206628714fb2ce00f72e94f2258f","md5sum":"b1946ac92492d2347c6235b4d2611184","src":"f"}',
    ],
  },
  {
    title: 'a file of the project is copied',
    params: { src: 'f.txt', dest: '/srv/f.txt', mode: '0640' },
    files: { 'f.txt': 'hello\n' },
    answers: { 'state of /srv/f.txt /srv/f.txt/f.txt': '\u0000' },
    expects: [
      'create file:/srv/f.txt: null -> {"state":"file","mode":"0640","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}',
      'write /srv/f.txt 0640: (a file)',
      'outputs: {"dest":"/srv/f.txt","path":"/srv/f.txt","state":"file","mode":"0640","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03","checksum":"f572d396fae9206628714fb2ce00f72e94f2258f","md5sum":"b1946ac92492d2347c6235b4d2611184","src":"f.txt"}',
    ],
  },
  {
    title: 'a file with the same content is left unchanged',
    params: { src: 'f.txt', dest: '/srv/f.txt', mode: '0640' },
    files: { 'f.txt': 'hello\n' },
    answers: {
      'state of /srv/f.txt /srv/f.txt/f.txt':
        ' 1:rw\u000081a0:0:0:6:1795947248:1795947248:1795947249:4327690:65024:1:root:root\u00005891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  /srv/f.txt\u0000',
    },
    expects: [
      'in sync: {"dest":"/srv/f.txt","path":"/srv/f.txt","state":"file","mode":"0640","owner":"root","group":"root","uid":0,"gid":0,"size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03","checksum":"f572d396fae9206628714fb2ce00f72e94f2258f","src":"f.txt"}',
    ],
  },
  {
    title: 'a file is written into a directory with its own name',
    params: { src: 'g.txt', dest: '/srv/d/' },
    files: { 'g.txt': 'hello\n' },
    answers: {
      'state of /srv/d/ /srv/d/g.txt':
        ' 1:rwx\u000041ed:0:0:4096:1795947248:1795947248:1795947248:4325645:65024:2:root:root\u0000\u0000',
    },
    expects: [
      'create file:/srv/d/g.txt: null -> {"state":"file","mode":"0644","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}',
      'write /srv/d/g.txt 0644: (a file)',
      'outputs: {"dest":"/srv/d/g.txt","path":"/srv/d/g.txt","state":"file","mode":"0644","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03","checksum":"f572d396fae9206628714fb2ce00f72e94f2258f","md5sum":"b1946ac92492d2347c6235b4d2611184","src":"g.txt"}',
    ],
  },
  {
    title: 'content is written',
    params: { content: 'a: 1\n', dest: '/srv/a' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:8:1795947248:1795947248:1795947248:4325646:65024:1:root:root\u0000c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8  /srv/a\u0000',
      'content of /srv/a': '\none\ntwo\n',
    },
    expects: [
      'update file:/srv/a: {"size":8,"sha256":"c3f9c8c283a2b1f2f1896f27a01cbe3cddc0c9d93f752e4639035a0f5b36f6e8"} -> {"size":5,"sha256":"37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae"}',
      'write /srv/a 0644 0 0: (a file)',
      'outputs: {"dest":"/srv/a","path":"/srv/a","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":5,"sha256":"37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae","checksum":"088313970433b9a1e04187ee3403c822591d41e5","md5sum":"e0ccdaf42c593022e15b18cc0e96d201"}',
    ],
  },
  {
    title: 'a map is written as JSON',
    params: { content: { a: [1] }, dest: '/srv/j' },
    answers: { 'state of /srv/j': '\u0000' },
    expects: [
      'create file:/srv/j: null -> {"state":"file","mode":"0644","size":10,"sha256":"2147dbdb56c4868b170810adc6478ded3311f12987ec1f614a5ff54a4442e792"}',
      'write /srv/j 0644: (a file)',
      'outputs: {"dest":"/srv/j","path":"/srv/j","state":"file","mode":"0644","size":10,"sha256":"2147dbdb56c4868b170810adc6478ded3311f12987ec1f614a5ff54a4442e792","checksum":"fc093d8787006a163fa0c3f555de9fb04b60ca6c","md5sum":"09a50d6957ae2eda108044ff390e92b8"}',
    ],
  },
  {
    title: 'with `force: false`, an existing file is left unchanged',
    params: { content: 'x', dest: '/srv/a', force: false },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:5:1795947251:1795947251:1795947251:4333609:65024:1:root:root\u000037b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae  /srv/a\u0000',
    },
    expects: [
      'in sync: {"dest":"/srv/a","path":"/srv/a","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":5,"sha256":"37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae"}',
    ],
  },
  {
    title: 'only a mode that differs is changed',
    params: { content: 'a: 1\n', dest: '/srv/a', mode: '0600' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:5:1795947251:1795947252:1795947251:4333609:65024:1:root:root\u000037b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae  /srv/a\u0000',
    },
    expects: [
      'update file:/srv/a: {"mode":"0644"} -> {"mode":"0600"}',
      '$ (d_enter /srv && d_pin a && d_run_pinned chmod -- 00600 "$d_pinned")',
      'outputs: {"dest":"/srv/a","path":"/srv/a","state":"file","mode":"0600","owner":"root","group":"root","uid":0,"gid":0,"size":5,"sha256":"37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae","checksum":"088313970433b9a1e04187ee3403c822591d41e5"}',
    ],
  },
  {
    title: 'a file of the host is copied',
    params: { src: '/srv/a', dest: '/srv/b', remote_src: true },
    answers: {
      'state of /srv/a': [
        ' 1:rw\u00008180:0:0:5:1795947251:1795947252:1795947253:4333609:65024:1:root:root\u000037b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae  /srv/a\u0000',
        ' 1:rw\u00008180:0:0:5:1795947251:1795947253:1795947253:4333609:65024:1:root:root\u0000088313970433b9a1e04187ee3403c822591d41e5  /srv/a\u0000',
      ],
      'state of /srv/b /srv/b/a': '\u0000',
    },
    expects: [
      'create file:/srv/b: null -> {"state":"file","mode":"0644","size":5,"sha256":"37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae"}',
      'write /srv/b 0644: (a file)',
      'outputs: {"dest":"/srv/b","path":"/srv/b","state":"file","mode":"0644","size":5,"sha256":"37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae","checksum":"088313970433b9a1e04187ee3403c822591d41e5","src":"/srv/a"}',
    ],
  },
]

taskRows('copy', copy, ROWS)

test.run()
