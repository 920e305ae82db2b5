import { test } from 'uvu'
import pacman from '../../../tasks/packages/pacman.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const TOOL = { 'which of pacman exist': 'pacman\n' }
const version = (name: string, shown: string) => ({ [`version of the package ${name}`]: shown })

// Output of pacman 6.0.2.

const INSTALL = 'pacman --sync --noconfirm --noprogressbar --needed --'
const would = (words: string) => `what ${words} would do`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a package is installed with its dependencies',
    params: { name: 'app,lib', state: 'installed', reason: 'dependency', extra_args: "--ignore 'a b'" },
    answers: {
      ...{ ...TOOL, ...version('app', ''), ...version('lib', '1-1\n') },
      [would('pacman --sync --noconfirm --noprogressbar --needed --asdeps --ignore a b -- app')]:
        'dep 1-1\napp 1-1\n',
      ...version('dep', '0-1\n'),
    },
    expects: [
      'update package:dep: {"version":"0-1"} -> {"version":"1-1"}',
      'create package:app: null -> {"version":"1-1"}',
      "$ LC_ALL=C pacman --sync --noconfirm --noprogressbar --needed --asdeps --ignore 'a b' -- app",
      'outputs: {}',
    ],
  },
  {
    title: 'installed packages are in sync without a simulation',
    params: { name: ['app', 'extra/tools'] },
    answers: { ...TOOL, ...version('app', '1-1\n'), ...version('extra/tools', 'group\n') },
    expects: ['in sync: {}'],
  },
  {
    title: 'an unknown name is an error before any change',
    params: { name: 'nope' },
    answers: {
      ...{ ...TOOL, ...version('nope', '') },
      [would(`${INSTALL} nope`)]: { status: 1, stderr: 'error: target not found: nope\n' },
    },
    expects: [
      'error: pacman --sync --noconfirm --noprogressbar --needed -- nope would fail: target not found: nope',
      'hint: is the name right, and are the package lists up to date? `update_cache: true` fetches them',
    ],
  },
  {
    title: 'a removal includes packages that depend on it',
    params: { name: 'lib', state: 'absent', force: true, remove_nosave: true, extra_args: '--cascade' },
    answers: {
      ...{ ...TOOL, ...version('lib', '1-1\n') },
      [would('pacman --remove --noconfirm --noprogressbar --nodeps --nodeps --nosave --cascade -- lib')]:
        'app 1-1\nlib 1-1\n',
    },
    expects: [
      'delete package:app: {"version":"1-1"} -> null',
      'delete package:lib: {"version":"1-1"} -> null',
      '$ LC_ALL=C pacman --remove --noconfirm --noprogressbar --nodeps --nodeps --nosave --cascade -- lib',
      'outputs: {}',
    ],
  },
  {
    title: 'package lists are updated before packages are installed, and compared afterwards',
    params: { name: 'app', update_cache: true, force: true, update_cache_extra_args: '--quiet' },
    answers: { ...TOOL, ...version('app', '') },
    expects: [
      'waits for the package lists to be fetched',
      'then: check again',
      '$ LC_ALL=C pacman --sync --refresh --refresh --quiet',
      'outputs: {}',
    ],
  },
  {
    title: 'a dry run does not update the package lists',
    params: { name: 'app', update_cache: true },
    answers: { ...TOOL, ...version('app', '') },
    isCheckMode: true,
    expects: ['create package:app: null -> {"version":"newest"}'],
  },
  {
    title: 'a dry run does not know the newest versions after an update of the lists',
    params: { name: 'app', state: 'latest', update_cache: true },
    answers: { ...TOOL, ...version('app', '1-1\n') },
    isCheckMode: true,
    expects: ['unknown: depends on the newest versions, known only after the package lists are fetched'],
  },
  {
    title: 'only the package lists are updated',
    params: { update_cache: true },
    answers: TOOL,
    expects: [
      'update pacman:lists: {"fetched":false} -> {"fetched":true}',
      '$ LC_ALL=C pacman --sync --refresh',
      'outputs: {}',
    ],
  },
  {
    title: 'all packages are upgraded',
    params: { upgrade: true, upgrade_extra_args: '--ignore linux', executable: 'pacman' },
    answers: {
      ...{ ...TOOL, ...version('other', '1-1\n') },
      [would('pacman --sync --sysupgrade --noconfirm --noprogressbar --needed --ignore linux')]:
        'other 2-1\n',
    },
    expects: [
      'update package:other: {"version":"1-1"} -> {"version":"2-1"}',
      '$ LC_ALL=C pacman --sync --sysupgrade --noconfirm --noprogressbar --needed --ignore linux',
      'outputs: {}',
    ],
  },
  {
    title: 'a task without an action is refused',
    params: {},
    expects: ['refused: name: expected names, or `upgrade` or `update_cache`'],
  },
  {
    title: 'names together with `upgrade` are refused',
    params: { name: 'app', upgrade: true },
    expects: ['refused: upgrade: cannot be combined with `name`'],
  },
  {
    title: 'a host without pacman is an error',
    params: { name: 'git' },
    answers: { 'which of pacman exist': '' },
    expects: ['error: the host has no `pacman`', 'hint: `package` uses the package manager of the host'],
  },
  {
    title: 'names that pacman would read as options are refused',
    params: { name: '--root=/' },
    expects: ['refused: name: expected names of packages'],
  },
]

taskRows('pacman', pacman, ROWS)

test.run()
