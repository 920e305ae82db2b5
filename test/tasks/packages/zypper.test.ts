import { test } from 'uvu'
import zypper from '../../../tasks/packages/zypper.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const TOOL = { 'which of zypper exist': 'zypper\n' }
const version = (name: string, shown: string) => ({ [`version of the package ${name}`]: shown })

// Output of zypper 1.14.42 with --xmlout, shortened.

const solvable = (name: string, edition: string, old?: string): string =>
  `<solvable type="package" name="${name}" edition="${edition}" arch="noarch"${old === undefined ? '' : ` edition-old="${old}" arch-old="noarch"`} summary="test">\n<description>x</description></solvable>\n`
const summary = (kinds: Readonly<Record<string, readonly string[]>>): string =>
  `<?xml version='1.0'?>\n<stream>\n<install-summary download-size="1" packages-to-change="1">\n${Object.entries(
    kinds,
  )
    .map(([kind, solvables]) => `<to-${kind}>\n${solvables.join('')}</to-${kind}>\n`)
    .join('')}</install-summary>\n</stream>\n`
const NOTHING = summary({})
const START = 'zypper --quiet --non-interactive'
const INSTALL = `${START} install --auto-agree-with-licenses --no-recommends --`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a package is installed with its dependencies, and replaces conflicting packages',
    params: { name: ['app', 'lib'] },
    answers: {
      ...{ ...TOOL, ...version('app', ''), ...version('lib', '1-1\n') },
      [`what ${INSTALL} app would do`]: summary({
        install: [solvable('app', '1-1')],
        upgrade: [solvable('dep', '2-1', '1-1')],
        downgrade: [solvable('a&amp;b', '1-1', '2-1')],
        remove: [solvable('old', '3-1')],
      }),
    },
    expects: [
      'create package:app: null -> {"version":"1-1"}',
      'update package:dep: {"version":"1-1"} -> {"version":"2-1"}',
      'update package:a&b: {"version":"2-1"} -> {"version":"1-1"}',
      'delete package:old: {"version":"3-1"} -> null',
      `$ LC_ALL=C ${INSTALL} app`,
      'outputs: {}',
    ],
  },
  {
    title: 'installed packages are in sync without a simulation',
    params: { name: 'app' },
    answers: { ...TOOL, ...version('app', '1-1\n') },
    expects: ['in sync: {}'],
  },
  {
    title: 'for a package with a version, zypper reports that it is installed',
    params: { name: 'app<2' },
    answers: {
      ...{ ...TOOL, ...version('app<2', { status: 1 } as never) },
      [`what ${START} install --auto-agree-with-licenses --no-recommends --oldpackage -- app<2 would do`]:
        NOTHING,
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'all options are passed',
    params: {
      ...{ name: 'base', type: 'pattern', disable_gpg_check: true, disable_recommends: false, force: true },
      ...{ force_resolution: true, oldpackage: true, replacefiles: true, extra_args: '--details' },
      extra_args_precommand: '--root /mnt',
    },
    answers: {
      ...{ ...TOOL, ...version('base', '') },
      'what zypper --quiet --non-interactive --root /mnt --no-gpg-checks install --type=pattern --auto-agree-with-licenses --recommends --force --force-resolution --oldpackage --replacefiles --details -- base would do':
        summary({ install: [solvable('base', '1-1')] }),
    },
    isCheckMode: true,
    expects: ['create package:base: null -> {"version":"1-1"}'],
  },
  {
    title: 'an unknown name is an error before any change',
    params: { name: 'nope' },
    answers: {
      ...{ ...TOOL, ...version('nope', '') },
      [`what ${INSTALL} nope would do`]: {
        status: 104,
        stdout:
          '<stream>\n<message type="error">No provider of &apos;nope&apos; found.</message>\n</stream>\n',
      },
    },
    expects: [
      `error: ${INSTALL} nope would fail: No provider of 'nope' found.`,
      'hint: is the name right, and are the package lists up to date? `update_cache: true` fetches them',
    ],
  },
  {
    title: 'a removal includes packages that depend on it',
    params: { name: ['lib', 'nope'], state: 'absent', clean_deps: true },
    answers: {
      ...{ ...TOOL, ...version('lib', '1-1\n'), ...version('nope', '') },
      [`what ${START} remove --clean-deps -- lib would do`]: summary({
        remove: [solvable('app', '1-1'), solvable('lib', '1-1')],
      }),
    },
    expects: [
      'delete package:app: {"version":"1-1"} -> null',
      'delete package:lib: {"version":"1-1"} -> null',
      `$ LC_ALL=C ${START} remove --clean-deps -- lib`,
      'outputs: {}',
    ],
  },
  {
    title: 'all packages are upgraded',
    params: { name: '*', state: 'latest' },
    answers: {
      ...TOOL,
      [`what ${START} update --auto-agree-with-licenses would do`]: summary({
        upgrade: [solvable('app', '2-1', '1-1')],
      }),
    },
    expects: [
      'update package:app: {"version":"1-1"} -> {"version":"2-1"}',
      `$ LC_ALL=C ${START} update --auto-agree-with-licenses`,
      'outputs: {}',
    ],
  },
  {
    title: 'all packages are changed to the versions of the repositories',
    params: { name: '*', state: 'dist-upgrade', allow_vendor_change: true },
    answers: {
      ...TOOL,
      [`what ${START} dist-upgrade --auto-agree-with-licenses --allow-vendor-change would do`]: NOTHING,
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'only the package lists are updated',
    params: { update_cache: true },
    answers: TOOL,
    expects: [
      'update zypper:lists: {"fetched":false} -> {"fetched":true}',
      `$ LC_ALL=C ${START} refresh`,
      'outputs: {}',
    ],
  },
  {
    title: 'a state other than `latest` for all packages is refused',
    params: { name: '*' },
    expects: ['refused: name: `*` stands alone, with `state: latest` or `dist-upgrade`'],
  },
  {
    title: 'an upgrade of the distribution for named packages is refused',
    params: { name: 'app', state: 'dist-upgrade' },
    expects: ['refused: name: expected `*` with `dist-upgrade`'],
  },
  {
    title: 'a host without zypper is an error',
    params: { name: 'git' },
    answers: { 'which of zypper exist': '' },
    expects: ['error: the host has no `zypper`', 'hint: `package` uses the package manager of the host'],
  },
  {
    title: 'names that zypper would read as options are refused',
    params: { name: '--root=/' },
    expects: ['refused: name: expected names of packages'],
  },
]

taskRows('zypper', zypper, ROWS)

test.run()
