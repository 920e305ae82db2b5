import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { parse, stringify } from 'yaml'
import { lab, type Outcome, onHost, runDrover } from '../e2e/drover.ts'
import type { Client } from './etcd-writer.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Next to the site's settings, so that they apply to its hosts. */
export const INVENTORY = join(ROOT, 'inventory/lab.etcd.yml')

export const NODES = ['node1', 'node2', 'node3'] as const

/** Writes an inventory whose group etcd has these lab hosts; `removeInventory` removes it. */
export function writeInventory(hosts: readonly string[]): void {
  const lab = parse(readFileSync(join(ROOT, 'inventory/lab.yml'), 'utf8')) as {
    all: { children: Record<string, { hosts: Record<string, object> }> }
  }
  const { etcd, lab: settings } = lab.all.children
  const chosen = (from?: { hosts: Record<string, object> }) => ({
    hosts: Object.fromEntries(hosts.map(host => [host, from?.hosts[host] ?? {}])),
  })
  writeFileSync(INVENTORY, stringify({ all: { children: { etcd: chosen(etcd), lab: chosen(settings) } } }))
}

export function removeInventory(): void {
  rmSync(INVENTORY, { force: true })
}

/** Runs a playbook of the site on the hosts of this inventory. */
export function site(...words: string[]): Outcome {
  const playbook = words.some(word => word.endsWith('.yml')) ? [] : ['site.yml']
  return runDrover(['-i', INVENTORY, ...words, ...playbook])
}

/** The failed and unreachable results, as the message of an assertion. */
export function troubles({ results, stderr }: Outcome): string {
  const bad = results.filter(({ status }) => status === 'failed' || status === 'unreachable')
  return `${bad.map(({ host, task, name, message, hint }) => `${host} ${name || task}: ${message} [${hint ?? ''}]`).join('\n')}\n${stderr}`
}

/** The pairs of host and task that changed or would change. */
export function changedPairs({ results }: Outcome): string[] {
  return results
    .filter(({ status }) => status === 'changed')
    .map(({ host, name, task }) => `${host} ${name || task}`)
    .sort()
}

export function unknownPairs({ results }: Outcome): Set<string> {
  return new Set(
    results
      .filter(({ status }) => status === 'unknown')
      .map(({ host, name, task }) => `${host} ${name || task}`),
  )
}

/** All files that the site writes on a host, except systemd's. */
const KEPT = [
  ...['/var/lib/etcd', '/etc/etcd', '/etc/hosts', '/etc/profile.d/etcdctl.sh', '/root/ssl', '/root/local'],
  ...['/usr/lib/systemd/system/etcd.service', '/usr/local/share/drover', '/usr/bin/etcd', '/usr/bin/etcdctl'],
]

/**
 * Makes a healthy cluster of three members on bare hosts and saves it for `restoreCluster`; with
 * FAULTS_KEPT=1 it uses the saved one.
 */
export function makeCluster(...words: string[]): void {
  if (process.env.FAULTS_KEPT) {
    // Members that an earlier process added would be unknown to the saved cluster.
    for (const node of ['node4', 'node5']) if (lab('status').includes(`${node} `)) lab('reset', node)
    return
  }
  lab('reset')
  writeInventory(NODES)
  const first = site(...words)
  assert.is(first.status, 0, troubles(first))
  for (const node of NODES)
    onHost(
      node,
      `systemctl stop etcd; cd / && tar --sparse -cf /root/kept.tar $(ls -d ${KEPT.join(' ')} 2>/dev/null | sed 's,^/,,')`,
    )
  start(NODES)
}

const unplugged = new Set<string>()

/** Disconnects a host until `restoreCluster` connects it again. */
export function unplug(node: string): void {
  unplugged.add(node)
  lab('link', node, 'down')
}

/**
 * Restores the saved cluster on the first three hosts, resets the other hosts, and waits until the cluster
 * serves.
 */
