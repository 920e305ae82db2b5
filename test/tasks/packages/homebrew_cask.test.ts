import { test } from 'uvu'
import homebrewCask from '../../../tasks/packages/homebrew_cask.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { BREW, cask, info, keg, outdated, RUN, says, would } from './homebrew-answers.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a cask is installed',
    params: { name: 'firefox', install_options: 'appdir=/My Apps' },
    answers: {
      [says('firefox')]: info([], [cask('firefox')]),
      [would('install --cask --appdir=/My Apps firefox')]: BREW,
    },
    expects: [
      'create package:firefox: null -> {"version":"2.0"}',
      "$ LC_ALL=C HOMEBREW_NO_AUTO_UPDATE=1 /opt/homebrew/bin/brew install --cask '--appdir=/My Apps' firefox",
      'outputs: {"msg":"Changed: 1, Unchanged: 0","changed_pkgs":["firefox"],"unchanged_pkgs":[]}',
    ],
  },
  {
    title: 'a cask that updates itself is only upgraded with `greedy`',
    params: { name: 'firefox', state: 'latest' },
    answers: { [says('firefox')]: info([], [cask('firefox', { installed: '1.9' })]) },
    expects: ['in sync: {"msg":"Changed: 0, Unchanged: 1","changed_pkgs":[],"unchanged_pkgs":["firefox"]}'],
  },
  {
    title: 'with `greedy`, a cask that updates itself is upgraded',
    params: { name: 'firefox', state: 'upgraded', greedy: true },
    answers: {
      [says('firefox')]: info([], [cask('firefox', { installed: '1.9' })]),
      [would('upgrade --greedy --cask firefox')]: BREW,
    },
    expects: [
      'update package:firefox: {"version":"1.9"} -> {"version":"2.0"}',
      `${RUN} upgrade --greedy --cask firefox`,
      'outputs: {"msg":"Changed: 1, Unchanged: 0","changed_pkgs":["firefox"],"unchanged_pkgs":[]}',
    ],
  },
  {
    title: 'all casks are upgraded, and no formulae',
    params: { upgrade_all: true },
    answers: {
      'brew of the host': BREW,
      [would('upgrade --cask')]: outdated(
        [],
        [{ name: 'iterm2', installed_versions: '3.4', current_version: '3.5' }],
      ),
    },
    expects: [
      'update package:iterm2: {"version":"3.4"} -> {"version":"3.5"}',
      `${RUN} upgrade --cask`,
      'outputs: {"msg":"Changed: 0, Unchanged: 0","changed_pkgs":[],"unchanged_pkgs":[]}',
    ],
  },
  {
    title: 'a formula of the same name is not treated as a cask',
    params: { name: 'docker', state: 'absent' },
    answers: { [says('docker')]: info([keg('docker', '27')], [cask('docker', { installed: '4.3' })]) },
    expects: [
      'delete package:docker: {"version":"4.3"} -> null',
      `${RUN} uninstall --cask docker`,
      'outputs: {"msg":"Changed: 1, Unchanged: 0","changed_pkgs":["docker"],"unchanged_pkgs":[]}',
    ],
  },
]

taskRows('homebrew_cask', homebrewCask, ROWS)

test.run()
