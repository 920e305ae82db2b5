import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lab, onHost } from '../e2e/drover.ts'
import { CTL, makeCluster, memberOf, membersOn, NODES, removeInventory, start } from './etcd-lab.ts'
import { runState, type State } from './etcd-states.ts'
import { fault } from './fault.ts'

const FIVE = [...NODES, 'node4', 'node5']
const FOUR = [...NODES, 'node4']

/** Ends etcd at once, and has its disk be empty. */
const loseDisk = (node: string): string =>
  onHost(
    node,
    'systemctl kill -s KILL etcd; systemctl stop etcd; systemctl reset-failed etcd 2>/dev/null; rm -rf /var/lib/etcd/*',
  )
const stop = (node: string): string => onHost(node, 'systemctl stop etcd')
const folders = (node: string): string[] => onHost(node, 'ls /var/lib/etcd').trim().split('\n')
const names = (node = 'node1'): string[] =>
  membersOn(node)
    .map(({ name }) => name)
    .sort()
const areMembers = (expected: readonly string[]) => () => {
  assert.equal(names(), [...expected])
  assert.ok(membersOn('node1').every(({ isLearner, isStarted }) => isStarted && !isLearner))
}

const STATES: readonly State[] = [
  { title: 'three healthy members', writesTo: NODES, after: areMembers(NODES) },
  {
    title: 'bare hosts',
    prepare: () => void lab('reset', ...NODES),
    says: [/a new cluster begins with node1, node2, node3/],
    after: areMembers(NODES),
  },
  {
    title: 'bare hosts, and --limit to two of them',
    prepare: () => void lab('reset', ...NODES),
    words: ['--limit', 'node1,node2'],
    refuses: /not asked, or not reached: node3/,
  },
  {
    title: 'bare hosts, and one of them down',
    prepare: () => {
      lab('reset', ...NODES)
      lab('link', 'node3', 'down')
    },
    words: ['-e', 'ansible_timeout=2'],
    status: 2,
    refuses: /not asked, or not reached: node3/,
  },
]

test.before(() => makeCluster())
test.after(() => removeInventory())
for (const state of STATES) fault(state.title, 1, () => runState(state))
test.run()
void [FIVE, FOUR, loseDisk, stop, folders, start, CTL, memberOf]
