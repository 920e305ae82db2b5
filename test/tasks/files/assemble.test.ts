import { test } from 'uvu'
import assemble from '../../../tasks/files/assemble.ts'
import { contentsOf, digestedOf, statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat, find and cat of coreutils 9.1.

const NONE = '\u0000'
const NEW = { 'state of /etc/app.conf': NONE }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a file is assembled from the files of a directory, each on its own line',
    params: { src: '/etc/app.d', dest: '/etc/app.conf', mode: '0600' },
    answers: {
      ...NEW,
      'state of /etc/app.d': statesOf('directory'),
      'paths below /etc/app.d': './20-b\u0000./10-a\u0000',
      'content of /etc/app.d/10-a /etc/app.d/20-b': contentsOf('a', 'b\n'),
    },
    expects: [
      'create file:/etc/app.conf: null -> {"state":"file","mode":"0600","size":4,"sha256":"911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"}',
      'write /etc/app.conf 0600: (a file)',
      'outputs: {"dest":"/etc/app.conf","path":"/etc/app.conf","state":"file","mode":"0600","size":4,"sha256":"911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2","checksum":"05dec960e24d918b8a73a1c53bcbbaac2ee5c2e0","md5sum":"dd8c6a395b5dd36c56d23275028f526c","src":"/etc/app.d","msg":"OK"}',
    ],
  },
  {
    title: 'only matching files are used, with a delimiter between them',
    params: {
      src: '/etc/app.d',
      dest: '/etc/app.conf',
      regexp: '\\.conf$',
      ignore_hidden: true,
      delimiter: '\\x23 next\\t\\101',
    },
    answers: {
      ...NEW,
      'state of /etc/app.d': statesOf('directory'),
      'paths below /etc/app.d': './.h.conf\u0000./a.conf\u0000./b.conf.old\u0000./c.conf\u0000',
      'content of /etc/app.d/a.conf /etc/app.d/c.conf': contentsOf('a\n', 'c\n'),
    },
    expects: [
      'create file:/etc/app.conf: null -> {"state":"file","mode":"0644","size":13,"sha256":"ccc051bf67e341e424d1fbae7c944622dc0d40420f30244fb659d2853d24f630"}',
      'write /etc/app.conf 0644: (a file)',
      'outputs: {"dest":"/etc/app.conf","path":"/etc/app.conf","state":"file","mode":"0644","size":13,"sha256":"ccc051bf67e341e424d1fbae7c944622dc0d40420f30244fb659d2853d24f630","checksum":"320e7544f9110bbae1dd4500dd88a767a4910660","md5sum":"f168e78c3861c8d2ae42182ab708be9b","src":"/etc/app.d","msg":"OK"}',
    ],
  },
  {
    title: 'a file that matches is left unchanged',
    params: { src: '/etc/app.d', dest: '/etc/app.conf' },
    answers: {
      'state of /etc/app.conf': digestedOf('a\n'),
      'state of /etc/app.d': statesOf('directory'),
      'paths below /etc/app.d': './a\u0000',
      'content of /etc/app.d/a': '\na\n',
    },
    expects: [
      'in sync: {"dest":"/etc/app.conf","path":"/etc/app.conf","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":2,"sha256":"87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7","checksum":"3f786850e387550fdab836ed7e6dc881de23001b","src":"/etc/app.d","md5sum":"60b725f10c9c85c70d97880dfe8191b3","msg":"OK"}',
    ],
  },
  {
    title: 'a directory of the project is read',
    params: { src: 'app.d', dest: '/etc/app.conf', remote_src: false, delimiter: '--' },
    files: { 'app.d/b': 'b\n', 'app.d/a': 'a\n', 'app.d/c/d': 'd\n' },
    answers: NEW,
    expects: [
      'create file:/etc/app.conf: null -> {"state":"file","mode":"0644","size":7,"sha256":"6095577911015f77355c0a299e19a0f542ce3e0d8a0e811ba03e9739401fd4b0"}',
      'write /etc/app.conf 0644: (a file)',
      'outputs: {"dest":"/etc/app.conf","path":"/etc/app.conf","state":"file","mode":"0644","size":7,"sha256":"6095577911015f77355c0a299e19a0f542ce3e0d8a0e811ba03e9739401fd4b0","checksum":"d74c9dc74a47e31e283503e91f8522b1ef6ba7a4","md5sum":"d4ad441ce59531a4cd0d4146b2273feb","src":"app.d","msg":"OK"}',
    ],
  },
  {
    title: 'a directory without fragments gives an empty file',
    params: { src: '/etc/app.d', dest: '/etc/app.conf' },
    answers: { ...NEW, 'state of /etc/app.d': statesOf('directory'), 'paths below /etc/app.d': '' },
    expects: [
      'create file:/etc/app.conf: null -> {"state":"file","mode":"0644","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}',
      'write /etc/app.conf 0644: (a file)',
      'outputs: {"dest":"/etc/app.conf","path":"/etc/app.conf","state":"file","mode":"0644","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","checksum":"da39a3ee5e6b4b0d3255bfef95601890afd80709","md5sum":"d41d8cd98f00b204e9800998ecf8427e","src":"/etc/app.d","msg":"OK"}',
    ],
  },
  {
    title: 'a missing directory is an error',
    params: { src: '/etc/app.d', dest: '/etc/app.conf' },
    answers: { ...NEW, 'state of /etc/app.d': NONE, 'paths below /etc/app.d': { status: 1 } },
    expects: [
      'error: `/etc/app.d` does not exist on node1',
      'hint: create it in an earlier task, or set `remote_src: false` for a directory of the project',
    ],
  },
  {
    title: 'a file instead of the directory is an error',
    params: { src: '/etc/app.d', dest: '/etc/app.conf' },
    answers: { ...NEW, 'state of /etc/app.d': statesOf('file'), 'paths below /etc/app.d': { status: 1 } },
    expects: ['error: expected a directory at `/etc/app.d`, found a file'],
  },
  {
    title: 'a relative path on the host, incomplete escapes and a missing `%s` are refused',
    params: { src: 'app.d', dest: '/etc/app.conf', delimiter: '\\xg', validate: 'true' },
    expects: [
      'refused: delimiter: expected text whose escapes are complete, such as `\\n` or `\\x23`',
      'refused: validate: expected a command with `%s` for the path of the file',
      'refused: src: expected an absolute path on the host, or `remote_src: false` for a directory of the project',
    ],
  },
]

taskRows('assemble', assemble, ROWS)

test.run()