export async function restoreCluster(dirty: ReadonlySet<string>): Promise<void> {
  const others = [...dirty].filter(node => !NODES.some(each => each === node))
  // First, because the lab fails to start a disconnected host.
  for (const node of unplugged) lab('link', node, 'up')
  unplugged.clear()
  if (others.length > 0) lab('reset', ...others)
  writeInventory(NODES)
  for (const node of NODES) {
    onHost(
      node,
      `systemctl stop etcd 2>/dev/null; cp /etc/hosts /tmp/hosts; rm -rf /etc/systemd/system/etcd.service.d /usr/local/bin/date /etc/systemd/system/etcd.service
for p in ${KEPT.join(' ')}; do [ $p = /etc/hosts ] || rm -rf $p; done
cd / && tar -xpf /root/kept.tar && systemctl daemon-reload && systemctl reset-failed etcd 2>/dev/null; true`,
    )
  }
  start(NODES)
  await untilHealthy(NODES)
}

export function start(nodes: readonly string[]): void {
  for (const node of nodes) onHost(node, 'systemctl start --no-block etcd')
}

/** Waits until each host reports its member as healthy. */
export async function untilHealthy(nodes: readonly string[]): Promise<void> {
  for (const node of nodes) {
    for (let turn = 0; !isHealthy(node); turn += 1) {
      assert.ok(turn < 120, `${node} is not healthy`)
      await delay(500)
    }
  }
}

function isHealthy(node: string): boolean {
  return onHost(node, `${CTL} endpoint health >/dev/null 2>&1 && echo yes || echo no`).trim() === 'yes'
}

/** etcdctl on a host, for its own member. */
export const CTL =
  'ETCDCTL_API=3 etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/etcd/ssl/ca.pem --cert=/etc/etcd/ssl/etcd.pem --key=/etc/etcd/ssl/etcd-key.pem --dial-timeout=2s --command-timeout=5s'

/** The members as the member of a host lists them: id, whether started, name, whether a learner. */
export function membersOn(
  node: string,
): { id: string; isStarted: boolean; name: string; isLearner: boolean }[] {
  return onHost(node, `${CTL} member list`)
    .split('\n')
    .filter(line => /^[0-9a-f]+, /.test(line))
    .map(line => line.split(', '))
    .map(([id = '', started, name = '', , , isLearner]) => ({
      ...{ id, name, isStarted: started === 'started', isLearner: isLearner === 'true' },
    }))
}

export function memberOf(node: string): string {
  const found = membersOn(node).find(({ name }) => name === node)
  if (!found) throw new Error(`${node} is no member`)
  return found.id
}

/** Kills etcd on hosts and deletes its data. */
export function loseDisk(...nodes: string[]): void {
  for (const node of nodes)
    onHost(
      node,
      'systemctl kill -s KILL etcd; systemctl stop etcd; systemctl reset-failed etcd; rm -rf /var/lib/etcd/*',
    )
}

/** Asserts that these hosts are the members, and that all of them vote. */
export function areMembers(expected: readonly string[]): () => void {
  return () => {
    const members = membersOn('node1')
    assert.equal(members.map(({ name }) => name).sort(), [...expected])
    assert.ok(members.every(({ isLearner, isStarted }) => isStarted && !isLearner))
  }
}

/** The credentials of a client, read from a host. */
export function clientOf(node = 'node1'): Client {
  const [ca = '', cert = '', key = ''] = ['ca', 'etcd', 'etcd-key'].map(name =>
    onHost(node, `cat /etc/etcd/ssl/${name}.pem`),
  )
  return { ca, cert, key, rejectUnauthorized: false }
}

/** The client URL of the member on a host. */
export function endpointOf(node: string): string {
  return `https://192.168.202.${130 + Number(node.slice('node'.length))}:2379`
}

/** The version of etcd that the lab installs, and the next minor version that it provides. */
export function labVersions(): { now: string; next: string } {
  const { lab } = (
    parse(readFileSync(join(ROOT, 'inventory/lab.yml'), 'utf8')) as {
      all: {
        children: { lab: { hosts: Record<string, { etcd_version: string; etcd_other_versions: string[] }> } }
      }
    }
  ).all.children
  const [settings] = Object.values(lab.hosts)
  const next = settings?.etcd_other_versions.at(-1)
  assert.ok(
    settings && next,
    'the lab serves no etcd of the next minor version: it could not reach it when it was made',
  )
  return { now: settings.etcd_version, next }
}
