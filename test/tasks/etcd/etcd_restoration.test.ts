import { test } from 'uvu'
import etcdRestoration from '../../../tasks/etcd/etcd_restoration.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a host without a survey is an error',
    params: {
      src: 'x.db',
      hosts: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '192.168.202.133' },
      ],
      surveys: [
        {
          name: 'node1',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
      ],
    },
    expects: [
      'error: nothing was changed: not contacted or not reachable: node2, node3',
      'hint: a restore covers all members: run it with all hosts up and without `--limit`',
    ],
  },
  {
    title: 'a file that is not a snapshot is an error',
    params: {
      src: 'x.db',
      hosts: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '192.168.202.133' },
      ],
      surveys: [
        {
          name: 'node1',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node2',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node3',
          data: { kind: 'none' },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
      ],
    },
    files: { 'x.db': 'no snapshot' },
    expects: [
      'error: nothing was changed: `x.db` is not a complete snapshot: the checksum at its end does not match the database',
      'hint: a database copied from a stopped member has no checksum: use `-e etcd_restore_unverified=true`',
    ],
  },
  {
    title: 'data without a confirmation is an error',
    params: {
      src: 'x.db',
      unverified: true,
      hosts: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '192.168.202.133' },
      ],
      surveys: [
        {
          name: 'node1',
          data: {
            kind: 'member',
            member: '9a5bc9a08ea94845',
            cluster: '13cf377e37a59b6a',
            hasHadLeader: true,
          },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node2',
          data: {
            kind: 'member',
            member: '9a5bc9a08ea94845',
            cluster: '13cf377e37a59b6a',
            hasHadLeader: true,
          },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node3',
          data: {
            kind: 'member',
            member: '9a5bc9a08ea94845',
            cluster: '13cf377e37a59b6a',
            hasHadLeader: true,
          },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
      ],
    },
    files: { 'x.db': 'no snapshot' },
    expects: [
      'error: nothing was changed: a new cluster would replace the data of the cluster 13cf377e37a59b6a on node1, node2, node3',
      "hint: if this is intended, run again with `-e etcd_restore_confirm='13cf377e37a59b6a'`",
    ],
  },
  {
    title: 'data with a confirmation may be replaced',
    params: {
      src: 'x.db',
      confirm: '13cf377e37a59b6a',
      unverified: true,
      hosts: [
        { name: 'node1', address: '192.168.202.131' },
        { name: 'node2', address: '192.168.202.132' },
        { name: 'node3', address: '192.168.202.133' },
      ],
      surveys: [
        {
          name: 'node1',
          data: {
            kind: 'member',
            member: '9a5bc9a08ea94845',
            cluster: '13cf377e37a59b6a',
            hasHadLeader: true,
          },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node2',
          data: {
            kind: 'member',
            member: '9a5bc9a08ea94845',
            cluster: '13cf377e37a59b6a',
            hasHadLeader: true,
          },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
        {
          name: 'node3',
          data: {
            kind: 'member',
            member: '9a5bc9a08ea94845',
            cluster: '13cf377e37a59b6a',
            hasHadLeader: true,
          },
          isRunning: false,
          begins: null,
          view: { hasClient: false, members: null, cluster: null, statuses: [], problem: '' },
          clockOff: 0,
          remembered: null,
        },
      ],
    },
    files: { 'x.db': 'no snapshot' },
    expects: [
      'in sync: {"token":"etcd-cluster-1-61903f0a91e8","cluster":"245cc4daea7fa465","members":{"node1":"e1060a78063d0268","node2":"5e4287aedde4562d","node3":"2506ff2b308cc65d"},"sha256":"86d0803aae5ba7e42e35515366ff905bb9e292685232f71bdd161dec5bf989f2"}',
    ],
  },
]

taskRows('etcd_restoration', etcdRestoration, ROWS)

test.run()
