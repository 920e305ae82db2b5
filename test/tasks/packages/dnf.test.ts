import { test } from 'uvu'
import dnf from '../../../tasks/packages/dnf.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of rpm 4.18 and dnf 4.14.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a package is installed',
    params: { name: 'etcd' },
    answers: {
      'state of packages etcd': '@ etcd\npackage etcd is not installed\nno package provides etcd\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    expects: [
      'create package:etcd: null -> {"version":"newest"}',
      '$ timeout 1860 dnf -y  install etcd',
      'outputs: {}',
    ],
  },
  {
    title: 'an installed package is left unchanged',
    params: { name: ['etcd', 'lab-base'] },
    answers: {
      'state of packages etcd, lab-base': '@ etcd\n0:3.5.16-1\n@ lab-base\n0:9-1\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'a name that another installed package provides is left unchanged',
    params: { name: '/usr/bin/etcd' },
    answers: {
      'state of packages /usr/bin/etcd':
        '@ /usr/bin/etcd\npackage /usr/bin/etcd is not installed\n0:3.5.16-1\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'the newest version is left unchanged',
    params: { name: 'etcd', state: 'latest' },
    answers: {
      'state of packages etcd': '@ etcd\n0:3.5.16-1\n',
      'which of dnf, yum exist': 'dnf\n',
      'updates of etcd': '',
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'an older version is not installed over a newer one',
    params: { name: 'etcd-3.3.25' },
    answers: {
      'state of packages etcd-3.3.25':
        '@ etcd-3.3.25\npackage etcd-3.3.25 is not installed\nno package provides etcd-3.3.25\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    runs: {
      'what dnf would do for etcd-3.3.25': {
        status: 1,
        stdout:
          'Last metadata expiration check: 0:00:23 ago on Sun Nov 29 09:54:58 2026.\nDependencies resolved.\n================================================================================\n Package          Architecture       Version              Repository       Size\n================================================================================\nDowngrading:\n etcd             x86_64             3.3.25-1             lab              12 M\n\nTransaction Summary\n================================================================================\nDowngrade  1 Package\n\nTotal download size: 12 M\n',
        stderr: 'Operation aborted.\n',
      },
    },
    expects: [
      'create package:etcd-3.3.25: null -> {"version":"newest"}',
      '$ LC_ALL=C dnf  --assumeno install etcd-3.3.25',
      'error: a newer version is installed than that of etcd-3.3.25',
      'hint: `allow_downgrade: true` installs the older version',
    ],
  },
  {
    title: 'a newer version is installed',
    params: { name: 'etcd-3.5.16' },
    answers: {
      'state of packages etcd-3.5.16':
        '@ etcd-3.5.16\npackage etcd-3.5.16 is not installed\nno package provides etcd-3.5.16\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    runs: {
      'what dnf would do for etcd-3.5.16': {
        status: 1,
        stdout:
          'Last metadata expiration check: 0:00:50 ago on Sun Nov 29 09:54:58 2026.\nDependencies resolved.\n================================================================================\n Package          Architecture       Version              Repository       Size\n================================================================================\nUpgrading:\n etcd             x86_64             3.5.16-1             lab              16 M\n\nTransaction Summary\n================================================================================\nUpgrade  1 Package\n\nTotal download size: 16 M\n',
        stderr: 'Operation aborted.\n',
      },
    },
    expects: [
      'create package:etcd-3.5.16: null -> {"version":"newest"}',
      '$ LC_ALL=C dnf  --assumeno install etcd-3.5.16',
      '$ timeout 1860 dnf -y  install etcd-3.5.16',
      'outputs: {}',
    ],
  },
  {
    title: 'an older version is installed with `allow_downgrade`',
    params: { name: 'etcd-3.3.25', allow_downgrade: true },
    answers: {
      'state of packages etcd-3.3.25':
        '@ etcd-3.3.25\npackage etcd-3.3.25 is not installed\nno package provides etcd-3.3.25\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    expects: [
      'create package:etcd-3.3.25: null -> {"version":"newest"}',
      '$ timeout 1860 dnf -y  install etcd-3.3.25',
      'outputs: {}',
    ],
  },
  {
    title: 'the newest version is installed',
    params: { name: 'etcd', state: 'latest' },
    answers: {
      'state of packages etcd': '@ etcd\n0:3.3.25-1\n',
      'which of dnf, yum exist': 'dnf\n',
      'updates of etcd':
        '\netcd.x86_64                             3.5.16-1                             lab\n',
    },
    expects: [
      'update package:etcd: {"version":"3.3.25-1"} -> {"version":"newest"}',
      '$ timeout 1860 dnf -y  --best install etcd',
      'outputs: {}',
    ],
  },
  {
    title: 'metadata is updated first if requested',
    params: { name: 'etcd', state: 'latest', update_cache: true },
    answers: { 'state of packages etcd': '@ etcd\n0:3.3.25-1\n', 'which of dnf, yum exist': 'dnf\n' },
    runs: {
      'dnf makecache':
        'groups                                          3.6 MB/s | 3.7 kB     00:00    \nlab                                             129 kB/s | 3.0 kB     00:00    \nMetadata cache created.\n',
    },
    expects: [
      'waits for the package metadata to be fetched',
      'then: check again',
      '$ timeout 1860 dnf -y  makecache',
      'outputs: {}',
    ],
  },
  {
    title: 'all packages are upgraded',
    params: { name: '*', state: 'latest' },
    answers: {
      'which of dnf, yum exist': 'dnf\n',
      'updates of all packages':
        '\netcd.x86_64                             3.5.16-1                             lab\n',
    },
    expects: [
      'update package:etcd: undefined -> {"version":"newest"}',
      '$ timeout 1860 dnf -y  upgrade',
      'outputs: {}',
    ],
  },
  {
    title: 'packages that are all the newest are left unchanged',
    params: { name: '*', state: 'latest' },
    answers: { 'which of dnf, yum exist': 'dnf\n', 'updates of all packages': '' },
    expects: ['in sync: {}'],
  },
  {
    title: 'all packages without `latest` are refused',
    params: { name: '*' },
    answers: { 'which of dnf, yum exist': 'dnf\n' },
    expects: [
      'error: `*` means all packages, and is allowed only with `state: latest`',
      'hint: `state: latest` upgrades all installed packages',
    ],
  },
  {
    title: 'a package that is in no repository is an error',
    params: { name: 'no-such' },
    answers: {
      'state of packages no-such':
        '@ no-such\npackage no-such is not installed\nno package provides no-such\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    runs: {
      'dnf install no-such': {
        status: 1,
        stdout:
          'Last metadata expiration check: 0:00:39 ago on Sun Nov 29 09:57:16 2026.\nNo match for argument: no-such\n',
        stderr: 'Error: Unable to find a match: no-such\n',
      },
    },
    expects: [
      'create package:no-such: null -> {"version":"newest"}',
      '$ timeout 1860 dnf -y  install no-such',
      'error: dnf install no-such ended with status 1',
      'stderr:',
      '  Error: Unable to find a match: no-such',
      'stdout:',
      '  Last metadata expiration check: 0:00:39 ago on Sun Nov 29 09:57:16 2026.',
      '  No match for argument: no-such',
      'hint: is the name right, and is its repository enabled?',
    ],
  },
  {
    title: 'an installed package is removed, and a missing one is skipped',
    params: { name: 'etcd, no-such', state: 'absent' },
    answers: {
      'state of packages etcd, no-such':
        '@ etcd\n0:3.5.16-1\n@ no-such\npackage no-such is not installed\nno package provides no-such\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    expects: [
      'delete package:etcd: {"version":"3.5.16-1"} -> null',
      '$ timeout 1860 dnf -y  remove etcd',
      'outputs: {}',
    ],
  },
  {
    title: 'repositories, exclusions and signatures are passed as options of dnf',
    params: {
      name: 'etcd',
      enablerepo: 'lab',
      disablerepo: ['groups'],
      exclude: ['kernel*'],
      disable_gpg_check: true,
    },
    answers: {
      'state of packages etcd': '@ etcd\npackage etcd is not installed\nno package provides etcd\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    expects: [
      'create package:etcd: null -> {"version":"newest"}',
      "$ timeout 1860 dnf -y '--enablerepo=lab' '--disablerepo=groups' '--exclude=kernel*' --nogpgcheck install etcd",
      'outputs: {}',
    ],
  },
  {
    title: 'packages that match a pattern are removed with unneeded dependencies',
    params: { name: 'etc*', state: 'removed', autoremove: true },
    answers: { 'state of packages etc*': '@ etc*\n0:3.5.16-1\n', 'which of dnf, yum exist': 'dnf\n' },
    expects: [
      'delete package:etc*: {"version":"3.5.16-1"} -> null',
      "$ timeout 1860 dnf -y  autoremove 'etc*'",
      'outputs: {}',
    ],
  },
  {
    title: 'without unneeded packages, `autoremove` is in sync',
    params: { autoremove: true },
    answers: { 'which of dnf, yum exist': 'dnf\n', 'packages that nothing needs': '' },
    expects: ['in sync: {}'],
  },
  {
    title: 'only the metadata is updated',
    params: { update_cache: true },
    answers: { 'which of dnf, yum exist': 'dnf\n' },
    runs: {
      'dnf makecache':
        'groups                                          3.6 MB/s | 3.7 kB     00:00    \nlab                                              23 kB/s | 3.0 kB     00:00    \nMetadata cache created.\n',
    },
    expects: [
      'update dnf:metadata: {"fetched":false} -> {"fetched":true}',
      '$ timeout 1860 dnf -y  makecache',
      'outputs: {}',
    ],
  },
  {
    title: 'a group is installed',
    params: { name: '@development' },
    answers: {
      'which of dnf, yum exist': 'dnf\n',
      'groups of packages that are installed':
        "DNF version: 4.14.0\ncachedir: /var/cache/dnf\nUser-Agent: constructed: 'libdnf (Lab Linux 9.0; generic; Linux.x86_64)'\nrepo: using cache for: groups\ngroups: using metadata from Sun Nov 29 09:31:06 2026.\nrepo: using cache for: lab\nlab: using metadata from Sat Nov 28 23:08:21 2026.\nLast metadata expiration check: 0:00:12 ago on Sun Nov 29 09:58:50 2026.\n",
    },
    expects: [
      'create package:@development: null -> {}',
      '$ timeout 1860 dnf -y  install @development',
      'outputs: {}',
    ],
  },
  {
    title: 'an installed group is left unchanged, also by its name',
    params: { name: ['@development', '@Development Tools'] },
    answers: {
      'which of dnf, yum exist': 'dnf\n',
      'groups of packages that are installed':
        "DNF version: 4.14.0\ncachedir: /var/cache/dnf\nUser-Agent: constructed: 'libdnf (Lab Linux 9.0; generic; Linux.x86_64)'\nrepo: using cache for: groups\ngroups: using metadata from Sun Nov 29 09:31:06 2026.\nrepo: using cache for: lab\nlab: using metadata from Sat Nov 28 23:08:21 2026.\nLast metadata expiration check: 0:00:38 ago on Sun Nov 29 09:58:50 2026.\nInstalled Groups:\n   Development Tools (development)\n",
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'a hidden group that is installed is removed',
    params: { name: '@hidden-one', state: 'absent' },
    answers: {
      'which of dnf, yum exist': 'dnf\n',
      'groups of packages that are installed':
        "DNF version: 4.14.0\ncachedir: /var/cache/dnf\nUser-Agent: constructed: 'libdnf (Lab Linux 9.0; generic; Linux.x86_64)'\nrepo: using cache for: groups\ngroups: using metadata from Sun Nov 29 09:31:06 2026.\nrepo: using cache for: lab\nlab: using metadata from Sat Nov 28 23:08:21 2026.\nLast metadata expiration check: 0:00:50 ago on Sun Nov 29 09:58:50 2026.\nInstalled Groups:\n   Development Tools (development)\n   Hidden One (hidden-one)\n",
    },
    runs: {
      'dnf remove @hidden-one': {
        stdout:
          'Last metadata expiration check: 0:00:55 ago on Sun Nov 29 09:58:50 2026.\nDependencies resolved.\n================================================================================\n Package           Architecture     Version             Repository         Size\n================================================================================\nRemoving Groups:\n Hidden One                                                                    \n\nTransaction Summary\n================================================================================\n\nComplete!\n',
        stderr: 'No packages marked for removal.\n',
      },
    },
    expects: [
      'delete package:@hidden-one: {} -> null',
      '$ timeout 1860 dnf -y  remove @hidden-one',
      'outputs: {}',
    ],
  },
  {
    title: 'a missing group needs no removal',
    params: { name: '@core', state: 'absent' },
    answers: {
      'which of dnf, yum exist': 'dnf\n',
      'groups of packages that are installed':
        "DNF version: 4.14.0\ncachedir: /var/cache/dnf\nUser-Agent: constructed: 'libdnf (Lab Linux 9.0; generic; Linux.x86_64)'\nrepo: using cache for: groups\ngroups: using metadata from Sun Nov 29 09:31:06 2026.\nrepo: using cache for: lab\nlab: using metadata from Sat Nov 28 23:08:21 2026.\nLast metadata expiration check: 0:01:04 ago on Sun Nov 29 09:58:50 2026.\nInstalled Groups:\n   Development Tools (development)\n",
    },
    expects: ['in sync: {}'],
  },
  {
    title: 'a host without dnf and yum is an error',
    params: { name: 'etcd' },
    answers: { 'state of packages etcd': { status: 3 }, 'which of dnf, yum exist': '' },
    expects: [
      'create package:etcd: null -> {"version":"newest"}',
      'error: the host has neither dnf nor yum',
      'hint: `package` uses the package manager of the host',
    ],
  },
  {
    title: 'unneeded packages are removed',
    params: { autoremove: true },
    answers: { 'which of dnf, yum exist': 'dnf\n', 'packages that nothing needs': 'libfoo\n' },
    expects: ['delete package:libfoo: {} -> null', '$ timeout 1860 dnf -y  autoremove', 'outputs: {}'],
  },
  {
    title: 'only updates of a type, and only of installed packages, are installed',
    params: {
      name: ['etcd', 'curl', 'jq'],
      state: 'latest',
      update_only: true,
      security: true,
      bugfix: true,
    },
    answers: {
      'state of packages etcd, curl, jq':
        '@ etcd\n0:3.5.16-1\n@ curl\n0:8.5-1\n@ jq\npackage jq is not installed\n',
      'which of dnf, yum exist': 'dnf\n',
      'updates of etcd, curl': 'etcd.x86_64    3.5.17-1    lab\n',
    },
    expects: [
      'update package:etcd: {"version":"3.5.16-1"} -> {"version":"newest"}',
      '$ timeout 1860 dnf -y  upgrade --security --bugfix etcd',
      'outputs: {}',
    ],
  },
  {
    title: 'all updates of a type are installed by yum',
    params: { name: '*', state: 'latest', security: true },
    answers: {
      'which of dnf, yum exist': 'yum\n',
      'updates of all packages': 'etcd.x86_64    3.5.17-1    lab\n',
    },
    expects: [
      'update package:etcd: undefined -> {"version":"newest"}',
      '$ timeout 1860 yum -y  update --security',
      'outputs: {}',
    ],
  },
  {
    title: 'all options of a transaction are passed',
    params: {
      ...{
        name: 'etcd',
        conf_file: '/etc/a b.conf',
        disable_excludes: 'all',
        releasever: '9',
        sslverify: false,
      },
      ...{ enable_plugin: 'versionlock', disable_plugin: ['a', 'b'], install_weak_deps: false },
      ...{ skip_broken: true, allowerasing: true, nobest: true },
    },
    answers: {
      'state of packages etcd': '@ etcd\npackage etcd is not installed\nno package provides etcd\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    expects: [
      'create package:etcd: null -> {"version":"newest"}',
      "$ timeout 1860 dnf -y '--config=/etc/a b.conf' '--releasever=9' '--disableexcludes=all' '--enableplugin=versionlock' '--disableplugin=a' '--disableplugin=b' '--setopt=sslverify=0' --skip-broken --allowerasing --nobest '--setopt=install_weak_deps=0' install etcd",
      'outputs: {}',
    ],
  },
  {
    title: 'a package is downloaded',
    params: { name: 'etcd', download_only: true, download_dir: '/srv/rpms' },
    answers: {
      'state of packages etcd': '@ etcd\npackage etcd is not installed\nno package provides etcd\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    runs: {
      'dnf install etcd':
        'Downloading Packages:\netcd-3.5.16-1.x86_64.rpm                         95 MB/s |  16 MB     00:00    \nComplete!\n',
    },
    expects: [
      'download dnf-download:etcd: null -> {"version":"newest"}',
      "$ timeout 1860 dnf -y --downloadonly '--downloaddir=/srv/rpms' install etcd",
      'outputs: {}',
    ],
  },
  {
    title: 'a package that was already downloaded is in sync',
    params: { name: 'etcd', download_only: true },
    answers: {
      'state of packages etcd': '@ etcd\npackage etcd is not installed\nno package provides etcd\n',
      'which of dnf, yum exist': 'dnf\n',
    },
    runs: {
      'dnf install etcd':
        'Downloading Packages:\n[SKIPPED] etcd-3.5.16-1.x86_64.rpm: Already downloaded\nComplete!\n',
    },
    expects: [
      'download dnf-download:etcd: null -> {"version":"newest"}',
      '$ timeout 1860 dnf -y --downloadonly install etcd',
      'outputs: {"changed":false}',
    ],
  },
  {
    title: 'packages are listed',
    params: { list: 'etcd*', enablerepo: 'lab' },
    answers: {
      'which of dnf exist': 'dnf\n',
      'list of etcd*': 'lab-base|noarch|0|1|9|@System\n\netcd|x86_64|0|1|3.5.16|lab\n\n',
    },
    expects: [
      'in sync: {"results":[{"name":"lab-base","arch":"noarch","epoch":"0","release":"1","version":"9","repo":"@System","envra":"0:lab-base-9-1.noarch","nevra":"0:lab-base-9-1.noarch","yumstate":"installed"},{"name":"etcd","arch":"x86_64","epoch":"0","release":"1","version":"3.5.16","repo":"lab","envra":"0:etcd-3.5.16-1.x86_64","nevra":"0:etcd-3.5.16-1.x86_64","yumstate":"available"}],"msg":""}',
    ],
  },
  {
    title: 'repositories are listed',
    params: { list: 'repos' },
    answers: {
      'which of dnf exist': 'dnf\n',
      'list of repos':
        'repo id                                   repo name\nlab                                       lab\n',
    },
    expects: ['in sync: {"results":[{"repoid":"lab","state":"enabled"}],"msg":""}'],
  },
  {
    title: 'listing without metadata is an error',
    params: { list: 'updates' },
    answers: { 'which of dnf exist': 'dnf\n', 'list of updates': { status: 3 } },
    expects: [
      'error: dnf cannot list updates without package metadata',
      'hint: fetch it in an earlier task, by `dnf` with `update_cache: true`',
    ],
  },
  {
    title: 'params that exclude each other are refused',
    params: { list: 'repos', name: 'etcd', security: true },
    expects: [
      'refused: list: cannot be combined with `name` and `autoremove`',
      'refused: state: expected `latest`: `update_only`, `security` and `bugfix` are about updates',
    ],
  },
]

taskRows('dnf', dnf, ROWS)

const ABSENT = {
  params: { name: 'etcd' },
  answers: {
    'state of packages etcd': '@ etcd\npackage etcd is not installed\nno package provides etcd\n',
    'which of dnf, yum exist': 'dnf\n',
  },
}
effectRows('dnf', dnf, ABSENT, [{ params: { lock_timeout: 5 }, shows: ['1805'], hides: ['1860'] }])

test.run()
