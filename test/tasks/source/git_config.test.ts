import { test } from 'uvu'
import gitConfig from '../../../tasks/source/git_config.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const EMAIL = { name: 'user.email', value: 'a@example.com', scope: 'global' }
const VALUES = 'values of user.email for git'
const HOME = { 'home directory': '/root\n' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a setting is added',
    params: EMAIL,
    answers: { ...HOME, [VALUES]: { status: 1 } },
    expects: [
      'create git-config:global/user.email: null -> {"value":"a@example.com"}',
      '$ [git config --replace-all -- user.email a@example.com]',
      'outputs: {"msg":"setting changed"}',
    ],
  },
  {
    title: 'a setting that matches is in sync',
    params: EMAIL,
    answers: { [VALUES]: 'a@example.com\0' },
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: 'several values are replaced by one',
    params: { ...EMAIL, scope: 'file', file: '/etc/x' },
    answers: { [VALUES]: 'a@example.com\0b\nc\0' },
    expects: [
      'update git-config:file/user.email: {"value":"a@example.com\\nb\\nc"} -> {"value":"a@example.com"}',
      '$ [git config --replace-all -- user.email a@example.com]',
      'outputs: {"msg":"setting changed"}',
    ],
  },
  {
    title: 'a value is added to existing ones',
    params: { ...EMAIL, add_mode: 'add', scope: 'system' },
    answers: { [VALUES]: 'b\0' },
    expects: [
      'update git-config:system/user.email: {"value":"b"} -> {"value":"b\\na@example.com"}',
      '$ [git config --add -- user.email a@example.com]',
      'outputs: {"msg":"setting changed"}',
    ],
  },
  {
    title: 'a value that is among others is in sync',
    params: { ...EMAIL, add_mode: 'add', scope: 'system' },
    answers: { [VALUES]: 'a@example.com\0b\0' },
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: 'a setting of a repository is removed',
    params: { name: 'user.email', state: 'absent', scope: 'local', repo: '/srv/a b' },
    answers: { [VALUES]: 'a\0' },
    expects: [
      'delete git-config:local/user.email: {"value":"a"} -> null',
      '$ [git config --unset-all -- user.email]',
      'outputs: {"msg":"setting changed"}',
    ],
  },
  {
    title: 'a missing setting needs no removal',
    params: { name: 'user.email', state: 'absent' },
    answers: { [VALUES]: { status: 1 } },
    expects: ['in sync: {"msg":"no setting to unset"}'],
  },
  {
    title: 'a value is read',
    params: { name: 'user.email' },
    answers: { [VALUES]: 'a\0b\n\0' },
    expects: ['in sync: {"msg":"","config_value":"b\\n"}'],
  },
  {
    title: 'all settings are read',
    params: { list_all: true },
    answers: { 'settings of git': 'user.email\na\nb\0core.bare\0a.b\nx=y\0' },
    expects: ['in sync: {"msg":"","config_values":{"user.email":"a\\nb","core.bare":"true","a.b":"x=y"}}'],
  },
  {
    title: 'the file of a scope may be missing',
    params: { list_all: true, scope: 'system' },
    answers: {
      'settings of git': {
        status: 128,
        stderr: "fatal: unable to read config file '/etc/gitconfig': No such file or directory\n",
      },
    },
    expects: ['in sync: {"msg":"","config_values":{}}'],
  },
  {
    title: 'a repository of another user is an error',
    params: { list_all: true, scope: 'local', repo: '/srv/x' },
    answers: {
      'settings of git': { status: 128, stderr: 'fatal: --local can only be used inside a git repository\n' },
    },
    expects: ['error: git config failed: fatal: --local can only be used inside a git repository'],
  },
  {
    title: 'a missing `name` and `list_all` are refused',
    params: {},
    expects: ['refused: name: expected one of `name` and `list_all`'],
  },
  {
    title: 'scopes without their repository or file are refused',
    params: { name: 'a.b', scope: 'local', file: '/x' },
    expects: [
      'refused: repo: expected the repository, which `scope: local` needs',
      'refused: file: `file` and `scope: file` go together',
    ],
  },
  {
    title: '`list_all` with a value is refused',
    params: { list_all: true, value: 'x', scope: 'file' },
    expects: [
      'refused: list_all: only reads: it cannot be combined with `value` and `state: absent`',
      'refused: file: `file` and `scope: file` go together',
    ],
  },
  {
    title: 'an invalid name is refused',
    params: { name: 'email' },
    expects: ['refused: name: expected a name such as `user.email`'],
  },
]

taskRows('git_config', gitConfig, ROWS)

test.run()
