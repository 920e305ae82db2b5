import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'
import { filledLineParam } from '../line-param.ts'
import { isZoneItself, rulesOf } from './firewalld-rule.ts'

const word = (what: string) =>
  text().refine(value => /^[A-Za-z0-9][\w./:+-]*$/.test(value), `expected ${what}`)

const forward = z.strictObject({
  port: word('a port or a range'),
  proto: word('a protocol'),
  toport: text(),
  toaddr: text().default(''),
})

const rule = z.strictObject({
  state: z
    .enum(['enabled', 'disabled', 'present', 'absent'])
    .describe(
      'Whether the rule should be in the zone. Use `present` and `absent` only for a zone itself or for its `target`.',
    )
    .meta({ examples: ['enabled'] }),
  zone: word('the name of a zone')
    .optional()
    .describe('The zone. By default, the default zone of the host.')
    .meta({ examples: ['internal'] }),
  service: word('the name of a service')
    .optional()
    .describe('Name of a service that firewalld knows.')
    .meta({ examples: ['https'] }),
  port: text()
    .refine(
      port => /^\d+(-\d+)?\/\w+$/.test(port.trim()),
      'expected a port and a protocol, such as `8080/tcp`',
    )
    .optional()
    .describe('A port or a range of ports, with its protocol.')
    .meta({ examples: ['8080/tcp', '161-162/udp'] }),
  protocol: word('the name of a protocol')
    .optional()
    .describe('A protocol.')
    .meta({ examples: ['vrrp'] }),
  port_forward: z
    .array(forward)
    .length(1, 'expected one forward')
    .optional()
    .describe('A port to forward, as a list of one map with `port`, `proto`, `toport` and `toaddr`.')
    .meta({ examples: [[{ port: '443', proto: 'tcp', toport: '8443' }]] }),
  rich_rule: filledLineParam()
    .optional()
    .describe('A rich rule.')
    .meta({ examples: ['rule family="ipv4" source address="10.0.0.0/8" service name="ssh" accept'] }),
  source: word('an address or a network')
    .optional()
    .describe('An address or network that belongs to the zone.')
    .meta({ examples: ['192.0.2.0/24'] }),
  interface: word('the name of an interface')
    .optional()
    .describe('An interface that belongs to the zone. It is removed from any other zone.')
    .meta({ examples: ['eth1'] }),
  icmp_block: word('a type of ICMP')
    .optional()
    .describe('An ICMP type to block.')
    .meta({ examples: ['echo-request'] }),
  icmp_block_inversion: flag()
    .optional()
    .describe('Block every ICMP type that `icmp_block` does not list. `false` reverses `state`.')
    .meta({ examples: [true] }),
  masquerade: flag()
    .optional()
    .describe('Masquerade traffic that leaves the zone. `false` reverses `state`.')
    .meta({ examples: [true] }),
  target: z
    .enum(['default', 'ACCEPT', 'DROP', '%%REJECT%%'])
    .optional()
    .describe('What to do with packets that no rule of the zone matches. This setting is always permanent.')
    .meta({ examples: ['DROP'] }),
  permanent: flag()
    .optional()
    .describe('Change the permanent configuration, which firewalld loads when it starts.')
    .meta({ examples: [true] }),
  immediate: flag()
    .optional()
    .describe('Change the running firewall. By default, this is done only if `permanent` is not set.')
    .meta({ examples: [true] }),
  timeout: number()
    .default(0)
    .describe('Seconds after which the running firewall removes the rule.')
    .meta({ examples: [60] }),
  offline: flag()
    .default(false)
    .describe('If firewalld is not running, change its configuration files.')
    .meta({ examples: [true] }),
})

/** The validated params of `firewalld`. */
export type FirewalldParams = z.output<typeof rule>

/** The params of the task type `firewalld`. */
export const firewalldParams = rule
  .refine(params => rulesOf(params).length <= 1, {
    path: ['state'],
    message: 'expected one rule, not several',
  })
  .refine(params => rulesOf(params).length > 0 || params.zone !== undefined, {
    path: ['zone'],
    message: 'expected a rule, or the zone that should be present or absent',
  })
  .refine(
    params => isZoneItself(params) === /^(present|absent)$/.test(params.state) || params.target !== undefined,
    {
      path: ['state'],
      message: 'expected `enabled` or `disabled` for a rule, and `present` or `absent` for a zone',
    },
  )
  .refine(
    ({ interface: name, target, zone }) => (name === undefined && target === undefined) || zone !== undefined,
    {
      path: ['zone'],
      message: 'expected the zone',
    },
  )
