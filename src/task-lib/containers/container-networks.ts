import { createdWith } from './container-setting.ts'
import type { InspectedContainer } from './inspected-container.ts'
import { optionWords } from './option-words.ts'
import type { Comparison, NetworkWish, WantedContainer } from './wanted-container.ts'

/** A change of the networks of a container that is there. */
export interface NetworkStep {
  readonly verb: 'connect' | 'disconnect'
  readonly network: NetworkWish
}

/** The options of `create` for the first network or the mode; the others are connected afterwards. */
export function networkWords({ networks }: WantedContainer): readonly string[] {
  if (networks === undefined) return []
  const first = firstNetwork(networks)
  return first === undefined
    ? ['--network=none']
    : [`--network=${first.name}`, ...addressWords(first, '--network-alias')]
}

/** The words of `network connect` or `network disconnect`. */
export function networkStepWords({ verb, network }: NetworkStep, container: string): readonly string[] {
  const options = verb === 'connect' ? addressWords(network, '--alias') : ['--force']
  return ['network', verb, ...options, '--', network.name, container]
}

/** The steps for a new container: `create` connects only the first network, also one that with `strict` is not to be kept. */
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

/** The network that a network mode stands for. */
function networkOfMode(mode: string): string {
  return mode === 'default' ? 'bridge' : mode
}

/** The network that a container is created in: the mode, which may be one of the networks, otherwise the first of them. */
function firstNetwork({
  mode,
  names = [],
}: NonNullable<WantedContainer['networks']>): NetworkWish | undefined {
  if (mode === undefined) return names[0]
  return names.find(({ name }) => name === mode) ?? { name: mode }
}

/** Whether a container has another network mode than is asked for, which only a new container can have. */
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

/** What connects a container to the networks that it lacks, and with `strict` takes it out of those that are not asked for. */
export function networkSteps(
  container: InspectedContainer,
  { networks }: WantedContainer,
  comparison: Comparison,
): readonly NetworkStep[] {
  if (networks?.names === undefined) return []
  const { Id } = container
  const found = container.NetworkSettings.Networks
  // podman shows no address of a container that does not run.
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

/** Programs add the short id of a container to its aliases. */
function ownAliases(aliases: readonly string[], id: string): string[] {
  return aliases.filter(alias => !id.startsWith(alias))
}

function addressWords({ aliases = [], ipv4_address, ipv6_address }: NetworkWish, alias: string): string[] {
  return [
    ...aliases.map(each => `${alias}=${each}`),
    ...optionWords('ip', ipv4_address),
    ...optionWords('ip6', ipv6_address),
  ]
}
