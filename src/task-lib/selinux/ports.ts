import { type Probe, probe } from '../../remote/probe.ts'
import { joinShell } from '../../shell/quote.ts'
import { semanageLines } from './semanage-lines.ts'

export type PortProtocol = 'tcp' | 'udp' | 'dccp' | 'sctp'

/** A port or range of ports, as changes name it. */
export function portResource(port: string, proto: PortProtocol): string {
  return `selinux-port:${proto} ${port}`
}

/**
 * Asks for the type that the policy gives to exactly this port or range; undefined if it gives none. `whose` is `local` for what was
 * added to the policy alone. Source: lines of `semanage port`, `http_port_t  tcp  80, 81, 8008-8009`.
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
    // What was added comes first: it wins over what the policy says of the same port.
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
