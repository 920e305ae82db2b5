import { test } from 'uvu'
import file from '../../../tasks/files/file.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat of coreutils 9.1.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a directory is made',
    params: { path: '/srv/new', state: 'directory', mode: '0750' },
    answers: { 'state of /srv/new': '\u0000' },
    expects: [
      'create file:/srv/new: null -> {"state":"directory","mode":"0750"}',
      '$ [make directory /srv/new]',
      'outputs: {"path":"/srv/new","state":"directory","mode":"0750"}',
    ],
  },
  {
    title: 'an existing directory is left unchanged',
    params: { path: '/srv/new', state: 'directory', mode: 'u=rwx,g=rx,o=' },
    answers: {
      'state of /srv/new':
        ' 1:rwx\u000041e8:0:0:4096:1795947241:1795947241:1795947241:4325879:65024:2:root:root\u0000',
    },
    expects: [
      'in sync: {"path":"/srv/new","state":"directory","mode":"0750","owner":"root","group":"root","uid":0,"gid":0,"size":4096}',
    ],
  },
  {
    title: 'a directory is created below one that does not exist',
    params: { path: '/srv/x/y', state: 'directory' },
    answers: { 'state of /srv/x/y': '\u0000' },
    expects: [
      'create file:/srv/x/y: null -> {"state":"directory","mode":"0755"}',
      '$ [make directory /srv/x/y]',
      'outputs: {"path":"/srv/x/y","state":"directory","mode":"0755"}',
    ],
  },
  {
    title: 'the mode of a file is changed',
    params: { path: '/srv/a', mode: '0600' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u000081a4:0:0:8:1795947240:1795947240:1795947240:4325608:65024:1:root:root\u0000',
      'where /srv/a leads': '/srv/a',
    },
    expects: [
      'update file:/srv/a: {"mode":"0644"} -> {"mode":"0600"}',
      "$ [ -e /srv/a ] || { echo '/srv/a does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter /srv && d_pin a && d_run_pinned chmod -- 00600 "$d_pinned"); } || exit',
      'outputs: {"path":"/srv/a","state":"file","mode":"0600","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'an owner and a group are set by number',
    params: { path: '/srv/a', owner: '1', group: 1 },
    answers: {
      'state of /srv/a':
        ' 1:rw\u00008180:0:0:8:1795947240:1795947240:1795947243:4325608:65024:1:root:root\u0000',
      'where /srv/a leads': '/srv/a',
    },
    expects: [
      'update file:/srv/a: {"owner":"root","group":"root"} -> {"owner":"1","group":"1"}',
      "$ [ -e /srv/a ] || { echo '/srv/a does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter /srv && d_pin a && d_has_lists= && { d_run_pinned d_is_trusted "$d_pinned" || d_run_pinned d_remove_lists "$d_pinned" || :; } && d_run_pinned chown  -- 1:1 "$d_pinned"); } || exit',
      'outputs: {"path":"/srv/a","state":"file","mode":"0600","owner":"1","group":"1","size":8}',
    ],
  },
  {
    title: 'a link is made',
    params: { path: '/srv/link', src: 'a', state: 'link' },
    answers: {
      'state of /srv/link': '\u0000',
      'state of /srv/a':
        ' 1:rw\u00008180:1:1:8:1795947240:1795947240:1795947243:4325608:65024:1:daemon:daemon\u0000',
    },
    expects: [
      'create file:/srv/link: null -> {"state":"link","src":"a"}',
      '$ [link /srv/link]',
      'outputs: {"dest":"/srv/link","path":"/srv/link","src":"a","state":"link"}',
    ],
  },
  {
    title: 'a link with the same target is left unchanged',
    params: { path: '/srv/link', src: 'a', state: 'link' },
    answers: {
      'state of /srv/link':
        ' 1:rw\u0000a1ff:0:0:1:1795947244:1795947244:1795947244:4327670:65024:1:root:root\u0000a\u00008180:1:1:8:1795947240:1795947240:1795947243:4325608:65024:1:daemon:daemon\u0000',
    },
    expects: [
      'in sync: {"path":"/srv/link","state":"link","mode":"0777","owner":"root","group":"root","uid":0,"gid":0,"size":1,"dest":"/srv/link","src":"a"}',
    ],
  },
  {
    title: 'the target of a link is changed',
    params: { path: '/srv/link', src: 'd', state: 'link', force: true },
    answers: {
      'state of /srv/link':
        ' 1:rw\u0000a1ff:0:0:1:1795947244:1795947244:1795947244:4327670:65024:1:root:root\u0000a\u00008180:1:1:8:1795947240:1795947240:1795947243:4325608:65024:1:daemon:daemon\u0000',
      'state of /srv/d':
        ' 1:rwx\u000041ed:0:0:4096:1795947240:1795947240:1795947240:4325595:65024:2:root:root\u0000',
    },
    expects: [
      'update file:/srv/link: {"state":"link","src":"a"} -> {"state":"link","src":"d"}',
      '$ [link /srv/link]',
      'outputs: {"dest":"/srv/link","path":"/srv/link","src":"d","state":"link"}',
    ],
  },
  {
    title: 'a file instead of a link is an error',
    params: { path: '/srv/a', src: 'd', state: 'link' },
    answers: {
      'state of /srv/a':
        ' 1:rw\u00008180:1:1:8:1795947240:1795947240:1795947243:4325608:65024:1:daemon:daemon\u0000',
    },
    expects: [
      'error: expected a symbolic link or nothing at `/srv/a`, found a file',
      'hint: set `force: true` to replace it',
    ],
  },
  {
    title: 'a file is touched',
    params: { path: '/srv/touched', state: 'touch', mode: '0644' },
    answers: { 'state of /srv/touched': '\u0000' },
    expects: [
      'create file:/srv/touched: null -> {"state":"file","size":0,"mode":"0644"}',
      '$ [make /srv/touched]',
      'outputs: {"dest":"/srv/touched","path":"/srv/touched","state":"file","size":0,"mode":"0644"}',
    ],
  },
  {
    title: 'with preserved timestamps, touching is no change',
    params: { path: '/srv/touched', state: 'touch', modification_time: 'preserve', access_time: 'preserve' },
    answers: {
      'state of /srv/touched':
        ' 1:rw\u000081a4:0:0:0:1795947246:1795947246:1795947247:4327677:65024:1:root:root\u0000',
    },
    expects: [
      'in sync: {"path":"/srv/touched","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":0,"dest":"/srv/touched"}',
    ],
  },
  {
    title: 'a missing file is an error',
    params: { path: '/srv/none', state: 'file' },
    answers: { 'state of /srv/none': '\u0000' },
    expects: ['error: `/srv/none` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'a tree is deleted',
    params: { path: '/srv/x', state: 'absent' },
    answers: {
      'state of /srv/x':
        ' 1:rwx\u000041ed:0:0:4096:1795947242:1795947242:1795947242:4326767:65024:3:root:root\u0000',
    },
    expects: [
      'delete file:/srv/x: {"state":"directory"} -> null',
      '$ [delete /srv/x]',
      'outputs: {"path":"/srv/x","state":"absent"}',
    ],
  },
  {
    title: 'a missing path needs no deletion',
    params: { path: '/srv/x', state: 'absent' },
    answers: { 'state of /srv/x': '\u0000' },
    expects: ['in sync: {"path":"/srv/x","state":"absent"}'],
  },
]

taskRows('file', file, ROWS)

test.run()
