/**
 * A member of an etcd cluster: its data directory, its settings, and its systemd unit, enabled and started.
 *
 *     - etcd_member:
 *         name: node1
 *         members:
 *           - { name: node1, address: 192.168.202.131 }
 *           - { name: node2, address: 192.168.202.132 }
 *           - { name: node3, address: 192.168.202.133 }
 */
import { composeTask, type TaskCall } from '../../src/authoring/task.ts'
import {
  bracketed,
  type EtcdMemberParams,
  etcdMemberParams,
  flagOf,
  peerUrl,
} from '../../src/built-in/etcd.ts'
import { parentOf } from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { assertDefined } from '../../src/built-in/params.ts'
import { UNIT_OUTPUTS } from '../../src/built-in/services.ts'

export default composeTask({
  summary:
    'Configures a member of an etcd cluster: its data directory, its settings and its systemd unit, enabled and started.',
  example: `- etcd_member:
    name: node1
    members:
      - { name: node1, address: 192.168.202.131 }
      - { name: node2, address: 192.168.202.132 }
      - { name: node3, address: 192.168.202.133 }
`,
  params: etcdMemberParams,
  outputs: UNIT_OUTPUTS,
  expand: ({ params }) => {
    const { user: owner, group, unit_file, settings_file, data_directory, role } = params
    const isJoining = role === 'join' || role === 'rejoin'
    return [
      ...(params.stale ? [movedAside(params, params.stale)] : []),
      ...(isJoining ? [added(params)] : []),
      { type: 'file', params: { path: data_directory, state: 'directory', mode: '0700', owner, group } },
      { type: 'file', params: { path: parentOf(settings_file), state: 'directory', mode: '0755' } },
      {
        type: 'template',
        params: { src: 'etcd.conf.hbs', dest: settings_file, mode: '0644' },
        vars: { settings: settingsOf(params) },
      },
      {
        type: 'template',
        params: { src: 'etcd.service.hbs', dest: unit_file, mode: '0644' },
        vars: unitVariables(params),
      },
      started(unit_file),
      ...(isJoining ? [promoted(params)] : []),
    ]
  },
})

function movedAside(params: EtcdMemberParams, { member }: { member: string | null }): TaskCall {
  const { data_directory, options, settings } = params
  return {
    type: 'etcd_aside',
    params: { data_directory, options, settings, member, unit: unitOf(params.unit_file) },
  }
}

function added(params: EtcdMemberParams): TaskCall {
  const { name, role } = params
  return {
    type: 'etcd_add',
    params: {
      ...{ name, peer_url: peerUrl(addressOf(params)), ...clientOf(params) },
      ...{ replaces: role === 'rejoin', initial_cluster: initialCluster(params) },
    },
  }
}

function promoted(params: EtcdMemberParams): TaskCall {
  const address = addressOf(params)
  return {
    type: 'etcd_promote',
    params: {
      endpoint: clientUrl(address),
      peer_url: peerUrl(address),
      timeout: params.timeout,
      ...clientOf(params),
    },
  }
}

/**
 * Returns the params of etcd clients. The member itself is not an endpoint: it may not serve yet, and then does not
 * know the others.
 */
function clientOf({ name, members, certificates, binaries, unit_file }: EtcdMemberParams) {
  const endpoints = members.filter(member => member.name !== name).map(({ address }) => clientUrl(address))
  return { endpoints, certificates, binaries, unit: unitOf(unit_file) }
}

function clientUrl(address: string): string {
  return `https://${bracketed(address)}:2379`
}

function addressOf({ name, members }: EtcdMemberParams): string {
  return assertDefined(
    members.find(member => member.name === name),
    `${name} in \`members\``,
  ).address
}

function unitOf(unitFile: string): string {
  return unitFile.slice(unitFile.lastIndexOf('/') + 1)
}

/**
 * Returns the task that starts the member without waiting for it: all members start at the same time, because the first
 * one alone has no quorum.
 */
function started(unitFile: string): TaskCall {
  return {
    type: 'systemd',
    params: { name: unitOf(unitFile), state: 'started', enabled: true, no_block: true, daemon_reload: true },
  }
}

function unitVariables(params: EtcdMemberParams): Record<string, unknown> {
  const { name, data_directory, certificates, binaries, settings_file, ...rest } = params
  return {
    ...{ name, settings_file, user: rest.user, group: rest.group, token: rest.token },
    ...{ cluster_state: rest.initial_state, options: rest.options },
    address: bracketed(addressOf(params)),
    data_directory: plainPath(data_directory),
    certificates: plainPath(certificates),
    binaries: plainPath(binaries),
    initial_cluster: initialCluster(params),
  }
}

function initialCluster({ members, initial_cluster }: EtcdMemberParams): string {
  return initial_cluster ?? members.map(({ name, address }) => `${name}=${peerUrl(address)}`).join(',')
}

/** Returns the settings without those that an option of the same name overrides: etcd refuses both. */
function settingsOf({ settings, options }: EtcdMemberParams): Record<string, string> {
  const given = new Set(options.map(option => option.slice(2).split('=')[0] ?? ''))
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !given.has(flagOf(name))))
}
