import { z } from 'zod'
import { hostPath, number, text } from '../../authoring/params.ts'
import { flagOf } from './settings.ts'

/** A param that is a path which needs no quotes in a systemd unit. */
function unitPath() {
  return hostPath().refine(
    path => /^\/[A-Za-z0-9._/@+-]*$/.test(path),
    'expected a path of letters, digits and `._/@+-`',
  )
}

function word() {
  return text().refine(
    value => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value),
    'expected letters, digits and `._-`',
  )
}

/** The params of `etcd_member`. */
export const etcdMemberParams = z
  .strictObject({
    name: word()
      .describe('The name of this member, one of `members`.')
      .meta({ examples: ['node1'] }),
    members: z
      .array(
        z.strictObject({
          name: word(),
          address: text().refine(address => /^[A-Za-z0-9.:-]+$/.test(address), 'expected an address'),
        }),
      )
      .min(1)
      .describe('All members of the initial cluster, including this one.')
      .meta({ examples: [[{ name: 'node1', address: '192.168.202.131' }]] }),
    data_directory: unitPath()
      .default('/var/lib/etcd')
      .describe('The data directory. It is never deleted.')
      .meta({ examples: ['/var/lib/etcd'] }),
    certificates: unitPath()
      .default('/etc/etcd/ssl')
      .describe('The folder that contains `ca.pem`, `etcd.pem` and `etcd-key.pem`.')
      .meta({ examples: ['/etc/etcd/ssl'] }),
    binaries: unitPath()
      .default('/usr/bin')
      .describe('The folder that contains etcd and etcdctl.')
      .meta({ examples: ['/usr/bin'] }),
    unit_file: unitPath()
      .refine(path => path.endsWith('.service'), 'expected a path that ends in `.service`')
      .default('/usr/lib/systemd/system/etcd.service')
      .describe('The path of the systemd unit file.')
      .meta({ examples: ['/etc/systemd/system/etcd.service'] }),
    user: word()
      .default('root')
      .describe('The user that etcd runs as. The user must exist.')
      .meta({ examples: ['etcd'] }),
    group: word()
      .default('root')
      .describe('The group that etcd runs as.')
      .meta({ examples: ['etcd'] }),
    token: word()
      .default('etcd-cluster-1')
      .describe('The token of the cluster. It distinguishes clusters that share a network.')
      .meta({ examples: ['etcd-cluster-1'] }),
    role: z
      .enum(['bootstrap', 'member', 'join', 'rejoin'])
      .default('bootstrap')
      .describe(
        'The role of the host, as `etcd_roles` reports it. `bootstrap` starts a new cluster with the other hosts. `member` already has its data. `join` joins a serving cluster. `rejoin` joins again after it has lost its data.',
      )
      .meta({ examples: ['join'] }),
    initial_cluster: text()
      .optional()
      .describe(
        'The value of `--initial-cluster`, as `etcd_roles` reports it. If it is not set, it is computed from `members`.',
      )
      .meta({ examples: ['node1=https://192.168.202.131:2380'] }),
    initial_state: z
      .enum(['new', 'existing'])
      .default('new')
      .describe(
        'The value of `--initial-cluster-state`, as `etcd_roles` reports it. etcd reads it only if there is no data.',
      )
      .meta({ examples: ['existing'] }),
    stale: z
      .strictObject({ member: text().nullable() })
      .nullable()
      .default(null)
      .describe(
        'The old data to move aside first, as `etcd_roles` reports it. `member` is the id of the member that the data belongs to, or null if it is not the data of a member.',
      )
      .meta({ examples: [{ member: '8e9e05c52164694d' }] }),
    timeout: number()
      .default(120)
      .describe('How many seconds a joining member may take to catch up with the others.')
      .meta({ examples: [600] }),
    options: z
      .array(
        text().refine(
          option => /^--[a-z0-9-]+(=[^\s"'\\%$]*)?$/.test(option),
          'expected an option such as `--name=value`',
        ),
      )
      .default([])
      .describe('Additional command-line options of etcd.')
      .meta({ examples: [['--quota-backend-bytes=8589934592']] }),
    settings: z
      .record(
        z
          .string()
          .regex(/^ETCD_[A-Z0-9_]+$/, 'expected a variable of etcd, such as `ETCD_QUOTA_BACKEND_BYTES`'),
        text().refine(
          value => /^[^\n\r\0"\\]*$/.test(value),
          'cannot contain line breaks, double quotes or backslashes',
        ),
      )
      .default({})
      .describe(
        'Environment variables of etcd, written to `settings_file`. A version of etcd that does not know a variable ignores it.',
      )
      .meta({ examples: [{ ETCD_ENABLE_V2: 'true' }] }),
    settings_file: unitPath()
      .default('/etc/etcd/etcd.conf')
      .describe('The file that contains the settings.')
      .meta({ examples: ['/etc/etcd/etcd.conf'] }),
  })
  .refine(({ name, members }) => members.some(member => member.name === name), {
    path: ['name'],
    message: 'expected the name of one of `members`',
  })
  .refine(({ settings }) => Object.keys(settings).every(name => !OWN.has(flagOf(name))), {
    path: ['settings'],
    message: `the unit sets ${'`name`, `data-dir`'}, the URLs, the certificates and the initial cluster as options; etcd does not start if a setting contradicts an option`,
  })

export type EtcdMemberParams = z.output<typeof etcdMemberParams>

/**
 * Options that the unit sets itself. Since version 3.4, etcd does not start if its environment also contains such a
 * setting.
 */
const OWN = new Set([
  ...['name', 'data-dir', 'cert-file', 'key-file', 'trusted-ca-file', 'client-cert-auth'],
  ...['peer-cert-file', 'peer-key-file', 'peer-trusted-ca-file', 'peer-client-cert-auth'],
  ...['initial-advertise-peer-urls', 'listen-peer-urls', 'listen-client-urls', 'advertise-client-urls'],
  ...['initial-cluster', 'initial-cluster-token', 'initial-cluster-state'],
])
