import { test } from 'uvu'
import etcd from '../../../tasks/etcd/etcd.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a release is installed with its own list of checksums',
    params: {},
    expects: [
      'release: {"name":"etcd","version":"3.5.17","url":"https://github.com/etcd-io/etcd/releases/download/v3.5.17","programs":[{"path":"/usr/bin/etcd","file":"etcd-v{version}-linux-{arch}.tar.gz","member":"etcd-v{version}-linux-{arch}/etcd"},{"path":"/usr/bin/etcdctl","file":"etcd-v{version}-linux-{arch}.tar.gz","member":"etcd-v{version}-linux-{arch}/etcdctl"}],"checksums":"SHA256SUMS"}',
    ],
  },
  {
    title: 'a release is installed with a given checksum in another folder',
    params: {
      version: '3.5.9',
      directory: '/opt/etcd/',
      checksum: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
      download_base: 'http://mirror/etcd',
    },
    expects: [
      'release: {"name":"etcd","version":"3.5.9","url":"http://mirror/etcd/v3.5.9","programs":[{"path":"/opt/etcd/etcd","file":"etcd-v{version}-linux-{arch}.tar.gz","member":"etcd-v{version}-linux-{arch}/etcd"},{"path":"/opt/etcd/etcdctl","file":"etcd-v{version}-linux-{arch}.tar.gz","member":"etcd-v{version}-linux-{arch}/etcdctl"}],"checksum":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}',
    ],
  },
  {
    title: 'an empty version and checksum mean the defaults',
    params: { version: '', checksum: '' },
    expects: [
      'release: {"name":"etcd","version":"3.5.17","url":"https://github.com/etcd-io/etcd/releases/download/v3.5.17","programs":[{"path":"/usr/bin/etcd","file":"etcd-v{version}-linux-{arch}.tar.gz","member":"etcd-v{version}-linux-{arch}/etcd"},{"path":"/usr/bin/etcdctl","file":"etcd-v{version}-linux-{arch}.tar.gz","member":"etcd-v{version}-linux-{arch}/etcdctl"}],"checksums":"SHA256SUMS"}',
    ],
  },
  {
    title: 'packages are installed',
    params: { method: 'package' },
    expects: [
      'apt: {"name":["etcd-server","etcd-client"],"update_cache":true,"policy_rc_d":101}',
      '  when: ansible_facts.pkg_mgr == "apt"',
      'dnf: {"name":["etcd"]}',
      '  when: ansible_facts.pkg_mgr in ["dnf", "yum"]',
      'fail: {"msg":"the host has no apt, dnf or yum: install etcd with `method: release`"}',
      '  when: !(ansible_facts.pkg_mgr in ["apt", "dnf", "yum"])',
    ],
  },
  {
    title: 'packages of a version are installed',
    params: { method: 'package', version: '3.4.23', packages: ['etcd'] },
    expects: [
      'apt: {"name":["etcd=3.4.23"],"update_cache":true,"policy_rc_d":101}',
      '  when: ansible_facts.pkg_mgr == "apt"',
      'dnf: {"name":["etcd-3.4.23"]}',
      '  when: ansible_facts.pkg_mgr in ["dnf", "yum"]',
      'fail: {"msg":"the host has no apt, dnf or yum: install etcd with `method: release`"}',
      '  when: !(ansible_facts.pkg_mgr in ["apt", "dnf", "yum"])',
    ],
  },
  {
    title: 'an unknown checksum algorithm is refused',
    params: { checksum: 'md5:00' },
    expects: ['refused: checksum: expected `sha256:` and a digest in hex'],
  },
]

taskRows('etcd', etcd, ROWS)

test.run()
