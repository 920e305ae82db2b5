import { test } from 'uvu'
import packageTask from '../../../tasks/packages/package.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const others = (params: string): string[] => [
  ...['apk', 'pacman', 'zypper'].flatMap(name => [
    `${name}: ${params}`,
    `  when: ansible_facts.pkg_mgr == "${name}"`,
  ]),
  `homebrew: ${params.replace('update_cache', 'update_homebrew')}`,
  '  when: ansible_facts.pkg_mgr == "homebrew"',
  'fail: {"msg":"the host has no apt, dnf, yum, apk, pacman, zypper or homebrew"}',
  '  when: !(ansible_facts.pkg_mgr in ["apt", "dnf", "yum", "apk", "pacman", "zypper", "homebrew"])',
]

const ROWS: readonly TaskRow[] = [
  {
    title: 'the package manager of the host is used',
    params: { name: 'curl' },
    expects: [
      'apt: {"name":["curl"],"state":"present","update_cache":false}',
      '  when: ansible_facts.pkg_mgr == "apt"',
      'dnf: {"name":["curl"],"state":"present","update_cache":false}',
      '  when: ansible_facts.pkg_mgr in ["dnf", "yum"]',
      ...others('{"name":["curl"],"state":"present","update_cache":false}'),
    ],
  },
  {
    title: 'apt is used',
    params: { name: ['curl', 'tar'], state: 'latest', use: 'apt', update_cache: true },
    expects: ['apt: {"name":["curl","tar"],"state":"latest","update_cache":true}'],
  },
  {
    title: 'dnf or yum is used',
    params: { name: ['curl'], state: 'absent', use: 'yum' },
    expects: ['dnf: {"name":["curl"],"state":"absent","update_cache":false}'],
  },
  {
    title: 'package managers that share only names, state and lists are used',
    params: { name: ['curl'], state: 'latest', use: 'pacman', update_cache: true, purge: true },
    expects: ['pacman: {"name":["curl"],"state":"latest","update_cache":true}'],
  },
  {
    title: 'Homebrew is updated with its package lists',
    params: { name: 'curl', use: 'homebrew', update_cache: true },
    expects: ['homebrew: {"name":["curl"],"state":"present","update_homebrew":true}'],
  },
  {
    title: 'params of one package manager are passed to it',
    params: {
      ...{ name: 'curl', state: 'absent', autoremove: true, allow_downgrade: false },
      ...{ purge: true, install_recommends: false, enablerepo: 'epel', disablerepo: ['a', 'b'] },
    },
    expects: [
      'apt: {"name":["curl"],"state":"absent","update_cache":false,"autoremove":true,"allow_downgrade":false,"install_recommends":false,"purge":true}',
      '  when: ansible_facts.pkg_mgr == "apt"',
      'dnf: {"name":["curl"],"state":"absent","update_cache":false,"autoremove":true,"allow_downgrade":false,"enablerepo":["epel"],"disablerepo":["a","b"]}',
      '  when: ansible_facts.pkg_mgr in ["dnf", "yum"]',
      ...others('{"name":["curl"],"state":"absent","update_cache":false}'),
    ],
  },
  {
    title: '`cache_valid_time` is passed only to apt',
    params: { name: 'curl', cache_valid_time: 60, disable_gpg_check: true, use: 'apt' },
    expects: ['apt: {"name":["curl"],"state":"present","update_cache":false,"cache_valid_time":60}'],
  },
  {
    title: '`disable_gpg_check` is passed only to dnf',
    params: { name: 'curl', cache_valid_time: 60, disable_gpg_check: true, use: 'dnf' },
    expects: ['dnf: {"name":["curl"],"state":"present","update_cache":false,"disable_gpg_check":true}'],
  },
  {
    title: 'an unknown package manager is refused',
    params: { name: ['curl'], use: 'emerge' },
    expects: [
      'refused: use: Invalid option: expected one of "auto"|"apt"|"dnf"|"yum"|"apk"|"pacman"|"zypper"|"homebrew"',
    ],
  },
]

taskRows('package', packageTask, ROWS)

test.run()
