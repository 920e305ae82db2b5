import { test } from 'uvu'
import file from '../../../tasks/files/file.ts'
import { capturedDirectory } from '../../kit/captured-files.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const THERE = { 'state of /f': statesOf('file'), 'where /f leads': '/f' }
const CONTEXT = 'SELinux context of /f'
// Output of stat of coreutils 9.1 and matchpathcon of libselinux 3.4.
const NOW = { [CONTEXT]: 'system_u:object_r:var_t:s0:c1,c2\nsystem_u:object_r:httpd_sys_content_t:s0\n' }
const NO_SELINUX = { [CONTEXT]: { status: 3 } }
const flags = (letters: string) => ({ 'flags of /f': `${letters} /f\n` })

const ROWS: readonly TaskRow[] = [
  {
    title: 'parts of a context are set',
    params: { path: '/f', setype: 'httpd_sys_content_t', selevel: 's0', seuser: 'system_u' },
    answers: { ...THERE, ...NOW },
    expects: [
      'update file:/f: {"setype":"var_t","selevel":"s0:c1,c2"} -> {"setype":"httpd_sys_content_t","selevel":"s0"}',
      "$ [ -e /f ] || { echo '/f does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter / && d_pin f && { ! test -e /sys/fs/selinux/enforce || d_run_pinned chcon  -t httpd_sys_content_t -l s0 -- "$d_pinned"; }); } || exit',
      'outputs: {"path":"/f","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'the context of the policy is set',
    params: { path: '/f', setype: '_default' },
    answers: { ...THERE, ...NOW },
    expects: [
      'update file:/f: {"setype":"var_t"} -> {"setype":"httpd_sys_content_t"}',
      "$ [ -e /f ] || { echo '/f does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter / && d_pin f && { ! test -e /sys/fs/selinux/enforce || d_run_pinned chcon  -t httpd_sys_content_t -- "$d_pinned"; }); } || exit',
      'outputs: {"path":"/f","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'a context that matches is left unchanged',
    params: { path: '/f', setype: 'var_t', selevel: 's0:c1,c2', serole: 'object_r' },
    answers: { ...THERE, ...NOW },
    expects: [
      'in sync: {"path":"/f","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'a context has no effect on a host without SELinux',
    params: { path: '/f', setype: 'httpd_sys_content_t' },
    answers: { ...THERE, ...NO_SELINUX },
    expects: [
      'in sync: {"path":"/f","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'a new directory gets a context and flags',
    params: { path: '/d', state: 'directory', setype: 'x_t', attributes: '+d' },
    answers: { 'state of /d': '\0' },
    expects: [
      'create file:/d: null -> {"state":"directory","mode":"0755","setype":"x_t","attributes":"+d"}',
      '$ [make directory /d]',
      'outputs: {"path":"/d","state":"directory","mode":"0755","setype":"x_t","attributes":"+d"}',
    ],
  },
  {
    title: 'flags are added after all other changes',
    params: { path: '/f', attributes: '+i', mode: '0600' },
    answers: { ...THERE, ...flags('--------------e-------') },
    expects: [
      'update file:/f: {"attributes":"e","mode":"0644"} -> {"attributes":"+i","mode":"0600"}',
      "$ [ -e /f ] || { echo '/f does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter / && d_pin f && d_run_pinned chmod -- 00600 "$d_pinned" && d_run_pinned chattr +i -- "$d_pinned"); } || exit',
      'outputs: {"path":"/f","state":"file","mode":"0600","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'flags are removed before all other changes',
    params: { path: '/f', attributes: '-i', mode: '0600' },
    answers: { ...THERE, ...flags('----i---------e-------') },
    expects: [
      'update file:/f: {"attributes":"ie","mode":"0644"} -> {"attributes":"-i","mode":"0600"}',
      "$ [ -e /f ] || { echo '/f does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter / && d_pin f && d_run_pinned chattr -i -- "$d_pinned" && d_run_pinned chmod -- 00600 "$d_pinned"); } || exit',
      'outputs: {"path":"/f","state":"file","mode":"0600","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'flags that match are left unchanged, whatever flags the file system adds',
    params: { path: '/f', attributes: 'iA' },
    answers: { ...THERE, ...flags('----i--A------e-------') },
    expects: [
      'in sync: {"path":"/f","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'additional flags are removed',
    params: { path: '/f', attributes: '=A' },
    answers: { ...THERE, ...flags('----i--A------e-------') },
    expects: [
      'update file:/f: {"attributes":"iAe"} -> {"attributes":"=A"}',
      "$ [ -e /f ] || { echo '/f does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter / && d_pin f && d_run_pinned chattr \'=A\' -- "$d_pinned"); } || exit',
      'outputs: {"path":"/f","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'a host without chattr is an error',
    params: { path: '/f', attributes: '+i' },
    answers: {
      ...THERE,
      'flags of /f': {
        status: 127,
        stderr: 'the host has no chattr: install e2fsprogs in an earlier task\n',
      },
    },
    expects: [
      'error: probe failed: flags of /f: status 127: the host has no chattr: install e2fsprogs in an earlier task',
    ],
  },
  {
    title: 'a new link gets its own context',
    params: { path: '/l', state: 'link', src: '/f', setype: 'x_t', force: true },
    answers: { 'state of /l': '\0', 'state of /f': statesOf('file') },
    expects: [
      'create file:/l: null -> {"state":"link","src":"/f"}',
      '$ [link /l]',
      'outputs: {"dest":"/l","path":"/l","src":"/f","state":"link"}',
    ],
  },
  {
    title: 'flags of a tree are refused',
    params: { path: '/d', state: 'directory', recurse: true, attributes: '+i' },
    answers: capturedDirectory('/d'),
    expects: ['refused: recurse: sets only mode and owner: set contexts and flags of a tree with `command`'],
  },
]

taskRows('file', file, ROWS)

test.run()
