import { test } from 'uvu'
import expectType from '../../../tasks/commands/expect.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const TOOLS = 'which of script, stty, mkfifo, dd exist'
const ALL = { [TOOLS]: 'script\nstty\nmkfifo\ndd\n' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a command that would be run, whatever is to be typed',
    params: { command: "passwd 'a b'", responses: { '(?i)password:': ['x', 1] }, timeout: null },
    answers: ALL,
    isCheckMode: true,
    expects: ['run command:passwd \'a b\': undefined -> {"in":"a terminal"}'],
  },
  {
    title: 'what the command creates is there after a dry run',
    params: { command: 'setup', creates: '/etc/done', responses: {} },
    answers: { ...ALL, 'whether /etc/done exists': { status: 1 } },
    isCheckMode: true,
    expects: [
      'run command:setup: undefined -> {"in":"a terminal"}',
      'predicts: create file:/etc/done: null -> {"state":"something"}',
    ],
  },
  {
    title: 'a host without a terminal is refused before anything runs',
    params: { command: 'setup', responses: {} },
    answers: { [TOOLS]: 'stty\nmkfifo\ndd\n' },
    expects: [
      'error: the host has no `script`',
      'hint: a terminal needs the packages `util-linux` (in Debian, `bsdutils`) and `coreutils`: install them in an earlier task',
    ],
  },
  {
    title: 'words without quotes that YAML reads as booleans are refused',
    params: { command: 'setup', responses: { 'Sure?': true } },
    expects: [
      'refused: responses.Sure?: expected text, or a list of texts: write words such as `yes` and `no` in quotes',
    ],
  },
  {
    title: 'what is no regular expression, or matches everything, is refused',
    params: { command: 'setup', responses: { '(': 'a', 'a*': 'b' } },
    expects: [
      'refused: responses.(: expected a regular expression: Invalid regular expression: /(/s: Unterminated group',
      'refused: responses.a*: expected a regular expression that does not match empty text',
    ],
  },
  {
    title: 'a command line needs words, and time',
    params: { command: " '", timeout: 0 },
    expects: [
      'refused: command: expected a command line with its quotes closed',
      'refused: responses: Invalid input: expected record, received undefined',
      'refused: timeout: expected a number above 0',
    ],
  },
  {
    title: 'a command is left out if `unless` succeeds',
    params: { command: 'setup', responses: {}, unless: 'test -e /a' },
    answers: { ...ALL, 'whether `test -e /a` succeeds': { status: 0 } },
    expects: [
      'in sync: {"rc":0,"cmd":"setup","stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: 'a command is left out if `onlyif` fails',
    params: { command: 'setup', responses: {}, onlyif: 'test -e /a' },
    answers: { ...ALL, 'whether `test -e /a` succeeds': { status: 1 } },
    expects: [
      'in sync: {"rc":0,"cmd":"setup","stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
]

taskRows('expect', expectType, ROWS)

test.run()
