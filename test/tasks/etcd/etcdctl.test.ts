import { test } from 'uvu'
import etcdctl from '../../../tasks/etcd/etcdctl.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'writes the endpoints, also for login shells',
    params: { endpoints: ['https://node1:2379', 'https://node2:2379'] },
    expects: [
      'file: {"path":"/etc/etcd","state":"directory","mode":"0755"}',
      'template: {"src":"etcdctl.hbs","dest":"/etc/etcd/etcdctl","mode":"0644"}',
      '  vars: {"endpoints":"https://node1:2379,https://node2:2379","certificates":"/etc/etcd/ssl"}',
      'copy: {"dest":"/etc/profile.d/etcdctl.sh","content":"if [ -r /etc/etcd/etcdctl ]; then . /etc/etcd/etcdctl; fi\\n","mode":"0644"}',
    ],
  },
  {
    title: 'writes other paths, quoted',
    params: {
      endpoints: 'https://node1:2379',
      path: '/etcdctl',
      profile: "/etc/profile.d/it's.sh",
      certificates: '/srv/ssl',
    },
    expects: [
      'file: {"path":"/","state":"directory","mode":"0755"}',
      'template: {"src":"etcdctl.hbs","dest":"/etcdctl","mode":"0644"}',
      '  vars: {"endpoints":"https://node1:2379","certificates":"/srv/ssl"}',
      'copy: {"dest":"/etc/profile.d/it\'s.sh","content":"if [ -r /etcdctl ]; then . /etcdctl; fi\\n","mode":"0644"}',
    ],
  },
  {
    title: 'an endpoint without a scheme is refused',
    params: { endpoints: ['node1:2379'] },
    expects: ['refused: endpoints.0: expected a URL such as `https://node1:2379`'],
  },
]

taskRows('etcdctl', etcdctl, ROWS)

test.run()
