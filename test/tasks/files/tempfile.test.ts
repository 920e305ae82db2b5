import { test } from 'uvu'
import tempfile from '../../../tasks/files/tempfile.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a directory is made',
    params: { state: 'directory', suffix: '.build' },
    answers: { 'state of /tmp/ansible.abc.build': statesOf('directory') },
    runs: { 'create a temporary directory': '/tmp/ansible.abc.build' },
    expects: [
      'create tempfile:the temporary directory: null -> {"state":"directory"}',
      '$ [create a temporary directory]',
      'outputs: {"path":"/tmp/ansible.abc.build","state":"directory","mode":"0755","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'a file is created in the given directory',
    params: { path: '/var/tmp', prefix: 'x' },
    answers: { 'state of /var/tmp/xabc': statesOf('file') },
    runs: { 'create a temporary file': '/var/tmp/xabc' },
    expects: [
      'create tempfile:/var/tmp: null -> {"state":"file"}',
      '$ [create a temporary file]',
      'outputs: {"path":"/var/tmp/xabc","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":8}',
    ],
  },
  {
    title: 'a failure is an error',
    params: { path: '/none' },
    runs: {
      'create a temporary file': { status: 2, stderr: 'sh: cannot create /none/x: Directory nonexistent\n' },
    },
    expects: [
      'create tempfile:/none: null -> {"state":"file"}',
      '$ [create a temporary file]',
      'error: create a temporary file: status 2: sh: cannot create /none/x: Directory nonexistent',
    ],
  },
  {
    title: 'slashes in prefix and suffix are refused',
    params: { prefix: '../', suffix: '/x' },
    expects: [
      'refused: prefix: expected part of a file name',
      'refused: suffix: expected part of a file name',
    ],
  },
]

taskRows('tempfile', tempfile, ROWS)

test.run()
