import { test } from 'uvu'
import archive from '../../../tasks/files/archive.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const LOG = { path: '/var/log/x', dest: '/x.gz' }
const THERE = { 'state of /var/log/x': statesOf('file') }
const PACKED = 'what /x.gz has'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a file is compressed',
    params: { ...LOG, mode: '0600', owner: 'root' },
    answers: { ...THERE, 'state of /x.gz': '\0', [PACKED]: { status: 1 } },
    expects: [
      'create file:/x.gz: null -> {"state":"file","mode":"0600","owner":"root","format":"gz","members":1}',
      'write /x.gz 0600 root: (a file)',
      'outputs: {"archived":["/var/log/x"],"arcroot":"/var/log/","dest":"/x.gz","dest_state":"compress","missing":[],"expanded_paths":["/var/log/x"],"expanded_exclude_paths":[]}',
    ],
  },
  {
    title: 'a file that is already compressed is in sync',
    params: LOG,
    answers: { ...THERE, 'state of /x.gz': statesOf('file'), [PACKED]: '' },
    expects: [
      'in sync: {"archived":["/var/log/x"],"arcroot":"/var/log/","dest":"/x.gz","dest_state":"compress","missing":[],"expanded_paths":["/var/log/x"],"expanded_exclude_paths":[]}',
    ],
  },
  {
    title: 'a file that has changed is compressed again and deleted',
    params: { ...LOG, remove: true },
    answers: { ...THERE, 'state of /x.gz': statesOf('file'), [PACKED]: { status: 1 } },
    isCheckMode: true,
    expects: [
      'update file:/x.gz: {"size":8} -> {"state":"file","mode":"0644","format":"gz","members":1}',
      'delete file:/var/log/x: {"state":"file"} -> null',
    ],
  },
  {
    title: 'only the mode of the archive is changed',
    params: { ...LOG, mode: '0600' },
    answers: { 'where /x.gz leads': '/x.gz', ...THERE, 'state of /x.gz': statesOf('file'), [PACKED]: '' },
    expects: [
      'update file:/x.gz: {"mode":"0644"} -> {"mode":"0600"}',
      "$ [ -e /x.gz ] || { echo '/x.gz does not exist; `state: touch` or `state: directory` creates it' >&2; exit 1; }",
      '$ { (d_enter / && d_pin x.gz && d_run_pinned chmod -- 00600 "$d_pinned"); } || exit',
      'outputs: {"archived":["/var/log/x"],"arcroot":"/var/log/","dest":"/x.gz","dest_state":"compress","missing":[],"expanded_paths":["/var/log/x"],"expanded_exclude_paths":[]}',
    ],
  },
  {
    title: 'a directory is packed',
    params: { path: '/etc/x', dest: '/x.gz', exclusion_patterns: '*.bak' },
    answers: {
      'state of /etc/x': statesOf('directory'),
      'paths below /etc/x': './b\0./a\0./c.bak\0',
      'state of /x.gz': '\0',
      [PACKED]: { status: 1 },
    },
    isCheckMode: true,
    expects: ['create file:/x.gz: null -> {"state":"file","mode":"0644","format":"gz","members":2}'],
  },
  {
    title: 'packed paths that were removed are in sync',
    params: LOG,
    answers: { 'state of /var/log/x': '\0', 'state of /x.gz': statesOf('file') },
    expects: [
      'in sync: {"archived":[],"arcroot":"/var/log/","dest":"/x.gz","dest_state":"compress","missing":["/var/log/x"],"expanded_paths":["/var/log/x"],"expanded_exclude_paths":[]}',
    ],
  },
  {
    title: 'a directory without a destination is refused',
    params: { path: '/etc/x' },
    answers: { 'state of /etc/x': statesOf('directory'), 'paths below /etc/x': './a\0' },
    expects: ['error: expected `dest`: several files, directories and patterns are packed'],
  },
  {
    title: 'an archive within a path that is deleted is an error',
    params: { path: '/srv/x', dest: '/srv/x/a.tgz', remove: true },
    answers: { 'state of /srv/x': statesOf('directory'), 'paths below /srv/x': './a\0' },
    expects: ['error: `/srv/x/a.tgz` is in `/srv/x`, which `remove` deletes', 'hint: choose another `dest`'],
  },
  {
    title: 'deleting a system directory is an error',
    params: { path: '/etc', dest: '/x.gz', remove: true },
    answers: { 'state of /etc': statesOf('directory'), 'paths below /etc': './a\0' },
    expects: ['error: `/etc` is a system directory, and is never deleted'],
  },
  {
    title: 'a pattern without a match is an error',
    params: { path: '/srv/*', dest: '/x.gz' },
    answers: { 'state of /srv': statesOf('directory'), 'paths below /srv': '' },
    expects: ['error: no path is packed: nothing is at `/srv/*`', 'hint: create it in an earlier task'],
  },
  {
    title: 'a host without zip is an error',
    params: { ...LOG, format: 'zip' },
    answers: {
      ...THERE,
      'state of /x.gz': statesOf('file'),
      [PACKED]: { status: 127, stderr: 'the host has no zip: install it in an earlier task\n' },
    },
    expects: [
      'error: probe failed: what /x.gz has: status 127: the host has no zip: install it in an earlier task',
    ],
  },
  { title: 'a path of the project', params: { path: 'x' }, expects: ['refused: path: Invalid input'] },
]

taskRows('archive', archive, ROWS)

test.run()
