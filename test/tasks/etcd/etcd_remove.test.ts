import { test } from 'uvu'
import etcdRemove from '../../../tasks/etcd/etcd_remove.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of etcdctl 3.4.

const ROWS: readonly TaskRow[] = [
  {
    title: 'an empty list of members is in sync',
    params: {
      ids: [],
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    expects: ['in sync: {"removed":[]}'],
  },
  {
    title: 'a member that no longer exists is in sync',
    params: {
      ids: ['9a5bc9a08ea94845'],
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: ['https://127.0.0.1:23791'],
    },
    answers: {
      'cluster of https://127.0.0.1:23791':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1654818993570247861,"raft_term":2},"members":[{"ID":1654818993570247861,"name":"node1","peerURLs":["https://127.0.0.1:23801"],"clientURLs":["https://127.0.0.1:23791"]}]}\n',
    },
    expects: ['in sync: {"removed":[]}'],
  },
  {
    title: 'a member that never started is removed',
    params: {
      ids: ['f0f0f0f0f0f0f0f0'],
      certificates: '/srv/ssl',
      binaries: '/opt/bin',
      endpoints: [
        'https://192.168.202.131:2379',
        'https://192.168.202.132:2379',
        'https://192.168.202.133:2379',
      ],
    },
    answers: {
      'cluster of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379':
        '@@ list 0 -\n{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"raft_term":2},"members":[{"ID":17361641481138401520,"name":"","peerURLs":["https://192.168.202.134:2380"]},{"ID":1111111111111111111,"name":"node1","peerURLs":["https://192.168.202.131:2380"],"clientURLs":["https://192.168.202.131:2379"]},{"ID":2111111111111111111,"name":"node2","peerURLs":["https://192.168.202.132:2380"],"clientURLs":["https://192.168.202.132:2379"]},{"ID":3111111111111111111,"name":"node3","peerURLs":["https://192.168.202.133:2380"],"clientURLs":["https://192.168.202.133:2379"]}]}\n',
      'health of https://192.168.202.131:2379, https://192.168.202.132:2379, https://192.168.202.133:2379': {
        status: 0,
        stdout:
          'https://192.168.202.131:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.132:2379 is healthy: successfully committed proposal: took = 9.1ms\nhttps://192.168.202.133:2379 is healthy: successfully committed proposal: took = 9.1ms\nclusters: [{"Endpoint":"https://192.168.202.131:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":1111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.132:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":2111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}},{"Endpoint":"https://192.168.202.133:2379","Status":{"header":{"cluster_id":14398420247917935680,"member_id":3111111111111111111,"revision":1,"raft_term":2},"version":"3.4.23","dbSize":20480}}]\n',
      },
    },
    expects: [
      'delete etcd-member:f0f0f0f0f0f0f0f0: {"name":"","url":"https://192.168.202.134:2380"} -> null',
      '$ for v in ENDPOINT ENDPOINTS CACERT CERT KEY CA_FILE CERT_FILE KEY_FILE PEERS API; do unset "ETCDCTL_$v"; done',
      '$ binaries=/opt/bin certificates=/srv/ssl endpoints=https://192.168.202.131:2379,https://192.168.202.132:2379,https://192.168.202.133:2379',
      '$ ETCDCTL_API=3 exec "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem"   --dial-timeout=5s --command-timeout=20s member remove f0f0f0f0f0f0f0f0',
      'outputs: {"removed":["member f0f0f0f0f0f0f0f0 (never started, https://192.168.202.134:2380)"]}',
    ],
  },
]

taskRows('etcd_remove', etcdRemove, ROWS)

test.run()
