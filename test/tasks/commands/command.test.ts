import { test } from 'uvu'
import command from '../../../tasks/commands/command.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title:
      'words are split as a shell would, and a shell without variables of its own replaces those of the environment',
    params: { cmd: "echo 'a b' $HOME *" },
    runs: { "echo 'a b' '$HOME' '*'": 'a b $HOME *\n' },
    expects: [
      "run command:echo 'a b' '$HOME' '*': undefined -> undefined",
      "$ exec /bin/sh -c 'exec echo '\\''a b'\\'' \"${HOME-\\$HOME}\" '\\''*'\\'''",
      'outputs: {"cmd":["echo","a b","$HOME","*"],"rc":0,"stdout":"a b $HOME *","stderr":"","stdout_lines":["a b $HOME *"],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'words as they are',
    params: { argv: ['echo', '$HOME', '~'], expand_argument_vars: false },
    runs: { "echo '$HOME' '~'": '$HOME ~\n' },
    expects: [
      "run command:echo '$HOME' '~': undefined -> undefined",
      "$ exec echo '$HOME' '~'",
      'outputs: {"cmd":["echo","$HOME","~"],"rc":0,"stdout":"$HOME ~","stderr":"","stdout_lines":["$HOME ~"],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'a list of words',
    params: { argv: ['echo', "it's", ''] },
    runs: { "echo 'it'\\''s' ''": "it's \n" },
    expects: [
      "run command:echo 'it'\\''s' '': undefined -> undefined",
      "$ exec echo 'it'\\''s' ''",
      'outputs: {"cmd":["echo","it\'s",""],"rc":0,"stdout":"it\'s ","stderr":"","stdout_lines":["it\'s "],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'a directory, an environment and standard input',
    params: { cmd: 'cat', chdir: '/tmp', stdin: 'yes' },
    environment: { LANG: 'C', A: 'b c' },
    runs: { cat: 'yes\n' },
    expects: [
      'run command:cat: undefined -> undefined',
      '$ [cat]',
      '< "yes\\n"',
      'outputs: {"cmd":["cat"],"rc":0,"stdout":"yes","stderr":"","stdout_lines":["yes"],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'standard input and output as they are',
    params: { cmd: 'cat', stdin: 'yes\n\n', stdin_add_newline: false, strip_empty_ends: false },
    runs: { cat: 'yes\n\n' },
    expects: [
      'run command:cat: undefined -> undefined',
      '$ exec cat',
      '< "yes\\n\\n"',
      'outputs: {"cmd":["cat"],"rc":0,"stdout":"yes\\n\\n","stderr":"","stdout_lines":["yes",""],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'what `creates` names is there',
    params: { cmd: 'false', creates: '/etc/passwd' },
    answers: { 'whether /etc/passwd exists': '' },
    expects: [
      'in sync: {"rc":0,"cmd":["false"],"msg":"Did not run command since \'/etc/passwd\' exists","stdout":"skipped, since /etc/passwd exists","stderr":"","stdout_lines":["skipped, since /etc/passwd exists"],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: 'what `creates` names is there, in the directory of the command',
    params: { cmd: 'make', creates: 'built', removes: '/etc/passwd', chdir: '/opt/app/' },
    answers: { 'whether /opt/app/built exists': '', 'whether /etc/passwd exists': '' },
    expects: [
      'in sync: {"rc":0,"cmd":["make"],"msg":"Did not run command since \'built\' exists","stdout":"skipped, since built exists","stderr":"","stdout_lines":["skipped, since built exists"],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: 'what `creates` names is not there',
    params: { cmd: 'true', creates: '/no/such' },
    answers: { 'whether /no/such exists': { status: 1 } },
    expects: [
      'run command:true: undefined -> undefined',
      'predicts: create file:/no/such: null -> {"state":"something"}',
      '$ exec true',
      'outputs: {"cmd":["true"],"rc":0,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'what `removes` names is not there',
    params: { cmd: 'false', removes: '/no/such*' },
    answers: { 'whether /no/such* exists': { status: 1 } },
    expects: [
      'in sync: {"rc":0,"cmd":["false"],"msg":"Did not run command since \'/no/such*\' does not exist","stdout":"skipped, since /no/such* does not exist","stderr":"","stdout_lines":["skipped, since /no/such* does not exist"],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: '`unless` succeeds',
    params: { cmd: 'false', unless: 'true' },
    answers: { 'whether `true` succeeds': '' },
    expects: [
      'in sync: {"rc":0,"cmd":["false"],"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: '`onlyif` fails',
    params: { cmd: 'false', onlyif: 'false' },
    answers: { 'whether `false` succeeds': { status: 1 } },
    expects: [
      'in sync: {"rc":0,"cmd":["false"],"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN"}',
    ],
  },
  {
    title: '`unless` fails and `onlyif` succeeds',
    params: { cmd: 'true', unless: 'false', onlyif: 'test -d /etc' },
    answers: { 'whether `false` succeeds': { status: 1 }, 'whether `test -d /etc` succeeds': '' },
    expects: [
      'run command:true: undefined -> undefined',
      '$ exec true',
      'outputs: {"cmd":["true"],"rc":0,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'a status is an error',
    params: { cmd: "sh -c 'echo out; echo err >&2; exit 3'" },
    runs: { "sh -c 'echo out; echo err >&2; exit 3'": { status: 3, stdout: 'out\n', stderr: 'err\n' } },
    expects: [
      "run command:sh -c 'echo out; echo err >&2; exit 3': undefined -> undefined",
      "$ exec sh -c 'echo out; echo err >&2; exit 3'",
      "error: `sh -c 'echo out; echo err >&2; exit 3'` ended with status 3",
      'stderr:',
      '  err',
      'stdout:',
      '  out',
    ],
  },
  {
    title: 'a program that is not there',
    params: { cmd: 'no-such-program' },
    runs: { 'no-such-program': { status: 127, stderr: 'drover: 1: exec: no-such-program: not found\n' } },
    expects: [
      'run command:no-such-program: undefined -> undefined',
      '$ exec no-such-program',
      'error: `no-such-program` ended with status 127: drover: 1: exec: no-such-program: not found',
      'hint: is the program installed, and in PATH?',
    ],
  },
  {
    title: '`executable` has no effect but a warning',
    params: { cmd: 'true', executable: '/bin/bash' },
    runs: { true: '' },
    expects: [
      'run command:true: undefined -> undefined',
      '$ exec true',
      'outputs: {"cmd":["true"],"warnings":["`executable` has no effect"],"rc":0,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"start":"TIME","end":"TIME","delta":"SPAN","msg":""}',
    ],
  },
  {
    title: 'a directory that is not there',
    params: { cmd: 'true', chdir: '/no/such' },
    runs: {
      true: { status: 1, stderr: "drover: 1: cd: can't cd to /no/such\ndrover: the command was not run\n" },
    },
    expects: [
      'run command:true: undefined -> undefined',
      "$ cd -P -- /no/such || { echo 'drover: the command was not run' >&2; exit 1; }",
      '$ exec true',
      "error: `true` was not run: cannot change to `/no/such`: drover: 1: cd: can't cd to /no/such",
      'hint: create the directory of `chdir` in an earlier task',
    ],
  },
  {
    title: 'both forms',
    params: { cmd: 'a', argv: ['a'] },
    expects: ['refused: cmd: expected one of `cmd` and `argv`'],
  },
  { title: 'neither form', params: {}, expects: ['refused: cmd: expected one of `cmd` and `argv`'] },
  {
    title: 'an open quote',
    params: { cmd: "echo 'a" },
    expects: ['refused: cmd: expected a command line with its quotes closed'],
  },
]

taskRows('command', command, ROWS)

test.run()
