import { test } from 'uvu'
import release from '../../../tasks/packages/release.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of uname, sha256sum and curl 7.88 on Debian 12.

const ROWS: readonly TaskRow[] = [
  {
    title: 'programs of an archive and of a plain file are installed',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [
        { path: '/opt/bin/app', file: 'app-{version}-linux-{arch}.tar.gz', member: 'app-{version}/app' },
        { path: '/opt/bin/appctl', file: 'appctl_linux_{arch}' },
      ],
    },
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/app.sha256': '',
      'state of /opt/bin/app /opt/bin/appctl': [
        '\u0000',
        ' 1:rwx 2:rwx\u000081ed:0:0:21:1795946600:1795946600:1795946600:4301110:65024:1:root:root\n81ed:0:0:21:1795946601:1795946601:1795946601:4301123:65024:1:root:root\u00005213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\u0000',
      ],
      'which of curl, wget exist': 'curl\nwget\n',
      'content of http://127.0.0.1:18080/v1.2.3/SHA256SUMS':
        'effe6ed8b656ee39ad75e2db794086d33a1b44da24f5b5c798d0efb55eed8ae1  app-1.2.3-linux-amd64.tar.gz\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  appctl_linux_amd64\n',
    },
    expects: [
      'create file:/opt/bin/app: null -> {"version":"1.2.3","from":"app-1.2.3-linux-amd64.tar.gz","mode":"0755"}',
      'create file:/opt/bin/appctl: null -> {"version":"1.2.3","from":"appctl_linux_amd64","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      '$ umask 022; mkdir -p -- /var/lib/drover && rm -rf -- /var/lib/drover/.app.new && mkdir -m 0700 -- /var/lib/drover/.app.new',
      '$ [download http://127.0.0.1:18080/v1.2.3/app-1.2.3-linux-amd64.tar.gz]',
      '$ [download http://127.0.0.1:18080/v1.2.3/appctl_linux_amd64]',
      '$ [unpack app-1.2.3-linux-amd64.tar.gz]',
      'write /opt/bin/app 0755: (a file)',
      'write /opt/bin/appctl 0755: (a file)',
      'write /var/lib/drover/app.sha256 0644: "# app 1.2.3 from app-1.2.3-linux-amd64.tar.gz appctl_linux_amd64\\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\\n"',
      '$ rm -rf -- /var/lib/drover/.app.new',
      'outputs: {"version":"1.2.3","arch":"amd64","programs":["/opt/bin/app","/opt/bin/appctl"]}',
    ],
  },
  {
    title: 'files that match the receipt are left unchanged',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [
        { path: '/opt/bin/app', file: 'app-{version}-linux-{arch}.tar.gz', member: 'app-{version}/app' },
        { path: '/opt/bin/appctl', file: 'appctl_linux_{arch}' },
      ],
    },
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/app.sha256':
        '\n# app 1.2.3 from app-1.2.3-linux-amd64.tar.gz appctl_linux_amd64\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\n',
      'state of /opt/bin/app /opt/bin/appctl':
        ' 1:rwx 2:rwx\u000081ed:0:0:21:1795946600:1795946601:1795946600:4301110:65024:1:root:root\n81ed:0:0:21:1795946601:1795946601:1795946601:4301123:65024:1:root:root\u00005213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\u0000',
    },
    expects: ['in sync: {"version":"1.2.3","arch":"amd64","programs":["/opt/bin/app","/opt/bin/appctl"]}'],
  },
  {
    title: 'another mode is changed',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [
        { path: '/opt/bin/app', file: 'app-{version}-linux-{arch}.tar.gz', member: 'app-{version}/app' },
        { path: '/opt/bin/appctl', file: 'appctl_linux_{arch}' },
      ],
    },
    isCheckMode: true,
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/app.sha256':
        '\n# app 1.2.3 from app-1.2.3-linux-amd64.tar.gz appctl_linux_amd64\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\n',
      'state of /opt/bin/app /opt/bin/appctl':
        ' 1:rwx 2:rwx\u000081c0:0:0:21:1795946600:1795946601:1795946603:4301110:65024:1:root:root\n81ed:0:0:21:1795946601:1795946601:1795946601:4301123:65024:1:root:root\u00005213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\u0000',
    },
    expects: [
      'update file:/opt/bin/app: {"mode":"0700"} -> {"mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: update file:/opt/bin/app: {} -> {"version":"1.2.3","sha256":"5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de"}',
      'predicts: update file:/opt/bin/appctl: {} -> {"version":"1.2.3","sha256":"5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de"}',
    ],
  },
  {
    title: 'a program that was modified is installed again',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [
        { path: '/opt/bin/app', file: 'app-{version}-linux-{arch}.tar.gz', member: 'app-{version}/app' },
        { path: '/opt/bin/appctl', file: 'appctl_linux_{arch}' },
      ],
    },
    isCheckMode: true,
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/app.sha256':
        '\n# app 1.2.3 from app-1.2.3-linux-amd64.tar.gz appctl_linux_amd64\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\n',
      'state of /opt/bin/app /opt/bin/appctl':
        ' 1:rwx 2:rwx\u000081ed:0:0:22:1795946604:1795946604:1795946604:4301110:65024:1:root:root\n81ed:0:0:21:1795946601:1795946601:1795946601:4301123:65024:1:root:root\u0000888ff9abd57656af1bb42e1a5a9d1e43210f6eda2b397831400ca349cd604908  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\u0000',
    },
    expects: [
      'update file:/opt/bin/app: {"sha256":"888ff9abd57656af1bb42e1a5a9d1e43210f6eda2b397831400ca349cd604908"} -> {"sha256":"5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: update file:/opt/bin/app: {} -> {"version":"1.2.3","sha256":"5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de"}',
      'predicts: update file:/opt/bin/appctl: {} -> {"version":"1.2.3","sha256":"5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de"}',
    ],
  },
  {
    title: 'another version is installed',
    params: {
      name: 'app',
      version: '1.2.4',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [
        { path: '/opt/bin/app', file: 'app-{version}-linux-{arch}.tar.gz', member: 'app-{version}/app' },
        { path: '/opt/bin/appctl', file: 'appctl_linux_{arch}' },
      ],
    },
    isCheckMode: true,
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/app.sha256':
        '\n# app 1.2.3 from app-1.2.3-linux-amd64.tar.gz appctl_linux_amd64\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\n',
      'state of /opt/bin/app /opt/bin/appctl':
        ' 1:rwx 2:rwx\u000081ed:0:0:22:1795946604:1795946604:1795946604:4301110:65024:1:root:root\n81ed:0:0:21:1795946601:1795946601:1795946601:4301123:65024:1:root:root\u0000888ff9abd57656af1bb42e1a5a9d1e43210f6eda2b397831400ca349cd604908  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\u0000',
    },
    expects: [
      'update file:/opt/bin/app: {"version":"1.2.3"} -> {"version":"1.2.4"}',
      'update file:/opt/bin/appctl: {"version":"1.2.3"} -> {"version":"1.2.4"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
    ],
  },
  {
    title: 'another archive of the same version is installed',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [{ path: '/opt/bin/app', file: 'app.tgz', member: 'app-{version}/app' }],
    },
    isCheckMode: true,
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/app.sha256':
        '\n# app 1.2.3 from app-1.2.3-linux-amd64.tar.gz appctl_linux_amd64\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/appctl\n',
      'state of /opt/bin/app':
        ' 1:rwx\u000081ed:0:0:21:1795946605:1795946605:1795946605:4301110:65024:1:root:root\u00005213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  /opt/bin/app\u0000',
    },
    expects: [
      'update file:/opt/bin/app: {"from":"app 1.2.3 from app-1.2.3-linux-amd64.tar.gz appctl_linux_amd64"} -> {"from":"app 1.2.3 from app.tgz"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
    ],
  },
  {
    title: 'a checksum that differs from that of the file is an error',
    params: {
      name: 'ctl',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      receipts: '/var/lib/drover',
      checksum: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
      programs: [{ path: '/opt/bin/other', file: 'appctl_linux_{arch}' }],
    },
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/ctl.sha256': '',
      'state of /opt/bin/other': '\u0000',
      'which of curl, wget exist': 'curl\nwget\n',
    },
    runs: {
      'download http://127.0.0.1:18080/v1.2.3/appctl_linux_amd64': {
        status: 1,
        stderr:
          'http://127.0.0.1:18080/v1.2.3/appctl_linux_amd64 has the sha256 5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de, expected 0000000000000000000000000000000000000000000000000000000000000000\n',
      },
    },
    expects: [
      'create file:/opt/bin/other: null -> {"version":"1.2.3","from":"appctl_linux_amd64","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      '$ umask 022; mkdir -p -- /var/lib/drover && rm -rf -- /var/lib/drover/.ctl.new && mkdir -m 0700 -- /var/lib/drover/.ctl.new',
      '$ [download http://127.0.0.1:18080/v1.2.3/appctl_linux_amd64]',
      '$ rm -rf -- /var/lib/drover/.ctl.new',
      'error: download http://127.0.0.1:18080/v1.2.3/appctl_linux_amd64: status 1: http://127.0.0.1:18080/v1.2.3/appctl_linux_amd64 has the sha256 5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de, expected 0000000000000000000000000000000000000000000000000000000000000000',
    ],
  },
  {
    title: 'a file that is not in the checksum list is an error',
    params: {
      name: 'two',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [{ path: '/opt/bin/other', file: 'no-such' }],
    },
    answers: {
      'the processor': 'x86_64\n',
      'content of /var/lib/drover/two.sha256': '',
      'state of /opt/bin/other': '\u0000',
      'which of curl, wget exist': 'curl\nwget\n',
      'content of http://127.0.0.1:18080/v1.2.3/SHA256SUMS':
        'effe6ed8b656ee39ad75e2db794086d33a1b44da24f5b5c798d0efb55eed8ae1  app-1.2.3-linux-amd64.tar.gz\n5213da802eb62693f02262e6191514e4474bbfd4d7915049617946012bdaf1de  appctl_linux_amd64\n',
    },
    expects: [
      'create file:/opt/bin/other: null -> {"version":"1.2.3","from":"no-such","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      '$ umask 022; mkdir -p -- /var/lib/drover && rm -rf -- /var/lib/drover/.two.new && mkdir -m 0700 -- /var/lib/drover/.two.new',
      '$ rm -rf -- /var/lib/drover/.two.new',
      'error: `http://127.0.0.1:18080/v1.2.3/SHA256SUMS` has no sha256 of `no-such`',
      'hint: set `checksum: sha256:HEX`',
    ],
  },
  {
    title: 'without curl and wget, `via: host` is an error',
    params: {
      name: 'three',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      via: 'host',
      programs: [{ path: '/opt/bin/other', file: 'appctl_linux_{arch}' }],
    },
    answers: {
      'the processor': 'aarch64\n',
      'content of /var/lib/drover/three.sha256': '',
      'state of /opt/bin/other': '\u0000',
      'which of curl, wget exist': '',
    },
    expects: [
      'create file:/opt/bin/other: null -> {"version":"1.2.3","from":"appctl_linux_arm64","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'error: the host has neither curl nor wget',
      'hint: `via: controller` downloads to the controller and copies from there',
    ],
  },
  {
    title: 'a password is an error with wget, which would show it in a process list',
    params: {
      name: 'three',
      version: '1.2.3',
      url: 'http://me:secret@127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      via: 'host',
      programs: [{ path: '/opt/bin/other', file: 'appctl_linux_{arch}' }],
    },
    answers: {
      'the processor': 'aarch64\n',
      'content of /var/lib/drover/three.sha256': '',
      'state of /opt/bin/other': '\u0000',
      'which of curl, wget exist': 'wget\n',
    },
    expects: [
      'create file:/opt/bin/other: null -> {"version":"1.2.3","from":"appctl_linux_arm64","mode":"0755"}',
      'predicts: ensure file:/opt/bin: undefined -> {"state":"directory","mode":"0755"}',
      'error: the host has no curl, and wget would show the password',
      'hint: `via: controller` downloads to the controller and copies from there',
    ],
  },
  {
    title: 'both ways to name a checksum are refused',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      checksum: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
      programs: [{ path: '/opt/bin/appctl', file: 'appctl_linux_{arch}' }],
    },
    expects: ['refused: checksums: expected one of `checksums` and `checksum`'],
  },
  {
    title: 'one checksum for two files is refused',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      receipts: '/var/lib/drover',
      checksum: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
      programs: [
        { path: '/opt/bin/appctl', file: 'appctl_linux_{arch}' },
        { path: '/opt/bin/app', file: 'app-{version}-linux-{arch}.tar.gz', member: 'app-{version}/app' },
      ],
    },
    expects: [
      'refused: checksum: is only for a single file; use `checksums` if the programs are in several files',
    ],
  },
  {
    title: 'a member outside the archive is refused',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [
        { path: '/opt/bin/app', file: 'app-{version}-linux-{arch}.tar.gz', member: '../etc/passwd' },
      ],
    },
    expects: ['refused: programs.0.member: expected a path inside the archive'],
  },
  {
    title: 'a relative path is refused',
    params: {
      name: 'app',
      version: '1.2.3',
      url: 'http://127.0.0.1:18080/v1.2.3',
      checksums: 'SHA256SUMS',
      receipts: '/var/lib/drover',
      programs: [{ path: 'bin/x', file: 'appctl_linux_{arch}' }],
    },
    expects: ['refused: programs.0.path: expected the absolute path of a file'],
  },
]

taskRows('release', release, ROWS)

const [{ params, answers }] = ROWS as [TaskRow]
effectRows('release', release, { params, answers: answers ?? {} }, [
  { params: { timeout: 99 }, shows: ['99'], hides: ['30'] },
])

test.run()
