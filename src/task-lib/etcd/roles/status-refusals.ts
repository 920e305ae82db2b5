import type { EtcdStatus } from '../../../remote/probes/etcd/cluster.ts'
import { minorOf, showMinor } from '../version.ts'
import type { DecisionInput } from './decision-input.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * Returns the refusal for alarms of members that the user does not tolerate. The alarm CORRUPT, which means that the
 * data of members differs, is always refused.
 */
export function alarms(
  { toleratedAlarms }: DecisionInput,
  statuses: readonly EtcdStatus[],
): Refusal | undefined {
  const raised = statuses.flatMap(({ endpoint, alarms }) => alarms.map(alarm => ({ endpoint, alarm })))
  const corrupt = raised.filter(({ alarm }) => alarm === 'CORRUPT')
  if (corrupt.length > 0)
    return refuse(
      'corrupt',
      corrupt.map(({ endpoint }) => `${endpoint}: alarm CORRUPT: members have different data`),
      [
        'find the member that differs (`etcdctl endpoint hashkv --cluster`), stop it, move its data away and run again: it rejoins',
      ],
    )
  const kept = raised.filter(({ alarm }) => !toleratedAlarms.includes(alarm))
  if (kept.length === 0) return undefined
  const seen = [...new Set(kept.map(({ alarm }) => alarm))]
  return refuse(
    'alarm',
    [`the cluster has the alarm ${seen.join(', ')}: it accepts no writes until it has free space`],
    [
      '`run playbook etcd-defrag.yml -e etcd_defrag_compact=true` discards old revisions, frees space and clears the alarm',
      'then, if the data needs more space, raise the quota: `--quota-backend-bytes` in `etcd_options`',
    ],
  )
}

/**
 * Returns the refusal for a version to which the cluster cannot be upgraded. etcd supports upgrades by one minor
 * version and no downgrades. Source: etcd's "Upgrading etcd clusters and applications".
 */
export function versions(
  { version, isUpgrade }: DecisionInput,
  statuses: readonly EtcdStatus[],
): Refusal | undefined {
  const wanted = minorOf(version)
  const running = statuses.flatMap(({ version }) => minorOf(version) ?? [])
  if (wanted === undefined || running.length === 0) return undefined
  const [oldest, newest] = [Math.min(...running), Math.max(...running)]
  const found = [
    ...statuses.map(({ endpoint, version }) => `${endpoint} runs ${version}`).sort(),
    `\`etcd_version\` is ${version}`,
  ]
  if (wanted < newest)
    return refuse('version', found, [
      `a cluster of ${showMinor(newest)} cannot be downgraded: set \`etcd_version\` to a release of ${showMinor(newest)}`,
      'an earlier backup can be restored with the older version: `run playbook etcd-restore.yml`',
    ])
  if (wanted > oldest + 1)
    return refuse('version', found, [
      `upgrade one minor version at a time: first set \`etcd_version\` to a release of ${showMinor(oldest + 1)}, and \`run playbook etcd-upgrade.yml\``,
    ])
  if (wanted === oldest || isUpgrade) return undefined
  return refuse('version', found, [
    `\`run playbook etcd-upgrade.yml\` upgrades the cluster from ${showMinor(oldest)} to ${showMinor(wanted)}, with a backup, one member at a time`,
  ])
}
