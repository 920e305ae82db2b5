import { test } from 'uvu'
import template from '../../../tasks/files/template.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat and sha256sum of coreutils 9.1.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a template is written',
    params: { src: 't', dest: '/srv/t', mode: '0644' },
    files: { t: 'port 80\n' },
    answers: { 'state of /srv/t': '\u0000' },
    expects: [
      'create file:/srv/t: null -> {"state":"file","mode":"0644","size":8,"sha256":"2db0a32d1fc841d0bbfa919a9daa2eb1a9c5f9123f2c1a2f194de7957902e99c"}',
      'write /srv/t 0644: (a file)',
      'outputs: {"dest":"/srv/t","path":"/srv/t","state":"file","mode":"0644","size":8,"sha256":"2db0a32d1fc841d0bbfa919a9daa2eb1a9c5f9123f2c1a2f194de7957902e99c","checksum":"3170492dadd7b69e063f1a7be7a156a70921aec7","md5sum":"6777d58d1ff2fe3955ec9a1bbaa8574c","src":"t"}',
    ],
  },
  {
    title: 'a file that matches is left unchanged',
    params: { src: 't', dest: '/srv/t', mode: '0644' },
    files: { t: 'port 80\n' },
    answers: {
      'state of /srv/t':
        ' 1:rw\u000081a4:0:0:8:1795947256:1795947256:1795947256:4334012:65024:1:root:root\u00002db0a32d1fc841d0bbfa919a9daa2eb1a9c5f9123f2c1a2f194de7957902e99c  /srv/t\u0000',
    },
    expects: [
      'in sync: {"dest":"/srv/t","path":"/srv/t","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8,"sha256":"2db0a32d1fc841d0bbfa919a9daa2eb1a9c5f9123f2c1a2f194de7957902e99c","checksum":"3170492dadd7b69e063f1a7be7a156a70921aec7","src":"t"}',
    ],
  },
  {
    title: 'a file that differs is validated and written',
    params: { src: 't', dest: '/srv/t', validate: 'grep -q port %s', backup: true },
    files: { t: 'port 81\n' },
    answers: {
      'state of /srv/t':
        ' 1:rw\u000081a4:0:0:8:1795947256:1795947257:1795947256:4334012:65024:1:root:root\u00002db0a32d1fc841d0bbfa919a9daa2eb1a9c5f9123f2c1a2f194de7957902e99c  /srv/t\u0000',
      'content of /srv/t': '\nport 80\n',
    },
    expects: [
      'update file:/srv/t: {"size":8,"sha256":"2db0a32d1fc841d0bbfa919a9daa2eb1a9c5f9123f2c1a2f194de7957902e99c"} -> {"size":8,"sha256":"3fa8bd0aac2745d8f62bdd7ed18748cdd4703fbb63299b99cbd3cf0dd3fd4686"}',
      'write /srv/t 0644 0 0: (a file)',
      'outputs: {"dest":"/srv/t","path":"/srv/t","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8,"sha256":"3fa8bd0aac2745d8f62bdd7ed18748cdd4703fbb63299b99cbd3cf0dd3fd4686","checksum":"7456541627fbd534b67e276ecbb49cedd2eba633","md5sum":"f539c0d2c92fb202ef148c3bc8cea995","src":"t"}',
    ],
  },
  {
    title: 'a template is written in another encoding, with the mode of its source',
    params: { src: 't', dest: '/srv/t', mode: 'preserve', output_encoding: 'latin-1' },
    files: { t: 'Größe\n' },
    answers: { 'state of /srv/t': '\u0000' },
    expects: [
      'create file:/srv/t: null -> {"state":"file","mode":"0644","size":6,"sha256":"604ab0509c74a69fd8cf2bc5c3fd0518d505d162695a5595789e940b3787b610"}',
      'write /srv/t 0644: (a file)',
      'outputs: {"dest":"/srv/t","path":"/srv/t","state":"file","mode":"0644","size":6,"sha256":"604ab0509c74a69fd8cf2bc5c3fd0518d505d162695a5595789e940b3787b610","checksum":"1bddb3e38baa8bfc6192cf703873b0130cb8bbcf","md5sum":"85317175572a8f66d4988f04bc08aaa3","src":"t"}',
    ],
  },
  {
    title: 'a character that the encoding does not have is an error',
    params: { src: 't', dest: '/srv/t', output_encoding: 'ascii' },
    files: { t: 'Größe\n' },
    answers: { 'state of /srv/t': '\u0000' },
    expects: ['error: `ascii` has no character `ö`', 'hint: set another `output_encoding`'],
  },
]

taskRows('template', template, ROWS)

test.run()
