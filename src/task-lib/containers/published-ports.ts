import type { InspectedContainer } from './inspected-container.ts'

/** A published port. If `port`, the port on the host, is empty, the program chooses one. */
interface PublishedPort {
  /** Port and protocol in the container: `80/tcp`. */
  readonly inside: string
  readonly address: string
  readonly port: string
}

/** Matches a value of `--publish`: `[[ADDRESS:]PORT:]PORT[/PROTOCOL]`, in which ports may be ranges. */
const SPEC = /^(?:(?:(\[[\da-fA-F:.]+\]|[\d.]*):)?(\d+(?:-\d+)?)?:)?(\d+(?:-\d+)?)(?:\/(tcp|udp|sctp))?$/

/** Whether a string is valid for `--publish`. */
export function isPublishSpec(spec: string): boolean {
  const [, , host, inside = ''] = SPEC.exec(spec) ?? []
  if (!SPEC.test(spec)) return false
  const [first, second] = [portsIn(host ?? ''), portsIn(inside)]
  return first.length <= 1 || second.length <= 1 || first.length === second.length
}

/** Returns published ports in one common form, sorted: `127.0.0.1:8080->80/tcp`. */
export function publishedAs(specs: readonly string[]): string[] {
  return specs.flatMap(portsOf).map(shownPort).sort()
}

/**
 * Returns the published ports of a container in the form of `publishedAs`. Host ports that the task lets the program
 * choose are left out. If all ports are published, ports that `specs` does not list are left out too.
 */
export function foundPorts({ HostConfig }: InspectedContainer, specs: readonly string[]): string[] {
  const asked = specs.flatMap(portsOf)
  const isFree = ({ inside, address }: PublishedPort): boolean =>
    asked.some(each => each.inside === inside && each.address === address && each.port === '')
  const found = Object.entries(HostConfig.PortBindings).flatMap(([inside, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => ({ inside, address: addressOf(HostIp), port: HostPort })),
  )
  const kept = HostConfig.PublishAllPorts
    ? found.filter(({ inside }) => asked.some(each => each.inside === inside))
    : found
  return kept.map(each => shownPort(isFree(each) ? { ...each, port: '' } : each)).sort()
}

function portsOf(spec: string): PublishedPort[] {
  const [, address = '', host = '', inside = '', protocol = 'tcp'] = SPEC.exec(spec) ?? []
  const [outer, inner] = [portsIn(host), portsIn(inside)]
  return inner.map((port, nth) => ({
    inside: `${port}/${protocol}`,
    address: addressOf(address.replace(/^\[|\]$/g, '')),
    // With a range of host ports for a single port, the program chooses one.
    port: outer.length === inner.length ? (outer[nth] ?? '') : '',
  }))
}

function portsIn(range: string): string[] {
  if (range === '') return []
  const [first = 0, last = first] = range.split('-').map(Number)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => String(first + nth))
}

/** Returns an address in one common form. For all addresses, the programs show an empty string or `::`. */
function addressOf(address: string): string {
  return address === '' || address === '::' ? '0.0.0.0' : address
}

function shownPort({ inside, address, port }: PublishedPort): string {
  return `${address}:${port === '0' ? '' : port}->${inside}`
}
