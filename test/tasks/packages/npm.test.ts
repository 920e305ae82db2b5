import { test } from 'uvu'
import npm from '../../../tasks/packages/npm.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { contentsOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const APP = 'packages of npm in /srv/app'
const GLOBAL = 'packages of npm in /'
const listed = (dependencies: object, more: object = {}) =>
  JSON.stringify({ name: 'app', dependencies, ...more })
const problems = { error: { code: 'ELSPROBLEMS', summary: 'missing: express@^4, required by app@1.0.0' } }
const LOCKS =
  'content of /srv/app/package-lock.json /srv/app/npm-shrinkwrap.json /srv/app/node_modules/.package-lock.json'
const lock = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages })
const A = { version: '1.0.0', integrity: 'sha512-a' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a package of a version is installed',
    params: { name: '@x/pm2', version: '5.3.0', path: '/srv/app', registry: 'https://npm.example.com' },
    answers: { [APP]: { status: 1, stdout: '{}' } },
    expects: [
      'install npm:@x/pm2: undefined -> {"version":"5.3.0"}',
      '$ [npm install @x/pm2@5.3.0]',
      'outputs: {"name":"@x/pm2","version":"5.3.0","path":"/srv/app","state":"present"}',
    ],
  },
  {
    title: 'a version in the name is compared',
    params: { name: 'pm2@^5', global: true },
    answers: { [GLOBAL]: listed({ pm2: { version: '5.3.0' } }) },
    expects: ['in sync: {"name":"pm2","version":"^5","state":"present"}'],
  },
  {
    title: 'missing dependencies of package.json are installed',
    params: { path: '/srv/app', production: true, ignore_scripts: true, unsafe_perm: true },
    answers: {
      [APP]: {
        status: 1,
        stdout: listed(
          {
            express: { missing: true },
            old: { version: '1.0.0', invalid: '"^2" from the root project' },
            fsevents: { missing: true, optional: true },
            right: { version: '1.0.0' },
          },
          problems,
        ),
      },
    },
    expects: [
      'install npm:express: undefined -> {"version":"newest"}',
      'install npm:old: undefined -> {"version":"newest"}',
      '$ [npm install]',
      'outputs: {"path":"/srv/app","state":"present"}',
    ],
  },
  {
    title: 'installed dependencies of package.json are in sync',
    params: { path: '/srv/app' },
    answers: { [APP]: listed({ right: { version: '1.0.0' } }) },
    expects: ['in sync: {"path":"/srv/app","state":"present"}'],
  },
  {
    title: 'outdated packages are upgraded, and missing ones are installed',
    params: { path: '/srv/app', state: 'latest' },
    answers: {
      [APP]: { status: 1, stdout: listed({ a: { version: '1.0.0' }, b: { missing: true } }, problems) },
      'outdated packages of npm in /srv/app': {
        status: 1,
        stdout: JSON.stringify({
          a: { current: '1.0.0', wanted: '1.2.0', latest: '2.0.0' },
          c: { current: '1.0.0', wanted: '1.0.0', latest: '2.0.0' },
          b: { wanted: '1.0.0', latest: '2.0.0' },
        }),
      },
    },
    expects: [
      'install npm:b: undefined -> {"version":"newest"}',
      'upgrade npm:a: {"version":"1.0.0"} -> {"version":"1.2.0"}',
      '$ [npm install]',
      '$ [npm update]',
      'outputs: {"path":"/srv/app","state":"latest"}',
    ],
  },
  {
    title: 'a global package in the newest version is in sync',
    params: { name: 'pm2', global: true, state: 'latest' },
    answers: { [GLOBAL]: listed({ pm2: { version: '5.3.0' } }), 'outdated packages of npm in /': '' },
    expects: ['in sync: {"name":"pm2","state":"latest"}'],
  },
  {
    title: 'a package is removed',
    params: { name: 'pm2', global: true, state: 'absent' },
    answers: { [GLOBAL]: listed({ pm2: { version: '5.3.0' } }) },
    expects: [
      'remove npm:pm2: {"version":"5.3.0"} -> null',
      '$ [npm uninstall pm2]',
      'outputs: {"name":"pm2","state":"absent"}',
    ],
  },
  {
    title: 'a missing package needs no removal',
    params: { name: 'pm2', path: '/srv/app', state: 'absent' },
    answers: { [APP]: '{}' },
    expects: ['in sync: {"name":"pm2","path":"/srv/app","state":"absent"}'],
  },
  {
    title: 'packages that match the lock file are in sync',
    params: { path: '/srv/app', ci: true },
    answers: {
      [LOCKS]: contentsOf(
        lock({ '': {}, a: A, 'node_modules/mac': { version: '1', optional: true } }),
        null,
        lock({ a: A }),
      ),
    },
    expects: ['in sync: {"path":"/srv/app","state":"present"}'],
  },
  {
    title: 'packages that differ from the lock file are installed again',
    params: { path: '/srv/app', ci: true, production: true },
    answers: { [LOCKS]: contentsOf(lock({ '': {}, a: A }), null, lock({ a: { ...A, version: '1.0.1' } })) },
    expects: [
      'install npm:/srv/app: undefined -> {"state":"as package-lock.json"}',
      '$ [npm ci]',
      'outputs: {"path":"/srv/app","state":"present"}',
    ],
  },
  {
    title: 'a missing lock file is an error',
    params: { path: '/srv/app', ci: true },
    answers: { [LOCKS]: contentsOf(null, null, null) },
    expects: [
      'error: `/srv/app` has no package-lock.json',
      'hint: create it in an earlier task, or remove `ci`',
    ],
  },
  {
    title: 'a host without npm is an error',
    params: { path: '/srv/app' },
    answers: { [APP]: { status: 127, stderr: 'the host has no npm: install it in an earlier task\n' } },
    expects: [
      'error: probe failed: packages of npm in /srv/app: status 127: the host has no npm: install it in an earlier task',
    ],
  },
  {
    title: 'a registry that does not answer is an error',
    params: { name: 'pm2', global: true, state: 'latest' },
    answers: {
      [GLOBAL]: listed({ pm2: { version: '5.3.0' } }),
      'outdated packages of npm in /': {
        status: 1,
        stdout: JSON.stringify({
          error: { code: 'ENOTFOUND', summary: 'getaddrinfo ENOTFOUND npm.example.com' },
        }),
      },
    },
    expects: ['error: npm failed: getaddrinfo ENOTFOUND npm.example.com'],
  },
  {
    title: 'neither `path` nor `global` is refused',
    params: { name: 'pm2' },
    expects: ['refused: path: expected the directory of the project, or `global: true`'],
  },
  {
    title: 'a removal without a name is refused',
    params: { path: '/x', state: 'absent' },
    expects: [
      'refused: name: expected the name of a package, which `state: absent`, `version` and `global` need',
    ],
  },
  {
    title: 'invalid names, versions and paths, and a password in a URL, are refused',
    params: { name: '--help', version: 'latest', path: 'x', registry: 'https://u:p@npm.example.com' },
    expects: [
      'refused: name: expected the name of a package, such as `pm2` or `@angular/cli`',
      'refused: version: expected a version or a range such as `^1.2`',
      'refused: path: expected an absolute path, such as `/etc/motd`',
      'refused: registry: expected a URL without a password',
    ],
  },
  {
    title: 'a version in both `name` and `version` is refused',
    params: { name: 'a@1', version: '2', global: true },
    expects: ['refused: version: is in `name` already'],
  },
]

taskRows('npm', npm, ROWS)

const MISSING = { params: { path: '/srv/app', name: 'a' }, answers: { [APP]: { status: 1, stdout: '{}' } } }
effectRows('npm', npm, MISSING, [
  // In the probe and in the command that installs.
  { params: { no_optional: true }, shows: ['--no-optional'] },
  { params: { no_bin_links: true }, shows: ['--no-bin-links'] },
  { params: { force: true }, shows: ['--force'] },
])

test.run()
