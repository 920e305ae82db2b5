import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lab, onHost } from '../e2e/drover.ts'
import {
  areMembers,
  CTL,
  changedPairs,
  endpointOf,
  loseDisk,
  makeCluster,
  memberOf,
  NODES,
  removeInventory,
  site,
  start,
  troubles,
  unplug,
  untilHealthy,
  writeInventory,
} from './etcd-lab.ts'
import { runState, type State } from './etcd-states.ts'
import { fault } from './fault.ts'

const FOUR = [...NODES, 'node4']
const FIVE = [...FOUR, 'node5']
const TWO = ['node1', 'node2']
const QUICK = ['-e', 'ansible_timeout=2', '-e', 'etcd_health_timeout=60']

const stop = (...nodes: string[]): void => {
  for (const node of nodes) onHost(node, 'systemctl stop etcd')
}
/** As after an interrupted first run: no data of a cluster, but etcd is installed. */
const loseAll = (...nodes: string[]): void => {
  loseDisk(...nodes)
  for (const node of nodes) onHost(node, 'rm -f /etc/etcd/cluster')
}
const folders = (node: string): string[] => onHost(node, 'ls /var/lib/etcd').trim().split('\n')
/** Adds a lab host by hand, as an interrupted join does. */
/**
 * After a member was away, etcd refuses this for some seconds; it may also have succeeded without an answer.
 */
const removeByHand = (id: string): void => {
  const isGone = `! ${CTL} member list | grep -q ${id}`
  const remove = `{ ${CTL} member remove ${id} || ${isGone}; }`
  onHost('node1', `for n in 1 2 3 4 5 6; do ${remove} && exit; sleep 3; done; exit 1`)
}
const addByHand = (node: string): void => {
  const url = endpointOf(node).replace('2379', '2380')
  // For five seconds after its start, etcd considers a cluster unhealthy.
  onHost(
    'node1',
    `for i in 1 2 3 4 5 6 7 8 9; do ${CTL} member add ${node} --peer-urls=${url} --learner && exit; sleep 2; done; exit 1`,
  )
}
/** Issues a certificate for all three hosts with openssl, on the host with the authority. */
const certificate = (names: string, dates: string): void => {
  onHost(
    'node1',
    `cd /tmp && rm -rf issue && mkdir issue && cd issue && touch index && echo 99 >serial
printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\npolicy=p\\ncopy_extensions=copy\\n[p]\\nC=optional\\nST=optional\\nL=optional\\nO=optional\\nOU=optional\\nCN=supplied\\n' >conf
openssl req -new -key /root/ssl/etcd-key.pem -subj /C=CN/ST=BeiJing/L=BeiJing/O=frognew/OU=cloudnative/CN=frognew -addext 'subjectAltName=${names}' -addext 'extendedKeyUsage=serverAuth,clientAuth' -addext 'keyUsage=digitalSignature,keyEncipherment' -out r.csr
openssl ca -batch -config conf -cert /root/ssl/ca.pem -keyfile /root/ssl/ca-key.pem ${dates} -in r.csr -out new.pem -notext 2>&1
cp new.pem /root/ssl/etcd.pem`,
  )
  const text = onHost('node1', 'cat /root/ssl/etcd.pem')
  for (const node of NODES) onHost(node, `cat >/etc/etcd/ssl/etcd.pem <<'E'\n${text}E`)
}
const ALL_NAMES =
  'IP:127.0.0.1,IP:192.168.202.131,IP:192.168.202.132,IP:192.168.202.133,DNS:node1,DNS:node2,DNS:node3'
const restartAll = (): void => {
  stop(...NODES)
  start(NODES)
}

