import { z } from 'zod'
import { flag } from '../../authoring/params.ts'
import { parseAddress } from '../../base/ip-address.ts'
import { containerName, field } from './container-fields.ts'
import { pairsOf } from './container-setting.ts'
import { DOCKER_FIELDS } from './docker-program.ts'

const { described, line, textMap } = field

const address = () =>
  line().refine(text => parseAddress(text)?.hasPrefix === false, 'expected an address such as `10.0.0.1`')
const network = () =>
  line().refine(text => parseAddress(text)?.hasPrefix === true, 'expected a network such as `10.0.0.0/24`')

const state = z
  .enum(['present', 'absent'])
  .default('present')
  .describe('Whether it should exist.')
  .meta({ examples: ['absent'] })
const executable = line()
  .default('podman')
  .describe('Name or path of podman.')
  .meta({ examples: ['/opt/bin/podman'] })
const label = described(textMap(), 'Labels.', { team: 'web' })
const recreate = flag()
  .default(false)
  .describe('Remove it and create it again on every run.')
  .meta({ examples: [true] })

/** The params of the task type `podman_volume`. */
export const podmanVolumeParams = z.strictObject({
  name: containerName()
    .describe('Name of the volume.')
    .meta({ examples: ['data'] }),
  state,
  executable,
  driver: described(line(), 'Volume driver.', 'local'),
  label,
  options: described(
    z.union([textMap(), z.array(line()).transform(pairs => pairsOf(pairs))]),
    'Options of the driver, as a map or as a list of `KEY=VALUE`.',
    { type: 'tmpfs', device: 'tmpfs' },
  ),
  recreate,
})

/** The params of the task type `docker_volume`. */
export const dockerVolumeParams = z.strictObject({
  ...DOCKER_FIELDS,
  volume_name: containerName()
    .describe('Name of the volume.')
    .meta({ examples: ['data'] }),
  state,
  driver: described(line(), 'Volume driver.', 'local'),
  driver_options: described(textMap(), 'Options of the driver.', { type: 'tmpfs', device: 'tmpfs' }),
  labels: label,
  recreate: z
    .enum(['always', 'never', 'options-changed'])
    .default('never')
    .describe(
      'When to remove the volume with all its data and create it again: `always` (on every run), `never`, or `options-changed` (if it differs). With `never`, a difference only causes a warning.',
    )
    .meta({ examples: ['options-changed'] }),
})

/** The params of the task type `podman_network`. */
export const podmanNetworkParams = z
  .strictObject({
    name: containerName()
      .describe('Name of the network.')
      .meta({ examples: ['backend'] }),
    state,
    executable,
    disable_dns: described(
      flag(),
      'Disable DNS, so that containers in the network cannot find each other by name.',
      true,
    ),
    driver: described(line(), 'Driver of the network.', 'bridge'),
    gateway: described(address(), 'Address of the gateway. Requires `subnet`.', '10.99.0.1'),
    interface_name: described(line(), 'Name of the bridge. Requires podman 5.', 'br-backend'),
    internal: described(flag(), 'Whether the network is internal, without access to other networks.', true),
    ip_range: described(network(), 'Range of addresses for containers. Requires `subnet`.', '10.99.0.128/25'),
    ipv6: described(flag(), 'Whether the network also has IPv6.', true),
    label,
    opt: described(textMap(), 'Options of the driver.', { mtu: '1400' }),
    recreate,
    subnet: described(network(), 'Subnet of the network.', '10.99.0.0/24'),
  })
  .refine(({ subnet, gateway }) => gateway === undefined || subnet !== undefined, {
    ...{ path: ['gateway'], message: 'needs `subnet`' },
  })
  .refine(({ subnet, ip_range }) => ip_range === undefined || subnet !== undefined, {
    ...{ path: ['ip_range'], message: 'needs `subnet`' },
  })

/** The params of the task type `docker_network`. */
export const dockerNetworkParams = z.strictObject({
  ...DOCKER_FIELDS,
  name: containerName()
    .describe('Name of the network.')
    .meta({ examples: ['backend'] }),
  state,
  appends: flag()
    .default(false)
    .describe('Keep containers in the network that are not in `connected`.')
    .meta({ examples: [true] }),
  attachable: described(
    flag(),
    'Whether containers that do not belong to a service may join a swarm network.',
    true,
  ),
  connected: described(
    z.array(containerName()),
    'Containers that should be connected to the network. If it is not set, connections are not changed.',
    ['web', 'db'],
  ),
  driver: described(line(), 'Driver of the network.', 'bridge'),
  driver_options: described(textMap(), 'Options of the driver.', { 'com.docker.network.driver.mtu': '1400' }),
  enable_ipv6: described(flag(), 'Whether the network also has IPv6.', true),
  force: flag()
    .default(false)
    .describe('Remove the network and create it again on every run.')
    .meta({ examples: [true] }),
  internal: described(flag(), 'Whether the network is internal, without access to other networks.', true),
  ipam_config: described(
    z.array(
      z.strictObject({
        subnet: network().optional(),
        iprange: network().optional(),
        gateway: address().optional(),
        aux_addresses: textMap().optional(),
      }),
    ),
    'Subnet of the network.',
    [{ subnet: '10.99.0.0/24', gateway: '10.99.0.1', iprange: '10.99.0.128/25' }],
  ),
  ipam_driver: described(line(), 'Driver that assigns addresses.', 'default'),
  ipam_driver_options: described(textMap(), 'Options of the address driver.', { a: 'b' }),
  labels: label,
  scope: described(z.enum(['local', 'global', 'swarm']), 'Scope of the network.', 'swarm'),
})
