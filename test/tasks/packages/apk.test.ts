import { test } from 'uvu'
import apk from '../../../tasks/packages/apk.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const TOOL = { 'which of apk exist': 'apk\n' }
const version = (name: string, shown: string) => ({ [`version of the package ${name}`]: shown })

// The format of apk-tools 2, which shows transactions with `--simulate`.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a package is installed with its dependencies',
    params: { name: ['app', 'web>1'], no_cache: true, repository: 'https://mirror.example.com/main' },
    answers: {
      ...{ ...TOOL, ...version('app', ''), ...version('web>1', '') },
      'what apk add --no-cache --repositories-file=/dev/null --repository=https://mirror.example.com/main -- app web>1 would do':
        '(1/3) Installing lib (1.0-r0)\n(2/3) Upgrading web (1.0-r0 -> 1.1-r0)\n(3/3) Installing app (2.0-r1)\nOK: 12 MiB in 20 packages\n',
    },
    expects: [
      'create package:lib: null -> {"version":"1.0-r0"}',
      'update package:web: {"version":"1.0-r0"} -> {"version":"1.1-r0"}',
      'create package:app: null -> {"version":"2.0-r1"}',
      "$ LC_ALL=C apk add --no-cache '--repositories-file=/dev/null' '--repository=https://mirror.example.com/main' -- app 'web>1'",
      'outputs: {}',
    ],
  },
  {
    title: 'an installed dependency is added to the world file',
    params: { name: 'lib' },
    answers: {
      ...TOOL,
      ...version('lib', ''),
      'what apk add -- lib would do': 'OK: 12 MiB in 20 packages\n',
    },
    expects: ['create package:lib: null -> {"version":"newest"}', '$ LC_ALL=C apk add -- lib', 'outputs: {}'],
  },
  {
    title: 'installed packages in the world file are in sync',
    params: { name: 'app' },
    answers: { ...TOOL, ...version('app', 'app\n') },
    expects: ['in sync: {}'],
  },
  {
    title: '`latest` upgrades to the newest versions',
    params: { name: 'app', state: 'latest' },
    answers: {
      ...{ ...TOOL, ...version('app', 'app\n') },
      'what apk add --upgrade -- app would do':
        '(1/1) Upgrading app (1.0-r0 -> 2.0-r0)\nOK: 1 MiB in 2 packages\n',
    },
    isCheckMode: true,
    expects: ['update package:app: {"version":"1.0-r0"} -> {"version":"2.0-r0"}'],
  },
  {
    title: 'the newest versions are in sync',
    params: { upgrade: true, available: true },
    answers: { ...TOOL, 'what apk upgrade --available would do': 'OK: 1 MiB in 2 packages\n' },
    expects: ['in sync: {}'],
  },
  {
    title: 'a removal includes dependencies that are no longer needed',
    params: { name: ['app', 'nope'], state: 'removed', world: '/etc/apk/world' },
    answers: {
      ...{ ...TOOL, ...version('app', 'app\n'), ...version('nope', '') },
      'what apk del -- app would do':
        '(1/2) Purging app (2.0-r0)\n(2/2) Purging lib (1.0-r0)\nOK: 1 MiB in 2 packages\n',
    },
    expects: [
      'delete package:app: {"version":"2.0-r0"} -> null',
      'delete package:lib: {"version":"1.0-r0"} -> null',
      '$ LC_ALL=C apk del -- app',
      'outputs: {}',
    ],
  },
  {
    title: 'apk refuses an unknown name before anything is written',
    params: { name: 'nope' },
    answers: {
      ...{ ...TOOL, ...version('nope', '') },
      'what apk add -- nope would do': {
        status: 1,
        stderr:
          'ERROR: unable to select packages:\n  nope (no such package):\n    required by: world[nope]\n',
      },
    },
    expects: [
      'error: apk add -- nope would fail: unable to select packages: nope (no such package): required by: world[nope]',
      'hint: is the name right, and are the package lists up to date? `update_cache: true` fetches them',
    ],
  },
  {
    title: 'only the package lists are updated',
    params: { update_cache: true },
    answers: TOOL,
    expects: [
      'update apk:lists: {"fetched":false} -> {"fetched":true}',
      '$ LC_ALL=C apk update',
      'outputs: {}',
    ],
  },
  {
    title: 'a host without apk is an error',
    params: { name: 'git' },
    answers: { 'which of apk exist': '' },
    expects: ['error: the host has no `apk`', 'hint: `package` uses the package manager of the host'],
  },
  {
    title: 'names that apk would read as options are refused',
    params: { name: '--root=/' },
    expects: ['refused: name: expected names of packages'],
  },
]

taskRows('apk', apk, ROWS)

test.run()
