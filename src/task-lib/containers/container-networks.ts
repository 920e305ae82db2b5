import { createdWith } from './container-setting.ts'
import type { InspectedContainer } from './inspected-container.ts'
import { optionWords } from './option-words.ts'
import type { Comparison, WantedContainer, WantedNetwork } from './wanted-container.ts'

/** A step that connects an existing container to a network or disconnects it. */
export interface NetworkStep {
  readonly verb: 'connect' | 'disconnect'
  readonly network: WantedNetwork
}

/**
 * Returns the options of `create` for the network mode or the first network. The other networks are connected
 * afterwards.
 */
export function networkWords({ networks }: WantedContainer): readonly string[] {
  if (networks === undefined) return []
  const first = firstNetwork(networks)
  return first === undefined
    ? ['--network=none']
    : [`--network=${first.name}`, ...addressWords(first, '--network-alias')]
}

/** Returns the command line of `network connect` or `network disconnect`. */
export function networkStepWords({ verb, network }: NetworkStep, container: string): readonly string[] {
  const options = verb === 'connect' ? addressWords(network, '--alias') : ['--force']
  return ['network', verb, ...options, '--', network.name, container]
}

/**
 * Returns the steps that complete the networks of a new container. `create` connects it only to the first network,
 * which is disconnected again if it is only the network mode and the comparison is `strict`.
 */
export function furtherNetworks({ networks, comparison }: WantedContainer): readonly NetworkStep[] {
  if (networks?.names === undefined) return []
  const { mode, names } = networks
  const first = firstNetwork(networks)
  const others = names.filter(network => network !== first)
  const isKept =
    mode === undefined || comparison('networks') !== 'strict' || names.some(each => each === first)
  return [
    ...others.map(network => ({ verb: 'connect' as const, network })),
    ...(isKept ? [] : [{ verb: 'disconnect' as const, network: { name: networkOfMode(mode) } }]),
  ]
}

/** Returns the network that a network mode stands for. */
function networkOfMode(mode: string): string {
  return mode === 'default' ? 'bridge' : mode
}

/**
 * Returns the network that a container is created in: the one of the network mode, otherwise the first wanted
 * network.
 */
function firstNetwork({
  mode,
  names = [],
}: NonNullable<WantedContainer['networks']>): WantedNetwork | undefined {
  if (mode === undefined) return names[0]
  return names.find(({ name }) => name === mode) ?? { name: mode }
}

/**
 * Whether the network mode of a container differs from the wanted one. Only a new container can have another mode.
 */
export function hasOtherMode(
  { HostConfig, NetworkSettings }: InspectedContainer,
  wanted: WantedContainer,
): boolean {
  const { networks } = wanted
  if (networks === undefined) return false
  const own = /^(host|none|container:|ns:|slirp4netns|pasta|private)/
  const found = HostConfig.NetworkMode
  const { mode, names = [] } = networks
  if (mode === undefined) return own.test(found) && names.every(({ name }) => name !== found)
  if (mode === 'default') return own.test(found)
  if (own.test(mode) || own.test(found)) return mode !== found
  return mode !== 'bridge' && mode !== found && !Object.hasOwn(NetworkSettings.Networks, mode)
}

/**
 * Returns the steps that connect a container to the wanted networks that it lacks or has with other aliases or
 * addresses. With the comparison `strict`, also those that disconnect it from all other networks.
 */
export function networkSteps(
  container: InspectedContainer,
  { networks }: WantedContainer,
  comparison: Comparison,
): readonly NetworkStep[] {
  if (networks?.names === undefined) return []
  const { Id } = container
  const found = container.NetworkSettings.Networks
  // podman shows no addresses of a container that is not running.
  const created = [...createdWith(container, '--ip'), ...createdWith(container, '--ip6')]
  const steps = networks.names.flatMap((network): NetworkStep[] => {
    const there = Object.hasOwn(found, network.name) ? found[network.name] : undefined
    if (there === undefined) return [{ verb: 'connect', network }]
    const lacksAlias = (network.aliases ?? []).some(alias => !there.Aliases.includes(alias))
    const { ipv4_address: ipv4, ipv6_address: ipv6 } = network
    const isElsewhere =
      (ipv4 !== undefined && ![...created, there.IPAMConfig?.IPv4Address, there.IPAddress].includes(ipv4)) ||
      (ipv6 !== undefined &&
        ![...created, there.IPAMConfig?.IPv6Address, there.GlobalIPv6Address].includes(ipv6))
    if (!lacksAlias && !isElsewhere) return []
    const kept = {
      ...network,
      aliases: [...new Set([...(network.aliases ?? []), ...ownAliases(there.Aliases, Id)])],
    }
    return [
      { verb: 'disconnect', network },
      { verb: 'connect', network: kept },
    ]
  })
  const names = networks.names.map(({ name }) => name)
  const extra = comparison === 'strict' ? Object.keys(found).filter(name => !names.includes(name)) : []
  return [...steps, ...extra.map(name => ({ verb: 'disconnect' as const, network: { name } }))]
}

/** Returns the aliases without the container's own ID, which the programs add to them. */
function ownAliases(aliases: readonly string[], id: string): string[] {
  return aliases.filter(alias => !id.startsWith(alias))
}

function addressWords({ aliases = [], ipv4_address, ipv6_address }: WantedNetwork, alias: string): string[] {
  return [
    ...aliases.map(each => `${alias}=${each}`),
    ...optionWords('ip', ipv4_address),
    ...optionWords('ip6', ipv6_address),
  ]
}
