import { test } from 'uvu'
import homebrew from '../../../tasks/packages/homebrew.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { BREW, cask, formula, info, keg, outdated, RUN, says, would } from './homebrew-answers.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a package is installed with its missing dependencies',
    params: { name: 'wget,jq', install_options: ['force', 'cc=clang'] },
    answers: {
      [says('wget, jq')]: info([formula('wget', { revision: 1 }), keg('jq', '1.7.1')]),
      [would('install --force --cc=clang wget')]: `${BREW}libidn2\nlibunistring\n`,
    },
    expects: [
      'create package:libidn2: null -> {"version":"newest"}',
      'create package:libunistring: null -> {"version":"newest"}',
      'create package:wget: null -> {"version":"1.25.0_1"}',
      `${RUN} install --force '--cc=clang' wget`,
      'outputs: {"msg":"Changed: 1, Unchanged: 1","changed_pkgs":["wget"],"unchanged_pkgs":["jq"]}',
    ],
  },
  {
    title: 'installed packages are in sync by any of their names and in any version',
    params: { name: ['Homebrew/Core/python3', 'python@3.12', 'user/tap/tool', 'firefox', 'old'] },
    answers: {
      [says('Homebrew/Core/python3, python@3.12, user/tap/tool, firefox, old')]: info(
        [
          keg('python@3.13', '3.13.1', { aliases: ['python3', 'python'], outdated: true }),
          keg('python@3.12', '3.12.8', { linked_keg: null }),
          keg('tool', '0.1', { full_name: 'user/tap/tool', tap: 'user/tap', versions: { stable: null } }),
          keg('new', '1', { oldnames: ['old'] }),
        ],
        [cask('firefox', { installed: '1.9', outdated: true })],
      ),
    },
    expects: [
      'in sync: {"msg":"Changed: 0, Unchanged: 5","changed_pkgs":[],"unchanged_pkgs":["Homebrew/Core/python3","python@3.12","user/tap/tool","firefox","old"]}',
    ],
  },
  {
    title:
      'the newest version: what is old is upgraded, what is pinned stays, and what is missing is installed',
    params: { name: ['wget', 'jq', 'git', 'vim'], state: 'latest' },
    answers: {
      [says('wget, jq, git, vim')]: info([
        keg('wget', '1.24.5', { outdated: true }),
        keg('jq', '1.7', { outdated: true, pinned: true }),
        keg('git', '1.25.0'),
        formula('vim', { versions: { stable: '9.1' } }),
      ]),
      [would('install vim wget')]: BREW,
    },
    expects: [
      'update package:wget: {"version":"1.24.5"} -> {"version":"1.25.0"}',
      'create package:vim: null -> {"version":"9.1"}',
      `${RUN} install vim`,
      `${RUN} upgrade wget`,
      'outputs: {"msg":"Changed: 2, Unchanged: 2","changed_pkgs":["wget","vim"],"unchanged_pkgs":["jq","git"]}',
    ],
  },
  {
    title: 'a removal uses the list of installed packages, so that brew need not know the names',
    params: { name: ['wget', 'nope'], state: 'uninstalled' },
    answers: { [says('wget, nope')]: info([keg('jq', '1.7.1'), keg('wget', '1.24.5')]) },
    expects: [
      'delete package:wget: {"version":"1.24.5"} -> null',
      `${RUN} uninstall --force wget`,
      'outputs: {"msg":"Changed: 1, Unchanged: 1","changed_pkgs":["wget"],"unchanged_pkgs":["nope"]}',
    ],
  },
  {
    title: 'a package is installed from HEAD',
    params: { name: 'vim', state: 'head' },
    answers: { [says('vim')]: info([formula('vim')]), [would('install --HEAD vim')]: BREW },
    expects: [
      'create package:vim: null -> {"version":"1.25.0"}',
      `${RUN} install --HEAD vim`,
      'outputs: {"msg":"Changed: 1, Unchanged: 0","changed_pkgs":["vim"],"unchanged_pkgs":[]}',
    ],
  },
  {
    title: 'missing links are created',
    params: { name: ['python@3.12', 'jq'], state: 'linked', install_options: 'overwrite' },
    answers: {
      [says('python@3.12, jq')]: info([
        keg('python@3.12', '3.12.8', { linked_keg: null }),
        keg('jq', '1.7.1'),
      ]),
    },
    expects: [
      'update package:python@3.12: {"version":"3.12.8","linked":false} -> {"version":"3.12.8","linked":true}',
      `${RUN} link --overwrite python@3.12`,
      'outputs: {"msg":"Changed: 1, Unchanged: 1","changed_pkgs":["python@3.12"],"unchanged_pkgs":["jq"]}',
    ],
  },
  {
    title: 'links are removed',
    params: { name: 'jq', state: 'unlinked' },
    answers: { [says('jq')]: info([keg('jq', '1.7.1')]) },
    expects: [
      'update package:jq: {"version":"1.7.1","linked":true} -> {"version":"1.7.1","linked":false}',
      `${RUN} unlink jq`,
      'outputs: {"msg":"Changed: 1, Unchanged: 0","changed_pkgs":["jq"],"unchanged_pkgs":[]}',
    ],
  },
  {
    title: 'linking a package that is not installed is an error',
    params: { name: 'jq', state: 'linked' },
    answers: { [says('jq')]: info([formula('jq')]) },
    expects: ['error: `jq` is not installed', 'hint: install it in an earlier task'],
  },
  {
    title: 'linking a cask is an error',
    params: { name: 'firefox', state: 'unlinked' },
    answers: { [says('firefox')]: info([], [cask('firefox', { installed: '2.0' })]) },
    expects: ['error: `firefox` is a cask, and only formulae are linked', 'hint: use `state: present`'],
  },
  {
    title: 'all packages are upgraded, also those that are named',
    params: {
      name: ['wget', 'jq'],
      state: 'latest',
      upgrade_all: true,
      upgrade_options: 'greedy,no-quarantine',
    },
    answers: {
      [says('wget, jq')]: info([keg('wget', '1.24.5', { outdated: true }), keg('jq', '1.25.0')]),
      [would('upgrade --greedy --no-quarantine')]: outdated(
        [
          {
            name: 'wget',
            installed_versions: ['1.24.4', '1.24.5'],
            current_version: '1.25.0',
            pinned: false,
          },
          { name: 'node', installed_versions: ['22.1'], current_version: '23.1', pinned: true },
        ],
        [{ name: 'firefox', installed_versions: ['1.9'], current_version: '2.0' }],
      ),
    },
    expects: [
      'update package:wget: {"version":"1.24.5"} -> {"version":"1.25.0"}',
      'update package:firefox: {"version":"1.9"} -> {"version":"2.0"}',
      `${RUN} upgrade --greedy --no-quarantine`,
      'outputs: {"msg":"Changed: 1, Unchanged: 1","changed_pkgs":["wget"],"unchanged_pkgs":["jq"]}',
    ],
  },
  {
    title: 'packages that are all the newest are in sync',
    params: { upgrade_all: true },
    answers: { 'brew of the host': BREW, [would('upgrade')]: outdated([]) },
    expects: ['in sync: {"msg":"Changed: 0, Unchanged: 0","changed_pkgs":[],"unchanged_pkgs":[]}'],
  },
  {
    title: 'Homebrew is updated before an unknown name is looked up',
    params: { name: 'brand-new', update_homebrew: true },
    answers: {
      [says('brand-new')]: {
        status: 1,
        stdout: BREW,
        stderr: 'Error: No available formula or cask with the name "brand-new".\n',
      },
    },
    expects: [
      'waits for the package lists to be fetched',
      'then: check again',
      `${RUN} update`,
      'outputs: {}',
    ],
  },
  {
    title: 'Homebrew is not updated if nothing will be installed',
    params: { name: 'jq', update_homebrew: true },
    answers: { [says('jq')]: info([keg('jq', '1.7.1')]) },
    expects: ['in sync: {"msg":"Changed: 0, Unchanged: 1","changed_pkgs":[],"unchanged_pkgs":["jq"]}'],
  },
  {
    title: 'a dry run does not update Homebrew',
    params: { name: 'jq', state: 'latest', update_homebrew: true },
    answers: { [says('jq')]: info([keg('jq', '1.7.1')]) },
    isCheckMode: true,
    expects: ['unknown: depends on the newest versions, known only after the package lists are fetched'],
  },
  {
    title: 'an update of Homebrew alone that changes its lists',
    params: { update_homebrew: true },
    answers: { 'brew of the host': BREW },
    runs: { '/opt/homebrew/bin/brew update': 'Updated 2 taps (homebrew/core and homebrew/cask).\n' },
    expects: ['update brew:lists: {"fetched":false} -> {"fetched":true}', `${RUN} update`, 'outputs: {}'],
  },
  {
    title: 'an update of Homebrew alone that changes nothing',
    params: { update_homebrew: true },
    answers: { 'brew of the host': BREW },
    runs: { '/opt/homebrew/bin/brew update': 'Already up-to-date.\n' },
    expects: [
      'update brew:lists: {"fetched":false} -> {"fetched":true}',
      `${RUN} update`,
      'outputs: {"changed":false}',
    ],
  },
  {
    title: 'an unknown name is an error before any change',
    params: { name: 'nope' },
    answers: {
      [says('nope')]: {
        status: 1,
        stdout: BREW,
        stderr: 'Warning: x\nError: No available formula with the name "nope".\n',
      },
    },
    expects: [
      'error: brew refuses: No available formula with the name "nope".',
      'hint: is the name right? `update_homebrew: true` fetches new names',
    ],
  },
  {
    title: 'a formula whose dependencies brew cannot find is an error',
    params: { name: 'jq' },
    answers: {
      [says('jq')]: info([formula('jq')]),
      [would('install jq')]: { status: 1, stdout: BREW, stderr: 'Error: No available formula "oniguruma"\n' },
    },
    expects: ['error: brew install jq would fail: No available formula "oniguruma"'],
  },
  {
    title: 'the user root is an error',
    params: { name: 'jq', update_homebrew: true },
    answers: {
      [says('jq')]: {
        status: 1,
        stdout: BREW,
        stderr:
          'Error: Running Homebrew as root is extremely dangerous and no longer supported.\nAs Homebrew does\n',
      },
    },
    expects: [
      'error: brew refuses: Running Homebrew as root is extremely dangerous and no longer supported.',
      'hint: run the task as the account that owns Homebrew, with `become_user`',
    ],
  },
  {
    title: 'output that is not JSON is an error',
    params: { name: 'jq' },
    answers: { [says('jq')]: `${BREW}==> jq` },
    expects: [
      'error: brew refuses: expected JSON, found `==> jq`',
      'hint: is the name right? `update_homebrew: true` fetches new names',
    ],
  },
  {
    title: 'a host without brew is an error',
    params: { name: 'jq', path: '/opt/brew/bin' },
    answers: { [says('jq')]: { status: 3 } },
    expects: [
      'error: the host has no `brew`',
      'hint: install Homebrew in an earlier task, or set `path` to the directory of brew',
    ],
  },
  {
    title: 'a task without an action is refused',
    params: {},
    expects: ['refused: name: expected names, or `upgrade_all` or `update_homebrew`'],
  },
  {
    title: 'options with dashes are refused',
    params: { name: 'jq', install_options: '--force' },
    expects: ['refused: install_options: expected names of options without the leading `--`'],
  },
]

taskRows('homebrew', homebrew, ROWS)

test.run()
