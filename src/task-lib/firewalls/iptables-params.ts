import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { hasRule } from './iptables-rule.ts'
import { iptablesName, iptablesRuleParams } from './iptables-rule-params.ts'

const rule = z.strictObject({
  table: z
    .enum(['filter', 'nat', 'mangle', 'raw', 'security'])
    .default('filter')
    .describe('Table that contains the chain.')
    .meta({ examples: ['nat'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the rule should exist. Without a rule, whether the chain should exist.')
    .meta({ examples: ['absent'] }),
  action: z
    .enum(['append', 'insert'])
    .default('append')
    .describe(
      'Where to add a new rule: at the end, or at the position `rule_num`. An existing rule is not moved.',
    )
    .meta({ examples: ['insert'] }),
  rule_num: text()
    .refine(value => /^[1-9]\d*$/.test(value), 'expected a number from 1')
    .optional()
    .describe('Position of an inserted rule. Default: 1.')
    .meta({ examples: ['3'] }),
  ip_version: z
    .enum(['ipv4', 'ipv6'])
    .default('ipv4')
    .describe('IP version of the packets. `ipv6` uses ip6tables.')
    .meta({ examples: ['ipv6'] }),
  chain: iptablesName('the name of a chain')
    .optional()
    .describe('Name of the chain.')
    .meta({ examples: ['INPUT'] }),
  ...iptablesRuleParams,
  flush: flag()
    .default(false)
    .describe('Remove all rules of the chain, or of all chains of the table.')
    .meta({ examples: [true] }),
  policy: z
    .enum(['ACCEPT', 'DROP', 'QUEUE', 'RETURN'])
    .optional()
    .describe('Policy of a built-in chain.')
    .meta({ examples: ['DROP'] }),
  wait: text()
    .refine(value => /^\d+$/.test(value), 'expected seconds')
    .default('10')
    .describe('Seconds to wait while another program changes rules.')
    .meta({ examples: ['60'] }),
  chain_management: flag()
    .default(false)
    .describe('Create the chain if it does not exist. With `state: absent` and no rule, delete the chain.')
    .meta({ examples: [true] }),
})

/** The validated params of `iptables`. */
export type IptablesParams = z.output<typeof rule>

/** The params of the task type `iptables`. */
export const iptablesParams = rule
  .refine(({ chain, flush }) => chain !== undefined || flush, {
    path: ['chain'],
    message: 'expected the chain, unless all of a table is to be flushed',
  })
  .refine(({ flush, policy }) => !flush || policy === undefined, {
    path: ['policy'],
    message: 'cannot be combined with `flush`',
  })
  .refine(given => given.set_dscp_mark === undefined || given.set_dscp_mark_class === undefined, {
    path: ['set_dscp_mark_class'],
    message: 'cannot be combined with `set_dscp_mark`',
  })
  .refine(({ jump, gateway }) => jump?.toLowerCase() !== 'tee' || gateway !== undefined, {
    path: ['gateway'],
    message: 'expected the host that a copy goes to',
  })
  .refine(given => (given.log_prefix ?? given.log_level) === undefined || (given.jump ?? 'LOG') === 'LOG', {
    path: ['jump'],
    message: 'expected `LOG` with `log_prefix` and `log_level`',
  })
  .refine(given => given.flush || given.policy !== undefined || given.chain_management || hasRule(given), {
    path: ['chain_management'],
    message: 'expected a rule, or `chain_management: true` for a chain',
  })
