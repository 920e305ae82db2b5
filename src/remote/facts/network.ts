type LinesOf = (part: string) => string[]

interface Address {
  readonly address: string
  readonly prefix: string
}

/** Addresses, interfaces and default routes, from `ip` if it exists, otherwise from `hostname -I`. */
export function parseNetwork(linesOf: LinesOf): Record<string, unknown> {
  const interfaces = new Map<string, { ipv4: Address[]; ipv6: Address[] }>()
  for (const line of linesOf('addresses')) {
    const [, name = '', family, address = '', prefix = ''] =
      /^\d+:\s+(\S+)\s+(inet6?)\s+([0-9a-fA-F.:]+)(?:\/(\d+))?/.exec(line) ?? []
    if (!isName(name)) continue
    const entry = interfaces.get(name) ?? { ipv4: [], ipv6: [] }
    entry[family === 'inet6' ? 'ipv6' : 'ipv4'].push({ address, prefix })
    interfaces.set(name, entry)
  }
  const links = new Map(linesOf('links').map(line => [line.split(' ')[0] ?? '', line.split(' ')]))
  const all = (family: 'ipv4' | 'ipv6'): string[] =>
    [...interfaces]
      .filter(([name]) => name !== 'lo')
      .flatMap(([, each]) => each[family].map(({ address }) => address))
  const plain = linesOf('hostname-addresses').join(' ').split(/\s+/).filter(Boolean)
  const v4 = interfaces.size > 0 ? all('ipv4') : plain.filter(address => !address.includes(':'))
  const v6 = interfaces.size > 0 ? all('ipv6') : plain.filter(address => address.includes(':'))
  const routes = linesOf('routes')
  const split = routes.indexOf('@6')
  return {
    interfaces: [...new Set([...interfaces.keys(), ...[...links.keys()].filter(isName)])],
    all_ipv4_addresses: v4,
    all_ipv6_addresses: v6,
    default_ipv4: defaultOf('ipv4', routes.slice(0, split), { interfaces, links, addresses: v4 }),
    default_ipv6: defaultOf('ipv6', routes.slice(split + 1), { interfaces, links, addresses: v6 }),
    ...Object.fromEntries(
      [...interfaces].map(([name, each]) => [factName(name), describe(name, each, links.get(name))]),
    ),
  }
}

/** The interface of the default route; without a route, the first address. */
function defaultOf(
  family: 'ipv4' | 'ipv6',
  routes: readonly string[],
  {
    interfaces,
    links,
    addresses,
  }: {
    readonly interfaces: ReadonlyMap<string, { ipv4: Address[]; ipv6: Address[] }>
    readonly links: ReadonlyMap<string, readonly string[]>
    readonly addresses: readonly string[]
  },
): Record<string, unknown> {
  const [route = ''] = routes
  const name = /\bdev (\S+)/.exec(route)?.[1]
  const gateway = /\bvia (\S+)/.exec(route)?.[1]
  const own = name === undefined ? undefined : interfaces.get(name)?.[family][0]
  const [address] = own ? [own.address] : addresses
  if (address === undefined) return {}
  const link = name === undefined ? undefined : links.get(name)
  return {
    address,
    ...(name === undefined ? {} : { interface: name }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(own ? { prefix: own.prefix } : {}),
    ...(own && family === 'ipv4' ? netOf(own) : {}),
    ...(link ? { macaddress: link[1] ?? '', mtu: Number(link[2] ?? '') } : {}),
  }
}

/** The network of an IPv4 address: its mask, and its first and last address. */
function netOf({ address, prefix }: Address): Record<string, string> {
  const mask = netmask(Number(prefix))
  const bytes = address.split('.').map(Number)
  const masks = mask.split('.').map(Number)
  return {
    netmask: mask,
    network: bytes.map((byte, index) => byte & (masks[index] ?? 0)).join('.'),
    broadcast: bytes.map((byte, index) => byte | (255 - (masks[index] ?? 0))).join('.'),
  }
}

function describe(
  name: string,
  { ipv4, ipv6 }: { ipv4: Address[]; ipv6: Address[] },
  link: readonly string[] | undefined,
): Record<string, unknown> {
  const [, mac = '', mtu = '', state = ''] = link ?? []
  const [first, ...others] = ipv4
  return {
    device: name,
    active: state !== 'down',
    macaddress: mac,
    mtu: Number(mtu),
    ...(first ? { ipv4: { ...first, ...netOf(first) } } : {}),
    ...(others.length > 0 ? { ipv4_secondaries: others } : {}),
    ...(ipv6.length > 0 ? { ipv6 } : {}),
  }
}

function netmask(prefix: number): string {
  return [0, 8, 16, 24].map(start => 256 - 2 ** (8 - Math.max(0, Math.min(8, prefix - start)))).join('.')
}

/** Names become fact names: nothing that an object already has. */
function isName(name: string): boolean {
  // safety: a network interface named like a built-in object property does not become a fact
  return /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,31}$/.test(name) && !(name in {})
}

/** Ansible's form: `br-lan` is the fact `br_lan`. */
function factName(name: string): string {
  return name.replace(/@.*$/, '').replace(/[^A-Za-z0-9_]/g, '_')
}
