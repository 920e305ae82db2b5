import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'

const word = (what: string) =>
  text().refine(value => /^[A-Za-z0-9:][\w.:/,+@*-]*$/.test(value), `expected ${what}`)
const line = (what: string) =>
  text().refine(value => /^(?!-)[^'\r\n\0]+$/.test(value), `expected ${what} in one line, without \`'\``)

const rule = z.strictObject({
  state: z
    .enum(['enabled', 'disabled', 'reloaded', 'reset'])
    .optional()
    .describe(
      '`enabled` and `disabled` switch ufw on or off, now and at boot. `reloaded` reads the rules again on every run. `reset` removes all rules and disables ufw on every run.',
    )
    .meta({ examples: ['enabled'] }),
  default: z
    .enum(['allow', 'deny', 'reject'])
    .optional()
    .describe('The default policy for a direction.')
    .meta({ examples: ['deny'] }),
  direction: z
    .enum(['in', 'incoming', 'out', 'outgoing', 'routed'])
    .optional()
    .describe('For a rule, `in` or `out`. For `default`, `incoming` (the default), `outgoing` or `routed`.')
    .meta({ examples: ['out', 'outgoing'] }),
  logging: z
    .enum(['on', 'off', 'low', 'medium', 'high', 'full'])
    .optional()
    .describe('How much to log. `on` means `low`, unless another level is already set.')
    .meta({ examples: ['medium'] }),
  rule: z
    .enum(['allow', 'deny', 'limit', 'reject'])
    .optional()
    .describe('What to do with connections that match the rule.')
    .meta({ examples: ['allow'] }),
  delete: flag()
    .default(false)
    .describe('Remove the rule.')
    .meta({ examples: [true] }),
  insert: number()
    .refine(position => Number.isInteger(position), 'expected a whole number')
    .optional()
    .describe(
      'Position of a new rule, starting at 1. By default, the rule is added at the end. An existing rule is not moved.',
    )
    .meta({ examples: [1] }),
  insert_relative_to: z
    .enum(['zero', 'first-ipv4', 'last-ipv4', 'first-ipv6', 'last-ipv6'])
    .default('zero')
    .describe('The position from which `insert` is counted.')
    .meta({ examples: ['first-ipv6'] }),
  log: flag()
    .default(false)
    .describe('Log new connections that match the rule.')
    .meta({ examples: [true] }),
  from_ip: word('an address or a network')
    .default('any')
    .describe('Source address or network.')
    .meta({ examples: ['10.0.0.0/8'] }),
  from_port: word('a port, a range or a list of them')
    .optional()
    .describe('Source port.')
    .meta({ examples: ['60000:61000'] }),
  to_ip: word('an address or a network')
    .default('any')
    .describe('Destination address or network.')
    .meta({ examples: ['192.0.2.1'] }),
  to_port: word('a port, a range or a list of them')
    .optional()
    .describe('Destination port, a range `FIRST:LAST`, a list separated by commas, or the name of a service.')
    .meta({ examples: ['443', '80,443', 'ssh'] }),
  proto: z
    .enum(['any', 'tcp', 'udp', 'ipv6', 'esp', 'ah', 'gre', 'igmp'])
    .optional()
    .describe('Protocol.')
    .meta({ examples: ['tcp'] }),
  name: line('the name of a profile')
    .optional()
    .describe('An application profile from `/etc/ufw/applications.d`, instead of a port.')
    .meta({ examples: ['OpenSSH', 'WWW Full'] }),
  interface: word('the name of an interface')
    .optional()
    .describe('The interface, for the `direction` of the rule.')
    .meta({ examples: ['eth0'] }),
  interface_in: word('the name of an interface')
    .optional()
    .describe('The interface on which packets arrive.')
    .meta({ examples: ['eth0'] }),
  interface_out: word('the name of an interface')
    .optional()
    .describe(
      'The interface on which packets leave. It can be combined with `interface_in` only if `route` is set.',
    )
    .meta({ examples: ['eth1'] }),
  route: flag()
    .default(false)
    .describe('Apply the rule to packets that the host forwards.')
    .meta({ examples: [true] }),
  comment: line('a comment')
    .optional()
    .describe('The comment of the rule. If it is not set, ufw removes the comment of an existing rule.')
    .meta({ examples: ['the proxy'] }),
})

/** The validated params of `ufw`. */
export type UfwParams = z.output<typeof rule>

/** The params of the task type `ufw`. */
export const ufwParams = rule
  .refine(given => (given.state ?? given.default ?? given.rule ?? given.logging) !== undefined, {
    path: ['rule'],
    message: 'expected a rule, a default policy, a state or a log level',
  })
  .refine(given => given.default === undefined || !/^(in|out)$/.test(given.direction ?? ''), {
    path: ['direction'],
    message: 'expected `incoming`, `outgoing` or `routed` for `default`',
  })
  .refine(given => given.rule === undefined || /^(in|out)?$/.test(given.direction ?? ''), {
    path: ['direction'],
    message: 'expected `in` or `out` for a rule',
  })
  .refine(given => given.interface === undefined || given.direction !== undefined, {
    path: ['direction'],
    message: 'expected `in` or `out` for the interface',
  })
  .refine(
    given => given.direction === undefined || (given.interface_in ?? given.interface_out) === undefined,
    {
      path: ['direction'],
      message: 'cannot be combined with `interface_in` and `interface_out`, which are directions themselves',
    },
  )
  .refine(given => given.route || given.interface_in === undefined || given.interface_out === undefined, {
    path: ['interface_out'],
    message: 'can be combined with `interface_in` only for a rule of `route`',
  })
  .refine(given => given.state !== 'reset' || (given.default ?? given.rule ?? given.logging) === undefined, {
    path: ['state'],
    message: 'cannot be combined with what it removes: add rules and policies in a later task',
  })
  .refine(given => given.name === undefined || (given.to_port ?? given.proto) === undefined, {
    path: ['name'],
    message: 'cannot be combined with `to_port` and `proto`, which the profile names',
  })
