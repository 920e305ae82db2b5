import { test } from 'uvu'
import etcdRestart from '../../../tasks/etcd/etcd_restart.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of systemctl of systemd 252, stat of coreutils 9.1 and etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'a member whose files are older than its process is left unchanged',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795904550.48 1795904546.25\n',
    },
    expects: ['in sync: {"restarted":false}'],
  },
  {
    title: 'a member that does not run is left unchanged',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=0\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
    },
    expects: ['in sync: {"restarted":false}'],
  },
  {
    title: 'a host without systemd is left unchanged',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
    },
    answers: { 'state of unit etcd.service': { status: 3 } },
    expects: ['in sync: {"restarted":false}'],
  },
  {
    title: 'a member is restarted when the others are healthy, and must be healthy afterwards',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
      'cluster of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"raft_term":2},"members":[{"ID":1111111111111111111,"name":"node1","peerURLs":["https://192.168.202.131:2380"],"clientURLs":["https://192.168.202.131:2379"]},{"ID":2111111111111111111,"name":"node2","peerURLs":["https://192.168.202.132:2380"],"clientURLs":["https://192.168.202.132:2379"]},{"ID":3111111111111111111,"name":"node3","peerURLs":["https://192.168.202.133:2380"],"clientURLs":["https://192.168.202.133:2379"]}]}\n',
      'health of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379': {
        status: 0,
        stdout:
          'https://192.168.202.131:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.132:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.133:2379 is healthy: successfully committed proposal: took = 9.1ms\nclusters: [{"Endpoint":"https://192.168.202.131:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.132:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":2111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.133:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":3111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}}]\n',
      },
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      '$ systemctl restart -- etcd.service',
      'outputs: {"restarted":true}',
    ],
  },
  {
    title: 'a changed unit file is reloaded first',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=yes\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
      'cluster of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"raft_term":2},"members":[{"ID":1111111111111111111,"name":"node1","peerURLs":["https://192.168.202.131:2380"],"clientURLs":["https://192.168.202.131:2379"]},{"ID":2111111111111111111,"name":"node2","peerURLs":["https://192.168.202.132:2380"],"clientURLs":["https://192.168.202.132:2379"]},{"ID":3111111111111111111,"name":"node3","peerURLs":["https://192.168.202.133:2380"],"clientURLs":["https://192.168.202.133:2379"]}]}\n',
      'health of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379': {
        status: 0,
        stdout:
          'https://192.168.202.131:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.132:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.133:2379 is healthy: successfully committed proposal: took = 9.1ms\nclusters: [{"Endpoint":"https://192.168.202.131:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.132:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":2111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.133:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":3111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}}]\n',
      },
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      '$ systemctl daemon-reload',
      '$ systemctl restart -- etcd.service',
      'outputs: {"restarted":true}',
    ],
  },
  {
    title: 'a member is not restarted while another one is not healthy',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
      'cluster of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"raft_term":2},"members":[{"ID":1111111111111111111,"name":"node1","peerURLs":["https://192.168.202.131:2380"],"clientURLs":["https://192.168.202.131:2379"]},{"ID":2111111111111111111,"name":"node2","peerURLs":["https://192.168.202.132:2380"],"clientURLs":["https://192.168.202.132:2379"]},{"ID":3111111111111111111,"name":"node3","peerURLs":["https://192.168.202.133:2380"],"clientURLs":["https://192.168.202.133:2379"]}]}\n',
      'health of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379': {
        status: 1,
        stdout:
          'https://192.168.202.131:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.132:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.133:2379 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n',
      },
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      'error: etcd.service was not restarted: 1 of the 3 members of the cluster would remain, but a quorum needs 2; member 2b2ce3127a8c71c7 (node3, https://192.168.202.133:2380) is not healthy',
      'member f6b75ab2bc471c7 (node1, https://192.168.202.131:2380) is healthy',
      'member 1d4c2c5ed32871c7 (node2, https://192.168.202.132:2380) is healthy',
      'member 2b2ce3127a8c71c7 (node3, https://192.168.202.133:2380) is not healthy',
      'hint: check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
    ],
  },
  {
    title: 'a member on an unreachable host need not be healthy, but the quorum must remain',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
      beyond_reach: ['2b2ce3127a8c71c7'],
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
      'cluster of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"raft_term":2},"members":[{"ID":1111111111111111111,"name":"node1","peerURLs":["https://192.168.202.131:2380"],"clientURLs":["https://192.168.202.131:2379"]},{"ID":2111111111111111111,"name":"node2","peerURLs":["https://192.168.202.132:2380"],"clientURLs":["https://192.168.202.132:2379"]},{"ID":3111111111111111111,"name":"node3","peerURLs":["https://192.168.202.133:2380"],"clientURLs":["https://192.168.202.133:2379"]}]}\n',
      'health of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379': {
        status: 1,
        stdout:
          'https://192.168.202.131:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.132:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.133:2379 is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n',
      },
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      'error: etcd.service was not restarted: 1 of the 3 members of the cluster would remain, but a quorum needs 2',
      'member f6b75ab2bc471c7 (node1, https://192.168.202.131:2380) is healthy',
      'member 1d4c2c5ed32871c7 (node2, https://192.168.202.132:2380) is healthy',
      'member 2b2ce3127a8c71c7 (node3, https://192.168.202.133:2380) is not healthy',
      'hint: check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
    ],
  },
  {
    title: 'a restart that would lose the quorum is refused before any change',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
      voters: 3,
      beyond_reach: ['2b2d1c71c71c71c7'],
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
    },
    expects: [
      'error: etcd.service is not restarted: 1 of the 3 members of the cluster would remain, but a quorum needs 2; down is 2b2d1c71c71c71c7',
      'hint: start the members that are down, or remove them (`etcd_remove_unlisted: true` for those not in the inventory), then run again',
    ],
  },
  {
    title: 'the only member of a cluster is restarted',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: ['https://192.168.202.131:2379'],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
      voters: 1,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
      'cluster of https://192.168.202.131:2379':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"raft_term":2},"members":[{"ID":1111111111111111111,"name":"node1","peerURLs":["https://192.168.202.131:2380"],"clientURLs":["https://192.168.202.131:2379"]}]}\n',
      'health of https://192.168.202.131:2379': {
        status: 0,
        stdout:
          'https://192.168.202.131:2379 is healthy: successfully committed proposal: took = 9.1ms\nclusters: [{"Endpoint":"https://192.168.202.131:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}}]\n',
      },
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      '$ systemctl restart -- etcd.service',
      'outputs: {"restarted":true}',
    ],
  },
  {
    title: 'a member that does not serve is restarted without waiting for the others',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
      voters: 3,
      beyond_reach: ['2b2d1c71c71c71c7'],
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=activating\nSubState=start\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
      'health of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379': {
        status: 0,
        stdout:
          'https://192.168.202.131:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.132:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.133:2379 is healthy: successfully committed proposal: took = 9.1ms\nclusters: [{"Endpoint":"https://192.168.202.131:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.132:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":2111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.133:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":3111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}}]\n',
      },
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      '$ systemctl restart -- etcd.service',
      'outputs: {"restarted":true}',
    ],
  },
  {
    title: '`force` restarts without waiting for the other members',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
      force: true,
      voters: 3,
      beyond_reach: ['2b2d1c71c71c71c7'],
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      '$ systemctl restart -- etcd.service',
      'outputs: {"restarted":true}',
    ],
  },
  {
    title: 'a member that does not start again is an error',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
      force: true,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
    },
    runs: {
      'systemctl restart etcd.service': {
        status: 1,
        stderr: 'Job for etcd.service failed because the control process exited with error code.\n',
      },
      'journal of etcd.service':
        'Nov 29 09:45:13 node1 etcd[99]: etcdmain: listen tcp 0.0.0.0:2380: bind: address already in use\n',
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      '$ systemctl restart -- etcd.service',
      '$ journalctl  --no-pager --output=short --lines=20 --unit=etcd.service 2>&1',
      'error: etcd.service did not start again: Job for etcd.service failed because the control process exited with error code.',
      'status: active (running), result success, loaded',
      'journal:',
      'Nov 29 09:45:13 node1 etcd[99]: etcdmain: listen tcp 0.0.0.0:2380: bind: address already in use',
      'hint: another process uses the port',
    ],
  },
  {
    title: 'a cluster that does not answer is an error',
    params: {
      endpoint: 'https://192.168.202.131:2379',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
      files: ['/etc/etcd/etcd.conf'],
      timeout: 0,
    },
    answers: {
      'state of unit etcd.service':
        'MainPID=250\nBusName=\nResult=success\nNRestarts=0\nId=etcd.service\nRequiredBy=\nWantedBy=multi-user.target\nUpheldBy=\nTriggeredBy=\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=/usr/lib/systemd/system/etcd.service\nUnitFileState=enabled\nCanReload=no\nNeedDaemonReload=no\n@@\n links:etc\n',
      'which of /etc/etcd/etcd.conf are newer than process 250':
        '1795944550.726828305 43477.17 4347584 100\n1795944550.48 1795944546.25\n',
      'cluster of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379': {
        status: 127,
      },
    },
    expects: [
      'restart unit:etcd.service: {"newer":["/etc/etcd/etcd.conf"]} -> {"newer":[]}',
      'error: etcd.service was not restarted: no member responded',
      'hint: check `systemctl status etcd` and `journalctl -u etcd` on the unhealthy members',
    ],
  },
]

taskRows('etcd_restart', etcdRestart, ROWS)

test.run()
