import { test } from 'uvu'
import etcdMember from '../../../tasks/etcd/etcd_member.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'the tasks of a member of a new cluster',
    params: {
      name: 'node1',
      members: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '2001:db8::3' },
      ],
    },
    expects: [
      'file: {"path":"/var/lib/etcd","state":"directory","mode":"0700","owner":"root","group":"root"}',
      'file: {"path":"/etc/etcd","state":"directory","mode":"0755"}',
      'template: {"src":"etcd.conf.hbs","dest":"/etc/etcd/etcd.conf","mode":"0644"}',
      '  vars: {"settings":{}}',
      'template: {"src":"etcd.service.hbs","dest":"/usr/lib/systemd/system/etcd.service","mode":"0644"}',
      '  vars: {"name":"node1","settings_file":"/etc/etcd/etcd.conf","user":"root","group":"root","token":"etcd-cluster-1","cluster_state":"new","options":[],"address":"192.168.202.131","data_directory":"/var/lib/etcd","certificates":"/etc/etcd/ssl","binaries":"/usr/bin","initial_cluster":"node1=https://192.168.202.131:2380,node2=https://192.168.202.132:2380,node3=https://[2001:db8::3]:2380"}',
      'systemd: {"name":"etcd.service","state":"started","enabled":true,"no_block":true,"daemon_reload":true}',
    ],
  },
  {
    title: 'the tasks of a member that joins',
    params: {
      name: 'node3',
      members: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '2001:db8::3' },
      ],
      role: 'join',
      initial_state: 'existing',
      initial_cluster: 'node1=https://192.168.202.131:2380,node3=https://[2001:db8::3]:2380',
      timeout: 600,
    },
    expects: [
      'etcd_add: {"name":"node3","peer_url":"https://[2001:db8::3]:2380","endpoints":["https://192.168.202.131:2379","https://192.168.202.132:2379"],"certificates":"/etc/etcd/ssl","binaries":"/usr/bin","unit":"etcd.service","replaces":false,"initial_cluster":"node1=https://192.168.202.131:2380,node3=https://[2001:db8::3]:2380"}',
      'file: {"path":"/var/lib/etcd","state":"directory","mode":"0700","owner":"root","group":"root"}',
      'file: {"path":"/etc/etcd","state":"directory","mode":"0755"}',
      'template: {"src":"etcd.conf.hbs","dest":"/etc/etcd/etcd.conf","mode":"0644"}',
      '  vars: {"settings":{}}',
      'template: {"src":"etcd.service.hbs","dest":"/usr/lib/systemd/system/etcd.service","mode":"0644"}',
      '  vars: {"name":"node3","settings_file":"/etc/etcd/etcd.conf","user":"root","group":"root","token":"etcd-cluster-1","cluster_state":"existing","options":[],"address":"[2001:db8::3]","data_directory":"/var/lib/etcd","certificates":"/etc/etcd/ssl","binaries":"/usr/bin","initial_cluster":"node1=https://192.168.202.131:2380,node3=https://[2001:db8::3]:2380"}',
      'systemd: {"name":"etcd.service","state":"started","enabled":true,"no_block":true,"daemon_reload":true}',
      'etcd_promote: {"endpoint":"https://[2001:db8::3]:2379","peer_url":"https://[2001:db8::3]:2380","timeout":600,"endpoints":["https://192.168.202.131:2379","https://192.168.202.132:2379"],"certificates":"/etc/etcd/ssl","binaries":"/usr/bin","unit":"etcd.service"}',
    ],
  },
  {
    title: 'the tasks of a member that rejoins, and its old data',
    params: {
      name: 'node2',
      members: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '2001:db8::3' },
      ],
      role: 'rejoin',
      stale: { member: '8e9e05c52164694d' },
    },
    expects: [
      'etcd_aside: {"data_directory":"/var/lib/etcd","options":[],"settings":{},"member":"8e9e05c52164694d","unit":"etcd.service"}',
      'etcd_add: {"name":"node2","peer_url":"https://192.168.202.132:2380","endpoints":["https://192.168.202.131:2379","https://[2001:db8::3]:2379"],"certificates":"/etc/etcd/ssl","binaries":"/usr/bin","unit":"etcd.service","replaces":true,"initial_cluster":"node1=https://192.168.202.131:2380,node2=https://192.168.202.132:2380,node3=https://[2001:db8::3]:2380"}',
      'file: {"path":"/var/lib/etcd","state":"directory","mode":"0700","owner":"root","group":"root"}',
      'file: {"path":"/etc/etcd","state":"directory","mode":"0755"}',
      'template: {"src":"etcd.conf.hbs","dest":"/etc/etcd/etcd.conf","mode":"0644"}',
      '  vars: {"settings":{}}',
      'template: {"src":"etcd.service.hbs","dest":"/usr/lib/systemd/system/etcd.service","mode":"0644"}',
      '  vars: {"name":"node2","settings_file":"/etc/etcd/etcd.conf","user":"root","group":"root","token":"etcd-cluster-1","cluster_state":"new","options":[],"address":"192.168.202.132","data_directory":"/var/lib/etcd","certificates":"/etc/etcd/ssl","binaries":"/usr/bin","initial_cluster":"node1=https://192.168.202.131:2380,node2=https://192.168.202.132:2380,node3=https://[2001:db8::3]:2380"}',
      'systemd: {"name":"etcd.service","state":"started","enabled":true,"no_block":true,"daemon_reload":true}',
      'etcd_promote: {"endpoint":"https://192.168.202.132:2379","peer_url":"https://192.168.202.132:2380","timeout":120,"endpoints":["https://192.168.202.131:2379","https://[2001:db8::3]:2379"],"certificates":"/etc/etcd/ssl","binaries":"/usr/bin","unit":"etcd.service"}',
    ],
  },
  {
    title: 'the tasks with paths, a user, options and settings',
    params: {
      name: 'node1',
      members: [{ name: 'node1', address: '192.168.202.131' }],
      role: 'member',
      data_directory: '/srv/etcd',
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      unit_file: '/etc/systemd/system/etcd2.service',
      user: 'etcd',
      group: 'etcd',
      token: 'two',
      options: ['--quota-backend-bytes=8589934592', '--wal-dir=/fast'],
      settings: { ETCD_QUOTA_BACKEND_BYTES: '1', ETCD_ENABLE_V2: 'true' },
      settings_file: '/etc/default/etcd2',
    },
    expects: [
      'file: {"path":"/srv/etcd","state":"directory","mode":"0700","owner":"etcd","group":"etcd"}',
      'file: {"path":"/etc/default","state":"directory","mode":"0755"}',
      'template: {"src":"etcd.conf.hbs","dest":"/etc/default/etcd2","mode":"0644"}',
      '  vars: {"settings":{"ETCD_ENABLE_V2":"true"}}',
      'template: {"src":"etcd.service.hbs","dest":"/etc/systemd/system/etcd2.service","mode":"0644"}',
      '  vars: {"name":"node1","settings_file":"/etc/default/etcd2","user":"etcd","group":"etcd","token":"two","cluster_state":"new","options":["--quota-backend-bytes=8589934592","--wal-dir=/fast"],"address":"192.168.202.131","data_directory":"/srv/etcd","certificates":"/srv/ssl","binaries":"/opt/bin","initial_cluster":"node1=https://192.168.202.131:2380"}',
      'systemd: {"name":"etcd2.service","state":"started","enabled":true,"no_block":true,"daemon_reload":true}',
    ],
  },
  {
    title: 'a name that is not among the members is refused',
    params: {
      name: 'node9',
      members: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '2001:db8::3' },
      ],
    },
    expects: ['refused: name: expected the name of one of `members`'],
  },
  {
    title: 'a setting that is also an option of the unit is refused',
    params: {
      name: 'node1',
      members: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '2001:db8::3' },
      ],
      settings: { ETCD_NAME: 'x' },
    },
    expects: [
      'refused: settings: the unit sets `name`, `data-dir`, the URLs, the certificates and the initial cluster as options; etcd does not start if a setting contradicts an option',
    ],
  },
  {
    title: 'an option with a quote is refused',
    params: {
      name: 'node1',
      members: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '2001:db8::3' },
      ],
      options: ["--a='b'"],
    },
    expects: ['refused: options.0: expected an option such as `--name=value`'],
  },
  {
    title: 'an invalid name of a unit file is refused',
    params: {
      name: 'node1',
      members: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '2001:db8::3' },
      ],
      unit_file: '/etc/x',
    },
    expects: ['refused: unit_file: expected a path that ends in `.service`'],
  },
]

taskRows('etcd_member', etcdMember, ROWS)

test.run()