const STATES: readonly State[] = [
  // --- No cluster yet.
  {
    title: 'hosts without data, and --limit to two of them',
    prepare: () => loseAll(...NODES),
    words: ['--limit', 'node1,node2'],
    refuses: /not contacted or not reachable: node3/,
  },
  {
    title: 'hosts without data, one of them unreachable',
    prepare: () => {
      loseAll(...NODES)
      unplug('node3')
    },
    words: QUICK,
    status: 6,
    refuses: /not contacted or not reachable: node3/,
  },
  {
    title: 'an interrupted bootstrap with one member started',
    prepare: () => {
      loseAll(...NODES)
      // systemd ends a member that waits for others after 90 s, and restarts it 5 s later: a dry run and the
      // run would find different states.
      const folder = '/etc/systemd/system/etcd.service.d'
      onHost(
        'node1',
        `mkdir -p ${folder}; printf '[Service]\\nTimeoutStartSec=infinity\\n' >${folder}/start.conf; systemctl daemon-reload`,
      )
      start(['node1'])
    },
    says: [/is still forming: its other members are started/],
    after: areMembers(NODES),
  },
  {
    title: 'an interrupted bootstrap with two members started',
    prepare: async () => {
      loseAll(...NODES)
      start(TWO)
      await untilHealthy(TWO)
    },
    says: [/node3: join, was added but never started/],
    after: areMembers(NODES),
  },

  // --- A cluster that serves.
  { title: 'three healthy members', writesTo: NODES, after: areMembers(NODES) },
  { title: 'three healthy members, and --limit to one', words: ['--limit', 'node2'], writesTo: NODES },
  { title: 'three healthy members, and --limit to two', words: ['--limit', 'node2,node3'], writesTo: NODES },
  {
    title: 'a changed option',
    words: ['-e', '{"etcd_options": ["--snapshot-count=20000"]}'],
    writesTo: NODES,
    after: areMembers(NODES),
  },
  { title: 'one member stopped', prepare: () => stop('node3'), writesTo: TWO, after: areMembers(NODES) },
  {
    title: 'one disk lost',
    prepare: () => loseDisk('node3'),
    says: [/node3: rejoin, the data of its member [0-9a-f]+ is missing/],
    writesTo: TWO,
    after: areMembers(NODES),
  },
  {
    title: 'one disk lost, after which etcd tried to start',
    prepare: () => {
      loseDisk('node3')
      onHost('node3', 'systemctl start --no-block etcd; sleep 4')
    },
    says: [/node3: rejoin/],
    writesTo: TWO,
    after: areMembers(NODES),
  },
  {
    title: 'the disk of the first host lost',
    prepare: () => loseDisk('node1'),
    says: [/node1: rejoin/],
    writesTo: ['node2', 'node3'],
    after: areMembers(NODES),
  },
  {
    title: 'one disk lost, and --limit to its host',
    prepare: () => loseDisk('node3'),
    words: ['--limit', 'node3'],
    says: [/node3: rejoin/],
    writesTo: TWO,
    after: areMembers(NODES),
  },
  {
    title: 'one disk lost, and --limit to its host and a member',
    prepare: () => loseDisk('node3'),
    words: ['--limit', 'node3,node2'],
    says: [/node3: rejoin/],
    writesTo: TWO,
    after: areMembers(NODES),
  },
  {
    title: 'the write-ahead log lost, the database kept',
    prepare: () => {
      onHost(
        'node3',
        `for i in $(seq 60); do ${CTL} put k$i $(head -c 2000 /dev/urandom | base64 -w0) >/dev/null; done`,
      )
      stop('node3')
      onHost('node3', 'rm -rf /var/lib/etcd/member/wal')
    },
    says: [/node3: rejoin, its data is damaged/],
    writesTo: TWO,
    after: () => {
      areMembers(NODES)()
      assert.ok(folders('node3').includes('member.old'))
    },
  },
  {
    // A member purges files twice a minute and exits if they are gone, so purging is turned off.
    title: 'the data of a running member deleted',
    prepare: async () => {
      onHost('node3', "printf 'ETCD_MAX_WALS=0\\nETCD_MAX_SNAPSHOTS=0\\n' >>/etc/etcd/etcd.conf")
      onHost('node3', 'systemctl restart etcd')
      await untilHealthy(['node3'])
      onHost('node3', 'rm -rf /var/lib/etcd/member')
    },
    refuses: /runs on node3, but its data is not in/,
  },
  {
    title: 'a fourth host',
    hosts: FOUR,
    says: [/node4: join, is not a member yet/],
    writesTo: NODES,
    after: areMembers(FOUR),
  },
  {
    title: 'a fourth and a fifth host',
    hosts: FIVE,
    says: [/node4: join/, /node5: join/],
    writesTo: NODES,
    after: areMembers(FIVE),
  },
  {
    title: 'a fourth host, and --limit to it',
    hosts: FOUR,
    words: ['--limit', 'node4'],
    refuses: /not contacted or not reachable: node1, node2, node3/,
  },
  {
    title: 'a fourth host, and --limit to it and a member',
    hosts: FOUR,
    words: ['--limit', 'node4,node1'],
    says: [/node4: join/],
    writesTo: NODES,
    after: areMembers(FOUR),
  },
  {
    title: 'two of five disks lost',
    hosts: FIVE,
    prepare: () => {
      writeInventory(FIVE)
      const grown = site()
      assert.is(grown.status, 0, troubles(grown))
      loseDisk('node4', 'node5')
    },
    says: [/node4: rejoin/, /node5: rejoin/],
    writesTo: NODES,
    after: areMembers(FIVE),
  },
  {
    title: 'a join that was interrupted after the member was added',
    hosts: FOUR,
    prepare: () => addByHand('node4'),
    says: [/node4: join, was added but never started/],
    writesTo: NODES,
    after: areMembers(FOUR),
  },
  {
    title: 'a rejoin that was interrupted after the old member was removed',
    prepare: () => {
      const id = memberOf('node3')
      loseDisk('node3')
      removeByHand(id)
    },
    says: [/node3: join, is not a member yet/],
    writesTo: TWO,
    after: areMembers(NODES),
  },
  {
    title: 'a member removed by hand',
    prepare: () => removeByHand(memberOf('node3')),
    says: [/node3: join, its data belongs to the removed member [0-9a-f]+/],
    writesTo: TWO,
    after: () => {
      areMembers(NODES)()
      assert.ok(folders('node3').includes('member.old'))
    },
  },

  // --- Members that the inventory does not name.
  {
    title: 'a healthy member that is not in the inventory',
    hosts: TWO,
    says: [/is not in the inventory and serves: it stays/],
    writesTo: NODES,
    after: areMembers(NODES),
  },
  {
    title: 'a dead member that is not in the inventory',
    hosts: TWO,
    prepare: () => stop('node3'),
    says: [/is not in the inventory and does not serve: it stays/],
    writesTo: TWO,
    after: areMembers(NODES),
  },
  {
    title: 'a dead member that is not in the inventory, and a changed option',
    hosts: TWO,
    prepare: () => stop('node3'),
    words: ['-e', '{"etcd_options": ["--snapshot-count=20000"]}'],
    status: 2,
    isOnce: true,
    differs: true,
    writesTo: TWO,
    after: run =>
      assert.match(troubles(run), /1 of the 3 members of the cluster would remain, but a quorum needs 2/),
  },
  {
    title: 'a healthy member that is not in the inventory, to be removed',
    hosts: TWO,
    words: ['-e', 'etcd_remove_unlisted=true'],
    says: [/serves: it will be removed/],
    writesTo: TWO,
    after: areMembers(TWO),
  },
  {
    title: 'a dead member that is not in the inventory, to be removed',
    hosts: TWO,
    prepare: () => stop('node3'),
    words: ['-e', 'etcd_remove_unlisted=true'],
    says: [/does not serve: it will be removed/],
    writesTo: TWO,
    after: areMembers(TWO),
  },
  {
    title: 'a host that replaces a dead one',
    hosts: [...TWO, 'node4'],
    prepare: () => stop('node3'),
    words: ['-e', 'etcd_remove_unlisted=true'],
    says: [/node4: join/],
    writesTo: TWO,
    after: areMembers([...TWO, 'node4']),
  },

  // --- Hosts that are unreachable, a cluster that does not answer.
  {
    title: 'one host unreachable',
    prepare: () => unplug('node3'),
    words: QUICK,
    status: 4,
    says: [/node3: not reached/],
    writesTo: TWO,
  },
  {
    title: 'one host unreachable, and a changed option',
    prepare: () => unplug('node3'),
    words: [...QUICK, '-e', '{"etcd_options": ["--snapshot-count=20000"]}'],
    status: 6,
    isOnce: true,
    differs: true,
    writesTo: TWO,
    after: run =>
      assert.match(troubles(run), /1 of the 3 members of the cluster would remain, but a quorum needs 2/),
  },
  {
    title: 'a fourth host while one host is unreachable',
    hosts: [...NODES, 'node4'],
    prepare: () => unplug('node3'),
    words: QUICK,
    status: 6,
    refuses: /a host would join while a member is down[\s\S]*node4 would be added, but member \w+ \(node3/,
  },
  {
    title: 'two hosts unreachable',
    prepare: () => {
      unplug('node2')
      unplug('node3')
    },
    words: QUICK,
    status: 6,
    refuses: /the cluster has lost its quorum[\s\S]*not contacted or not reachable: node2, node3/,
  },
  { title: 'all members stopped', prepare: () => stop(...NODES), after: areMembers(NODES) },
  {
    title: 'all members stopped, and one disk lost',
    prepare: () => {
      stop(...NODES)
      onHost('node3', 'rm -rf /var/lib/etcd/*')
    },
    after: areMembers(NODES),
  },
  {
    title: 'two disks lost',
    prepare: () => loseDisk('node2', 'node3'),
    refuses: /the cluster has lost its quorum/,
  },
  {
    // For 20 seconds the remaining member still has a leader and lists all members.
    title: 'two disks lost, and the third member has not noticed',
    prepare: async () => {
      for (const node of NODES) onHost(node, 'echo ETCD_ELECTION_TIMEOUT=20000 >>/etc/etcd/etcd.conf')
      restartAll()
      await untilHealthy(NODES)
      loseDisk('node2', 'node3')
    },
    refuses: /the cluster has lost its quorum/,
  },
  {
    title: 'three disks lost',
    prepare: () => loseDisk(...NODES),
    refuses: /all data of the cluster is missing[\s\S]*etcd-restore/,
  },
  {
    title: 'three disks lost, and a new cluster is requested',
    prepare: () => loseDisk(...NODES),
    words: ['-e', 'etcd_new_cluster=true'],
    says: [/no host has data: a new cluster starts with node1, node2, node3/],
    after: areMembers(NODES),
  },

  // --- Foreign data.
  {
    title: 'data of another cluster',
    prepare: () => {
      loseDisk('node3')
      onHost(
        'node3',
        'timeout 5 etcd --data-dir /var/lib/etcd --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379 --listen-peer-urls http://127.0.0.1:12380 >/dev/null 2>&1; true',
      )
    },
    refuses: /a host holds data of another cluster/,
  },
  {
    title: 'the disk of another member',
    prepare: () => {
      loseDisk('node3')
      stop('node2')
      const copied = onHost('node2', 'tar -C /var/lib/etcd --sparse -cz member | base64 -w0')
      start(['node2'])
      onHost('node3', `base64 -d <<'E' | tar -C /var/lib/etcd -xz\n${copied}\nE`)
    },
    refuses: /two hosts hold the data of the same member/,
  },

  // --- Certificates, clocks, disk space, versions.
  {
    title: 'expired certificates',
    prepare: () => {
      certificate(ALL_NAMES, '-startdate 20200101000000Z -enddate 20210101000000Z')
      restartAll()
    },
    after: areMembers(NODES),
  },
  {
    title: 'certificates that lack a name',
    prepare: () => {
      certificate(ALL_NAMES.replaceAll(/,[^,]*(133|node3)/g, ''), '-days 3000')
      restartAll()
    },
    after: areMembers(NODES),
  },
  {
    title: 'another authority',
    prepare: () => void onHost('node1', 'rm -rf /root/ssl'),
    after: areMembers(NODES),
  },
  {
    title: 'a wrong clock',
    prepare: () =>
      void onHost(
        'node3',
        `printf '#!/bin/sh\\n[ "$*" = +%%s ] && exec echo $(($(/bin/date +%%s) - 86400))\\nexec /bin/date "$@"\\n' >/usr/local/bin/date; chmod +x /usr/local/bin/date`,
      ),
    refuses: /the clock of node3 is 24 h behind/,
  },
  {
    title: 'the alarm NOSPACE',
    prepare: async () => {
      for (const node of NODES) onHost(node, 'echo ETCD_QUOTA_BACKEND_BYTES=20000000 >>/etc/etcd/etcd.conf')
      restartAll()
      await untilHealthy(NODES)
      onHost(
        'node1',
        `for i in $(seq 40); do head -c 900000 /dev/zero | tr '\\0' x | ${CTL} put big >/dev/null 2>&1 || break; done; ${CTL} alarm list`,
      )
    },
    refuses: /the cluster has the alarm NOSPACE/,
    after: () => {
      const words = ['-e', 'etcd_defrag_compact=true', 'etcd-defrag.yml']
      const defrag = site(...words)
      assert.is(defrag.status, 0, troubles(defrag))
      assert.equal(
        changedPairs(defrag).filter(pair => /Defragment the member/.test(pair)),
        NODES.map(node => `${node} Defragment the member`),
      )
      assert.match(onHost('node1', `${CTL} put after x`), /OK/)
      const again = site()
      assert.is(again.status, 0, troubles(again))
    },
    isOnce: true,
  },
  {
    title: 'another patch version on one member',
    prepare: () => {
      const version = onHost('node1', 'etcd --version').match(/3\.4\.(\d+)/)?.[0] ?? ''
      const next = version.replace(/\d$/, digit => String((Number(digit) + 1) % 10))
      onHost(
        'node3',
        `sed 's/${version}/${next}/g' /usr/bin/etcd >/tmp/etcd && cat /tmp/etcd >/tmp/e && chmod 755 /tmp/e && mv /tmp/e /usr/bin/etcd && systemctl restart etcd`,
      )
    },
    writesTo: TWO,
    after: () => {
      areMembers(NODES)()
      assert.is(onHost('node3', 'etcd --version'), onHost('node1', 'etcd --version'))
    },
  },
  {
    title: 'the next minor version requested',
    words: ['-e', 'etcd_version=3.5.16'],
    refuses: /etcd-upgrade\.yml/,
  },
  {
    title: 'an earlier minor version requested',
    words: ['-e', 'etcd_version=3.3.25'],
    refuses: /cannot be downgraded/,
  },

  // The last state, because it deletes the saved cluster.
  {
    title: 'bare hosts',
    prepare: () => void lab('reset', ...NODES),
    says: [/a new cluster starts with node1, node2, node3/],
    after: areMembers(NODES),
  },
]

test.before(() => makeCluster())
test.after(() => removeInventory())
for (const state of STATES) fault(state.title, 1, () => runState(state))
test.run()
