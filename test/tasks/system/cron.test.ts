import { test } from 'uvu'
import cron from '../../../tasks/system/cron.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of crontab of cron 3.0pl1 on Debian 12 and of busybox 1.36, and of stat of coreutils 9.1.

const TOOL = { 'which of crontab exist': 'crontab\n' }
const NONE = { status: 1, stderr: 'no crontab for root\n' }
const JOBS = 'MAILTO="ops@example.com"\n#Ansible: backup\n30 2 * * * /usr/local/bin/backup\n'
const file = (text: string | null) => capturedFile('/etc/cron.d/backup', text)

const ROWS: readonly TaskRow[] = [
  {
    title: "the first job is added to the user's own crontab",
    params: { name: 'backup', minute: 30, hour: '2', job: '/usr/local/bin/backup' },
    answers: { ...TOOL, crontab: NONE },
    expects: [
      'create crontab:~: null -> {"sha256":"a9adc25ee486b356ce856696080dfe213adc3168e01825430a4b90338c0e6973"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "#Ansible: backup\\n30 2 * * * /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":[]}',
    ],
  },
  {
    title: 'an existing job is left unchanged',
    params: { name: 'backup', minute: '30', hour: '2', job: '/usr/local/bin/backup\n' },
    answers: { ...TOOL, crontab: JOBS },
    expects: ['in sync: {"jobs":["backup"],"envs":["MAILTO"]}'],
  },
  {
    title: 'the time of a job of another user is changed, with a backup',
    params: {
      name: 'backup',
      user: 'deploy',
      special_time: 'daily',
      job: '/usr/local/bin/backup',
      backup: true,
    },
    answers: { ...TOOL, 'crontab of deploy': JOBS },
    runs: { 'back up the crontab of deploy': '/tmp/crontab.Xa81Fb' },
    expects: [
      'update crontab:deploy: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"23400366e2633bd5155ac631560eeefe0623c9e0343a287c4b50cb0021ce4bc3"}',
      '$ [back up the crontab of deploy]',
      '$ u=deploy',
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "MAILTO=\\"ops@example.com\\"\\n#Ansible: backup\\n@daily /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":["MAILTO"],"backup_file":"/tmp/crontab.Xa81Fb"}',
    ],
  },
  {
    title: 'a disabled job becomes a comment',
    params: { name: 'backup', minute: '30', hour: '2', job: '/usr/local/bin/backup', disabled: true },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'update crontab:~: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"cd6bbe0b19c7f6e9d05f76e0eb5b45ffeaaeb9619c314689f6f7f79b2912845a"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "MAILTO=\\"ops@example.com\\"\\n#Ansible: backup\\n#30 2 * * * /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":["MAILTO"]}',
    ],
  },
  {
    title: 'a job is removed with the comment of its name',
    params: { name: 'backup', state: 'absent' },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'update crontab:~: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"d682788e59ea72d8ad51aa4c40f1704d866b2ada6db3bc53fae50e22e211236f"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "MAILTO=\\"ops@example.com\\"\\n"',
      'outputs: {"jobs":[],"envs":["MAILTO"]}',
    ],
  },
  {
    title: 'a missing job needs no removal',
    params: { name: 'other', state: 'absent' },
    answers: { ...TOOL, crontab: NONE },
    expects: ['in sync: {"jobs":[],"envs":[]}'],
  },
  {
    title: 'a job without a name comment gets one',
    params: { name: 'sync', job: 'sync' },
    answers: { ...TOOL, crontab: '* * * * * sync\n' },
    expects: [
      'update crontab:~: {"sha256":"1dcecf3e54a2812bb2e27faa6d04a2ca266550f4c3212988312913b75219ce04"} -> {"sha256":"2ff59bc64887c0871240ca01c658a5e8f8f1e5ac24df3488d5a2bfb1d51630cb"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "#Ansible: sync\\n* * * * * sync\\n"',
      'outputs: {"jobs":["sync"],"envs":[]}',
    ],
  },
  {
    title: 'a job with an empty name comment gets its name',
    params: { name: 'sync', job: 'sync' },
    answers: { ...TOOL, crontab: '#Ansible: \n* * * * * sync\n' },
    expects: [
      'update crontab:~: {"sha256":"ac7c7b5a4551cc6c481cfd3cef7e97ef02d6ff60dfc5f33c0c9dd8bfa8d3b023"} -> {"sha256":"2ff59bc64887c0871240ca01c658a5e8f8f1e5ac24df3488d5a2bfb1d51630cb"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "#Ansible: sync\\n* * * * * sync\\n"',
      'outputs: {"jobs":["sync"],"envs":[]}',
    ],
  },
  {
    title: 'the same job with another name is kept',
    params: { name: 'sync', job: 'sync' },
    answers: { ...TOOL, crontab: '#Ansible: other\n* * * * * sync\n' },
    expects: [
      'update crontab:~: {"sha256":"2004fea5ff2ee5e6ed29c755e349f71af0435e4f996acc99535afd522d324951"} -> {"sha256":"4ce756ba571f84b2a53a86bf1f175b9cfb4847f31e97cccbe1a8998ff0510463"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "#Ansible: other\\n* * * * * sync\\n#Ansible: sync\\n* * * * * sync\\n"',
      'outputs: {"jobs":["other","sync"],"envs":[]}',
    ],
  },
  {
    title: 'a name comment without a job gets its job',
    params: { name: 'sync', job: 'sync' },
    answers: { ...TOOL, crontab: 'A=b\n#Ansible: sync\n' },
    expects: [
      'update crontab:~: {"sha256":"704ba4a8eeb421f50b0c5594c05eb7c1eb00ba64735bb3ab672331ee0af32da7"} -> {"sha256":"5dd25e43a0a52fda7b73f7de4686930ee8830fe92b0f572d6fc2ea6a60c45775"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "A=b\\n#Ansible: sync\\n* * * * * sync\\n"',
      'outputs: {"jobs":["sync"],"envs":["A"]}',
    ],
  },
  {
    title: 'a variable is added at the top',
    params: { name: 'PATH', env: true, job: '/usr/bin' },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'update crontab:~: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"a67d5d194e1c88212bf5d9a89d223d1979fb85048b9e4a490bea67d3fa2f6370"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "PATH=\\"/usr/bin\\"\\nMAILTO=\\"ops@example.com\\"\\n#Ansible: backup\\n30 2 * * * /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":["PATH","MAILTO"]}',
    ],
  },
  {
    title: 'a variable is added after another',
    params: { name: 'PATH', env: true, job: '/usr/bin', insertafter: 'MAILTO' },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'update crontab:~: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"a8b6f35011d3564591a527178440e5254a2cba7bdd6f53b79fb639fa8e40fb00"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "MAILTO=\\"ops@example.com\\"\\nPATH=\\"/usr/bin\\"\\n#Ansible: backup\\n30 2 * * * /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":["MAILTO","PATH"]}',
    ],
  },
  {
    title: 'a variable is added before another',
    params: { name: 'PATH', env: true, job: '/usr/bin', insertbefore: 'MAILTO' },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'update crontab:~: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"a67d5d194e1c88212bf5d9a89d223d1979fb85048b9e4a490bea67d3fa2f6370"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "PATH=\\"/usr/bin\\"\\nMAILTO=\\"ops@example.com\\"\\n#Ansible: backup\\n30 2 * * * /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":["PATH","MAILTO"]}',
    ],
  },
  {
    title: 'a variable is replaced',
    params: { name: 'MAILTO', env: true, job: '' },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'update crontab:~: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"1d71056863a8fefdd8f9cf7eb02b263f8876297964d22ca1d61a94364335a95b"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "MAILTO=\\"\\"\\n#Ansible: backup\\n30 2 * * * /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":["MAILTO"]}',
    ],
  },
  {
    title: 'a variable that matches is left unchanged, in any position',
    params: { name: 'MAILTO', env: true, job: 'ops@example.com', insertafter: 'NONE' },
    answers: { ...TOOL, crontab: JOBS },
    expects: ['in sync: {"jobs":["backup"],"envs":["MAILTO"]}'],
  },
  {
    title: 'a variable is removed',
    params: { name: 'MAILTO', env: true, state: 'absent' },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'update crontab:~: {"sha256":"ea56b9648131ed4ae402020ef326b680529244b4d7361721b90e5532cc759a78"} -> {"sha256":"a9adc25ee486b356ce856696080dfe213adc3168e01825430a4b90338c0e6973"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "#Ansible: backup\\n30 2 * * * /usr/local/bin/backup\\n"',
      'outputs: {"jobs":["backup"],"envs":[]}',
    ],
  },
  {
    title: 'inserting a variable next to a missing one is an error',
    params: { name: 'PATH', env: true, job: '/usr/bin', insertafter: 'SHELL' },
    answers: { ...TOOL, crontab: JOBS },
    expects: [
      'error: the crontab has no variable `SHELL`',
      'hint: add it in an earlier task, or leave out `insertafter`',
    ],
  },
  {
    title: 'comments that old versions of crontab print first are ignored',
    params: { name: 'a', job: 'a' },
    answers: {
      ...TOOL,
      crontab:
        '# DO NOT EDIT THIS FILE - edit the master and reinstall.\n# (/tmp/crontab.1 installed on Mon Jan  5 10:00:00 2009)\n# (Cron version -- $Id: crontab.c,v 2.13 1994/01/17 03:20:37 vixie Exp $)\n# mine\n',
    },
    expects: [
      'update crontab:~: {"sha256":"49cf24c707d61fd324680bc9e7c5b08ab77c7dc9b9d229397b7844085379095f"} -> {"sha256":"85d049a9dd499840736fbed4cfd8b288effbbfc756c0cf101c3c29bfddf78e22"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "# mine\\n#Ansible: a\\n* * * * * a\\n"',
      'outputs: {"jobs":["a"],"envs":[]}',
    ],
  },
  {
    title: 'with busybox, a user without a crontab gets one',
    params: { name: 'a', job: 'a' },
    answers: {
      ...TOOL,
      crontab: { status: 1, stderr: "crontab: can't open 'root': No such file or directory\n" },
    },
    expects: [
      'create crontab:~: null -> {"sha256":"23ec8ef585b433b0edff8a5de77e96f3338244d55bd358db5ca641628e660e63"}',
      "$ u=''",
      '$ if [ -z "$u" ] || [ "$u" = "$(id -un)" ]; then set --; else set -- -u "$u"; fi',
      '$ crontab "$@" -',
      '< "#Ansible: a\\n* * * * * a\\n"',
      'outputs: {"jobs":["a"],"envs":[]}',
    ],
  },
  {
    title: 'a missing user is an error',
    params: { name: 'a', job: 'a', user: 'none' },
    answers: { ...TOOL, 'crontab of none': { status: 1, stderr: "crontab:  user `none' unknown\n" } },
    expects: ["error: the crontab of none cannot be read: crontab:  user `none' unknown"],
  },
  {
    title: 'a host without cron is an error',
    params: { name: 'a', job: 'a' },
    answers: { 'which of crontab exist': '', crontab: '' },
    expects: [
      'error: the host has no `crontab`',
      'hint: install cron (the package is `cron` on Debian, `cronie` on Fedora) in an earlier task',
    ],
  },
  {
    title: 'a file in /etc/cron.d is created',
    params: { name: 'backup', cron_file: 'backup', user: 'root', weekday: '0', job: 'backup' },
    answers: file(null),
    expects: [
      'create file:/etc/cron.d/backup: null -> {"state":"file","mode":"0644","size":39,"sha256":"0e15685fa71590be65e7218f95953022ac26236daa668703c8d2072da7dac42a"}',
      'write /etc/cron.d/backup 0644: (a file)',
      'outputs: {"jobs":["backup"],"envs":[],"cron_file":"backup"}',
    ],
  },
  {
    title: 'a file in /etc/cron.d that matches is in sync',
    params: { name: 'backup', cron_file: '/etc/cron.d/backup', user: 'root', weekday: '0', job: 'backup' },
    answers: file('#Ansible: backup\n* * * * 0 root backup\n'),
    expects: ['in sync: {"jobs":["backup"],"envs":[],"cron_file":"/etc/cron.d/backup"}'],
  },
  {
    title: 'the last line of a file gets a line end',
    params: { name: 'backup', cron_file: '/etc/cron.d/backup', user: 'root', weekday: '0', job: 'backup' },
    answers: file('#Ansible: backup\n* * * * 0 root backup'),
    expects: [
      'update file:/etc/cron.d/backup: {"size":38,"sha256":"6ffba06e8150164410eb6cbeabfcd430aea3fc5cd2849acfc1b7f9ccfb9f4416"} -> {"size":39,"sha256":"0e15685fa71590be65e7218f95953022ac26236daa668703c8d2072da7dac42a"}',
      'write /etc/cron.d/backup 0644 0 0: (a file)',
      'outputs: {"jobs":["backup"],"envs":[],"cron_file":"/etc/cron.d/backup"}',
    ],
  },
  {
    title: 'a file is deleted with its last job',
    params: { name: 'backup', cron_file: 'backup', state: 'absent' },
    answers: file('#Ansible: backup\n* * * * 0 root backup\n'),
    expects: [
      'delete file:/etc/cron.d/backup: {"state":"file"} -> null',
      '$ [delete /etc/cron.d/backup]',
      'outputs: {"jobs":[],"envs":[],"cron_file":"backup","state":"absent"}',
    ],
  },
  {
    title: 'one of the jobs of a file is removed',
    params: { name: 'backup', cron_file: 'backup', state: 'absent' },
    answers: file('A=b\n#Ansible: backup\n* * * * 0 root backup\n'),
    expects: [
      'update file:/etc/cron.d/backup: {"size":43,"sha256":"d5ae920c2808e032a9083f3fe48ba9e7e687ca2754d24af7bf0c924c57636b24"} -> {"size":4,"sha256":"e414bc8cb26600ad7f9f901e61441065e58e97732d07fd99efdeb75968635030"}',
      'write /etc/cron.d/backup 0644 0 0: (a file)',
      'outputs: {"jobs":[],"envs":["A"],"cron_file":"backup"}',
    ],
  },
  {
    title: 'a missing file has no jobs to remove',
    params: { name: 'backup', cron_file: 'backup', state: 'absent' },
    answers: file(null),
    expects: ['in sync: {"jobs":[],"envs":[],"cron_file":"backup"}'],
  },
  {
    title: 'a file name that cron ignores gives a warning',
    params: { name: 'a', cron_file: 'a.cron', state: 'absent' },
    answers: capturedFile('/etc/cron.d/a.cron', null),
    expects: [
      'in sync: {"jobs":[],"envs":[],"cron_file":"a.cron","warnings":["cron may ignore `a.cron`: use only letters, digits, `_` and `-` in its name"]}',
    ],
  },
  {
    title: 'invalid params, and params that exclude each other, are refused',
    params: {
      ...{ name: 'a b', env: true, cron_file: '/etc/crontab', special_time: 'daily', minute: '1' },
      ...{ insertafter: 'A', insertbefore: 'B' },
    },
    expects: [
      'refused: cron_file: /etc/crontab belongs to the system',
      'refused: job: expected the command, or the value of the variable',
      'refused: special_time: cannot be combined with a field such as `minute`',
      'refused: user: expected the user that runs the job: lines of a `cron_file` name it',
      'refused: name: expected the name of a variable, without white space and `=`',
      'refused: insertbefore: cannot be combined with `insertafter`',
    ],
  },
  {
    title: 'a line end in a job is refused',
    params: { name: 'a', job: 'a\nb' },
    expects: ['refused: job: expected one line: a crontab has one job per line'],
  },
  {
    title: 'a field with a blank is refused',
    params: { name: 'a', job: 'a', minute: '1 2' },
    expects: ['refused: minute: expected a field of a crontab, such as `*/5`'],
  },
  {
    title: 'a job without a command is refused',
    params: { name: 'a', insertafter: 'A', cron_file: 'a' },
    expects: [
      'refused: job: expected the command, or the value of the variable',
      'refused: user: expected the user that runs the job: lines of a `cron_file` name it',
      'refused: env: `insertafter` and `insertbefore` are for variables: set `env: true`',
    ],
  },
]

taskRows('cron', cron, ROWS)

test.run()
