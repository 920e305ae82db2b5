import { z } from 'zod'
import { type Address, parseAddress, sizeOf } from '../../base/ip-address.ts'
import type { ObjectRequest } from './check-object.ts'
import { fact, optionalText, textMap } from './inspected-fields.ts'
import { optionWords, pairWords } from './option-words.ts'

/** The JSON that `docker network inspect` prints for a network. */
const dockerNetwork = z.object({
  Driver: z.string(),
  EnableIPv6: fact,
  Internal: fact,
  Attachable: fact,
  Scope: optionalText,
  IPAM: z.object({
    Driver: z.string().nullish(),
    Options: textMap,
    Config: z
      .array(
        z.object({
          Subnet: optionalText,
          Gateway: optionalText,
          IPRange: optionalText,
          AuxiliaryAddresses: textMap,
        }),
      )
      .nullish(),
  }),
  Options: textMap,
  Labels: textMap,
})

/** The JSON that `podman network inspect` of podman 4 and newer prints for a network. */
const podmanNetwork = z.object({
  driver: z.string(),
  dns_enabled: fact,
  internal: fact,
  ipv6_enabled: fact,
  network_interface: optionalText,
  ipam_options: textMap,
  labels: textMap,
  options: textMap,
  subnets: z
    .array(
      z.object({
        subnet: z.string(),
        gateway: optionalText,
        lease_range: z.object({ start_ip: optionalText, end_ip: optionalText }).nullish(),
      }),
    )
    .nullish(),
})

/** A subnet of a network. The program chooses the values of undefined fields. */
interface Subnet {
  readonly subnet?: string | undefined
  readonly gateway?: string | undefined
  readonly ip_range?: string | undefined
  readonly aux_addresses?: Readonly<Record<string, string>> | undefined
}

/** The settings of a network that a task may set. */
export interface NetworkSettings {
  readonly driver?: string | undefined
  readonly label?: Readonly<Record<string, string>> | undefined
  readonly opt?: Readonly<Record<string, string>> | undefined
  readonly internal?: boolean | undefined
  readonly ipv6?: boolean | undefined
  readonly subnets?: readonly Subnet[] | undefined
  readonly ipam_driver?: string | undefined
  readonly ipam_opt?: Readonly<Record<string, string>> | undefined
  /** `attachable` and `scope` exist only in docker. */
  readonly attachable?: boolean | undefined
  readonly scope?: string | undefined
  /** `dns` and `interface_name` exist only in podman. */
  readonly dns?: boolean | undefined
  readonly interface_name?: string | undefined
}

type Rest = Pick<ObjectRequest<unknown>, 'name' | 'state' | 'onDifference' | 'isRecreated'>

/** Returns the wanted docker network. */
export function dockerNetworkRequest(
  settings: NetworkSettings,
  more: Rest,
): ObjectRequest<z.output<typeof dockerNetwork>> {
  return {
    ...{ object: 'network', schema: dockerNetwork, wanted: wantedOf(settings), ...more },
    found: seen => ({
      ...{ driver: seen.Driver, label: seen.Labels, options: seen.Options, scope: seen.Scope },
      ...{ internal: seen.Internal, ipv6: seen.EnableIPv6, attachable: seen.Attachable },
      ipam_driver: seen.IPAM.Driver ?? 'default',
      ipam_options: seen.IPAM.Options,
      subnets: (seen.IPAM.Config ?? [])
        .flatMap(({ Subnet: subnet, Gateway: gateway, IPRange: ip_range, AuxiliaryAddresses }, nth) => {
          const named = namedSubnet(settings.subnets, subnet, nth)
          if (named === undefined) return []
          return [shownSubnet({ subnet, gateway, ip_range, aux_addresses: AuxiliaryAddresses }, named)]
        })
        .sort(),
    }),
  }
}

