import type { Answers } from './parts.ts'

interface Address {
  readonly address: string
  readonly prefix: string
  readonly scope: string
  /** Only for IPv4, and only if the interface has one; else empty. */
  readonly broadcast: string
}

interface Addresses {
  readonly ipv4: Address[]
  readonly ipv6: Address[]
}

/** What the kernel reports about an interface. */
interface Link {
  readonly macaddress?: string
  readonly mtu: number
  readonly isUp: boolean
  readonly type: string
  readonly promisc: boolean
  readonly speed?: number
}

interface Found {
  readonly addresses: ReadonlyMap<string, Addresses>
  readonly links: ReadonlyMap<string, Link>
}

/**
 * Returns the facts on addresses, interfaces and default routes, from `ip` if it exists, otherwise from `hostname
 * -I`.
 */
export function parseNetwork(answers: Answers): Record<string, unknown> {
  const lines = answers.linesOf('addresses')
  const found: Found = { addresses: addressesIn(lines), links: linksIn(answers) }
  const isPlain = found.addresses.size === 0
  const plain = isPlain ? lines.join(' ').split(/\s+/).filter(Boolean) : []
  const all = (family: 'ipv4' | 'ipv6'): string[] =>
    [...found.addresses]
      .flatMap(([, each]) => each[family].map(({ address }) => address))
      .filter(address => !address.startsWith('127.') && address !== '::1')
  const v4 = isPlain ? plain.filter(address => /^\d+\./.test(address)) : all('ipv4')
  const v6 = isPlain ? plain.filter(address => /^[\da-f]*:/i.test(address)) : all('ipv6')
  const routes = answers.linesOf('routes')
  const split = routes.indexOf('@6')
  const names = [...new Set([...found.addresses.keys(), ...found.links.keys()])]
  return {
    interfaces: names,
    all_ipv4_addresses: v4,
    all_ipv6_addresses: v6,
    default_ipv4: defaultOf('ipv4', routes.slice(0, split), found, v4),
    default_ipv6: defaultOf('ipv6', routes.slice(split + 1), found, v6),
    ...Object.fromEntries(names.map(name => [factName(name), describe(name, found)])),
  }
}

function addressesIn(lines: readonly string[]): Found['addresses'] {
  const interfaces = new Map<string, Addresses>()
  for (const line of lines) {
    const [, name = '', family, address = '', prefix = ''] =
      /^\d+:\s+(\S+)\s+(inet6?)\s+([0-9a-fA-F.:]+)(?:\/(\d+))?/.exec(line) ?? []
    if (!isName(name)) continue
    const entry = interfaces.get(name) ?? { ipv4: [], ipv6: [] }
    entry[family === 'inet6' ? 'ipv6' : 'ipv4'].push({
      ...{ address, prefix },
      scope: /\bscope (\S+)/.exec(line)?.[1] ?? 'global',
      broadcast: /\bbrd ([0-9.]+)/.exec(line)?.[1] ?? '',
    })
    interfaces.set(name, entry)
  }
  return interfaces
}

/**
 * The kernel's numbers for types of interfaces. Source: `linux/if_arp.h`, and ansible-core,
 * `module_utils/facts/network/linux.py`.
 */
const TYPES: Readonly<Record<string, string>> = { 1: 'ether', 32: 'infiniband', 512: 'ppp', 772: 'loopback' }

const PROMISCUOUS = 0x100

function linksIn({ files, fileOf }: Answers): Found['links'] {
  const links = new Map<string, Link>()
  for (const path of files) {
    const name = /^\/sys\/class\/net\/([^/]+)\/address$/.exec(path)?.[1] ?? ''
    if (!isName(name)) continue
    const read = (file: string): string => fileOf(`/sys/class/net/${name}/${file}`)[0] ?? ''
    const address = read('address')
    const isMade = (kind: string): boolean => files.includes(`/sys/class/net/${name}/${kind}`)
    links.set(name, {
      ...(address === '' || address === '00:00:00:00:00:00' ? {} : { macaddress: address }),
      mtu: Number(read('mtu')),
      isUp: read('operstate') !== 'down',
      type: kindOf(isMade, read('type')),
      promisc: (Number(read('flags')) & PROMISCUOUS) !== 0,
      ...(read('speed') === '' ? {} : { speed: Number(read('speed')) }),
    })
  }
  return links
}

