import { test } from 'uvu'
import probe from '../../../tasks/commands/probe.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'output',
    params: { cmd: 'echo a; echo b >&2' },
    answers: { 'echo a; echo b >&2': { stdout: 'a\n', stderr: 'b\n' } },
    expects: [
      'in sync: {"rc":0,"stdout":"a","stderr":"b","stdout_lines":["a"],"stderr_lines":["b"],"cmd":"echo a; echo b >&2"}',
    ],
  },
  {
    title: 'a status is an answer',
    params: { cmd: 'exit 4', chdir: '/tmp' },
    answers: { 'exit 4': { status: 4 } },
    expects: ['in sync: {"rc":4,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"cmd":"exit 4"}'],
  },
  {
    title: 'a program that is not there is an error',
    params: { cmd: 'no-such-program' },
    answers: { 'no-such-program': { status: 127, stderr: '/bin/sh: 1: no-such-program: not found\n' } },
    expects: [
      'error: `no-such-program` ended with status 127: /bin/sh: 1: no-such-program: not found',
      'hint: is the program installed, and in PATH?',
    ],
  },
  {
    title: 'statuses that are answers',
    params: { cmd: 'exit 127', ok: [0, 127] },
    answers: { 'exit 127': { status: 127 } },
    expects: [
      'in sync: {"rc":127,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"cmd":"exit 127"}',
    ],
  },
  {
    title: 'a status that is no answer',
    params: { cmd: 'exit 2', ok: [0, 1] },
    answers: { 'exit 2': { status: 2 } },
    expects: ['error: `exit 2` ended with status 2', 'hint: `ok` allows 0, 1'],
  },
  {
    title: 'a status that is none',
    params: { cmd: 'x', ok: [256] },
    expects: ['refused: ok.0: Too big: expected number to be <=255'],
  },
]

taskRows('probe', probe, ROWS)

test.run()
