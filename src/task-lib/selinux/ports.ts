import { type Probe, probe } from '../../remote/probe.ts'
import { joinShell } from '../../shell/quote.ts'
import { semanageLines } from './semanage-lines.ts'

export type PortProtocol = 'tcp' | 'udp' | 'dccp' | 'sctp'

/** Returns the resource name of a port or range of ports. */
export function portResource(port: string, proto: PortProtocol): string {
  return `selinux-port:${proto} ${port}`
}

/**
 * Returns a probe for the type that the policy assigns to exactly this port or range; undefined if there is none. With
 * `local`, only rules that were added to the policy count. Source: lines of `semanage port`, such as `http_port_t  tcp
 * 80, 81, 8008-8009`.
 */
export function portType(
  port: string,
  proto: PortProtocol,
  whose: 'all' | 'local',
): Probe<string | undefined> {
  const listing = (options: readonly string[]) =>
    semanageLines(['port', '-l', '-n', ...options], ` ${proto} `)
  return probe({
    title: `type of port ${proto} ${port} (${whose})`,
    // Added rules come first, because they override the policy's own rule for the same port.
    script: joinShell([listing(['-C']), ...(whose === 'all' ? [listing([])] : [])]),
    parse: ({ stdout }) => {
      const lines = stdout.toString().split('\n')
      const found = lines.map(line => /^(\S+)\s+(\S+)\s+(.+)$/.exec(line.trim()))
      const line = found.find(each => each?.[2] === proto && each[3]?.split(/,\s*/).includes(port))
      return line?.[1]
    },
    own: {
      resource: portResource(port, proto),
      after: ({ after }) => (after ? String(after.setype) : undefined),
    },
  })
}