function kindOf(isMade: (kind: string) => boolean, number: string): string {
  if (isMade('bridge/stp_state')) return 'bridge'
  return isMade('bonding/mode') ? 'bonding' : (TYPES[number] ?? 'unknown')
}

/** Returns the address and interface of the default route; if there is no route, the first address. */
function defaultOf(
  family: 'ipv4' | 'ipv6',
  routes: readonly string[],
  { addresses, links }: Found,
  all: readonly string[],
): Record<string, unknown> {
  const [route = ''] = routes
  const name = /\bdev (\S+)/.exec(route)?.[1]
  const gateway = /\bvia (\S+)/.exec(route)?.[1]
  const own = name === undefined ? undefined : addresses.get(name)?.[family][0]
  const [address] = own ? [own.address] : all
  if (address === undefined) return {}
  const link = name === undefined ? undefined : links.get(name)
  return {
    address,
    ...(name === undefined ? {} : { interface: name }),
    ...(name !== undefined && family === 'ipv4' ? { alias: name } : {}),
    ...(gateway === undefined ? {} : { gateway }),
    ...(own ? { prefix: own.prefix } : {}),
    ...(own && family === 'ipv4' ? netOf(own) : {}),
    ...(own && family === 'ipv6' ? { scope: own.scope } : {}),
    ...(link ? { mtu: link.mtu, type: link.type } : {}),
    ...(link?.macaddress === undefined ? {} : { macaddress: link.macaddress }),
  }
}

/** Returns the netmask, the network address and the broadcast address of an IPv4 address. */
function netOf({ address, prefix, broadcast }: Address): Record<string, string> {
  const mask = netmask(Number(prefix))
  const bytes = address.split('.').map(Number)
  const masks = mask.split('.').map(Number)
  return {
    netmask: mask,
    network: bytes.map((byte, index) => byte & (masks[index] ?? 0)).join('.'),
    broadcast,
  }
}

function describe(name: string, { addresses, links }: Found): Record<string, unknown> {
  const { ipv4, ipv6 } = addresses.get(name) ?? { ipv4: [], ipv6: [] }
  const link = links.get(name)
  const [first, ...others] = ipv4.map(each => ({
    address: each.address,
    prefix: each.prefix,
    ...netOf(each),
  }))
  return {
    device: name,
    active: link?.isUp ?? true,
    ...(link ? { mtu: link.mtu, type: link.type, promisc: link.promisc } : {}),
    ...(link?.speed === undefined ? {} : { speed: link.speed }),
    ...(link?.macaddress === undefined ? {} : { macaddress: link.macaddress }),
    ...(first ? { ipv4: first } : {}),
    ...(others.length > 0 ? { ipv4_secondaries: others } : {}),
    ...(ipv6.length > 0
      ? { ipv6: ipv6.map(({ address, prefix, scope }) => ({ address, prefix, scope })) }
      : {}),
  }
}

function netmask(prefix: number): string {
  return [0, 8, 16, 24].map(start => 256 - 2 ** (8 - Math.max(0, Math.min(8, prefix - start)))).join('.')
}

/** Returns whether an interface name can become a fact name. */
function isName(name: string): boolean {
  // safety: a network interface named like a built-in object property does not become a fact
  return /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,31}$/.test(name) && !(name in {})
}

/** Returns the fact name of an interface in Ansible's form: `br_lan` for `br-lan`. */
function factName(name: string): string {
  return name.replace(/@.*$/, '').replace(/[^A-Za-z0-9_]/g, '_')
}
