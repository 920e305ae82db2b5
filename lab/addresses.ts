import { LabError } from './errors.ts'

export type HostKind = 'node' | 'rpm' | 'light'
export type LabHost = { name: string; kind: HostKind; number: number; address: string }

/** The controller's address on the bridge. The package mirror and the release archives are served there too. */
export const controllerAddress = '192.168.202.1'

/**
 * The prefix length of the lab's only network, 192.168.200.0 to 192.168.207.255. All hosts are on it, so none needs
 * a route.
 */
export const prefixLength = 21

/** The maximum number of hosts of each kind. A bridge has 1024 ports. */
export const limits: Record<HostKind, number> = { node: 100, rpm: 9, light: 900 }

/**
 * Returns the host with this number: node1 is at 192.168.202.131 as in the guide, rpm1 at 192.168.202.231, light1 at
 * 192.168.203.1.
 */
function hostNumbered(kind: HostKind, number: number): LabHost {
  if (!Number.isInteger(number) || number < 1 || number > limits[kind])
    throw new LabError(`the lab has ${kind}1 to ${kind}${limits[kind]}; there is no \`${kind}${number}\``)
  const address = kind === 'light' ? lightAddress(number) : `192.168.202.${FIRST[kind] + number}`
  return { name: `${kind}${number}`, kind, number, address }
}

const FIRST = { node: 130, rpm: 230 } as const

function lightAddress(number: number): string {
  const perSubnet = 254 // .0 and .255 are left out: some programs refuse them
  return `192.168.${203 + Math.floor((number - 1) / perSubnet)}.${1 + ((number - 1) % perSubnet)}`
}

/**
 * Returns the hardware address for an address. It is always the same, so that neighbours still know a host that was
 * created again.
 */
export function hardwareAddress(address: string): string {
  const bytes = address.split('.').map(part => Number(part).toString(16).padStart(2, '0'))
  return ['02', '00', ...bytes].join(':')
}

/** Reads a host name such as `node2`, `rpm1` or `light17`. */
export function hostNamed(name: string): LabHost {
  const [, kind, number] = /^(node|rpm|light)([1-9]\d*)$/.exec(name) ?? []
  if (!kind) throw new LabError(`a lab host is named \`node1\` or \`light1\`; got \`${name}\``)
  return hostNumbered(kind as HostKind, Number(number))
}

/** Returns the hosts that a lab of this size has, nodes first. */
export function hostsOf(nodes: number, lights: number, rpms = 0): LabHost[] {
  const numbered = (kind: HostKind, count: number) =>
    Array.from({ length: count }, (_, index) => hostNumbered(kind, index + 1))
  return [...numbered('node', nodes), ...numbered('rpm', rpms), ...numbered('light', lights)]
}