/** Returns the wanted podman network. */
export function podmanNetworkRequest(
  settings: NetworkSettings,
  more: Rest,
): ObjectRequest<z.output<typeof podmanNetwork>> {
  return {
    ...{ object: 'network', schema: podmanNetwork, wanted: wantedOf(settings), ...more },
    found: seen => ({
      ...{ driver: seen.driver, label: seen.labels, options: seen.options },
      ...{ internal: seen.internal, ipv6: seen.ipv6_enabled, dns: seen.dns_enabled },
      interface_name: seen.network_interface,
      ipam_driver: seen.ipam_options.driver ?? '',
      subnets: (seen.subnets ?? [])
        .flatMap(({ subnet, gateway, lease_range: range }, nth) => {
          const named = namedSubnet(settings.subnets, subnet, nth)
          if (named === undefined) return []
          const ip_range = isRange(range?.end_ip ?? '', named.ip_range)
            ? named.ip_range
            : (range?.start_ip ?? '')
          return [shownSubnet({ subnet, gateway, ip_range }, named)]
        })
        .sort(),
    }),
  }
}

/** Returns the command line that creates a network. */
export function networkCreateWords(name: string, settings: NetworkSettings): readonly string[] {
  const switched = (option: string, isOn: boolean | undefined): string[] => (isOn ? [`--${option}`] : [])
  return [
    ...['network', 'create', ...optionWords('driver', settings.driver)],
    ...pairWords('label', settings.label),
    ...pairWords('opt', settings.opt),
    ...switched('internal', settings.internal),
    ...switched('ipv6', settings.ipv6),
    ...switched('attachable', settings.attachable),
    ...switched('disable-dns', settings.dns === false),
    ...optionWords('scope', settings.scope),
    ...optionWords('interface-name', settings.interface_name),
    ...optionWords('ipam-driver', settings.ipam_driver),
    ...pairWords('ipam-opt', settings.ipam_opt),
    ...(settings.subnets ?? []).flatMap(({ subnet, gateway, ip_range, aux_addresses }) => [
      ...optionWords('subnet', subnet),
      ...optionWords('gateway', gateway),
      ...optionWords('ip-range', ip_range),
      ...pairWords('aux-address', aux_addresses),
    ]),
    ...['--', name],
  ]
}

function wantedOf(settings: NetworkSettings): ObjectRequest<unknown>['wanted'] {
  const { opt: options, ipam_opt: ipam_options, subnets, ...others } = settings
  return {
    ...others,
    ...{ options, ipam_options },
    subnets: subnets
      ?.map(each => shownSubnet({ subnet: '', gateway: '', ip_range: '', ...each }, each))
      .sort(),
  }
}

/**
 * Returns the wanted subnet that a present one is compared with: the one with the same address, otherwise the one at
 * the same position. If the task sets fewer subnets, returns only the address of the present one, so that it counts
 * as a difference. Undefined if the task sets no subnets.
 */
function namedSubnet(asked: readonly Subnet[] | undefined, subnet: string, nth: number): Subnet | undefined {
  const same = asked?.find(each => each.subnet !== undefined && plain(each.subnet) === plain(subnet))
  if (same !== undefined || asked === undefined) return same
  const atPlace = asked[nth]
  return asked.length > nth ? atPlace : { subnet }
}

/** Formats a subnet as one line, with only the fields that the task sets. */
function shownSubnet({ subnet, gateway, ip_range, aux_addresses = {} }: Subnet, named: Subnet): string {
  const given = (field: 'gateway' | 'ip_range', value: string | undefined): string[] =>
    named[field] === undefined ? [] : [`${field} ${plain(value ?? '')}`]
  const others = Object.entries(named.aux_addresses ?? {}).map(
    ([key]) => `${key} ${plain(aux_addresses[key] ?? '')}`,
  )
  const itself = named.subnet === undefined ? [] : [plain(subnet ?? '')]
  return [...itself, ...given('gateway', gateway), ...given('ip_range', ip_range), ...others].join(', ')
}

/** Whether an address is the last one of a network. */
function isRange(last: string, network: string | undefined): boolean {
  const [end, range] = [parseAddress(last), parseAddress(network ?? '')]
  return end !== undefined && range !== undefined && end.value === firstOf(range) + sizeOf(range) - 1n
}

function firstOf(range: Address): bigint {
  return range.value - (range.value % sizeOf(range))
}

/** Normalizes an IPv6 address; other strings are returned unchanged. */
function plain(address: string): string {
  const parsed = parseAddress(address)
  return parsed?.version === 6 ? `${parsed.value.toString(16)}/${parsed.prefix}` : address
}
