/**
 * A rule, a chain or a policy of iptables or ip6tables, in the running kernel.
 *
 *     - iptables: { chain: INPUT, protocol: tcp, destination_port: 443, ctstate: [NEW], jump: ACCEPT }
 */
import {
  type ChangeInput,
  defineTask,
  flag,
  inSync,
  type Outputs,
  oneOrMore,
  plan,
  presentTools,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  type Chain,
  chainState,
  commaList,
  iptablesCommand,
  iptablesResource,
  iptablesWords,
  ruleIsPresent,
} from '../../src/built-in.ts'

const word = (what: string) =>
  text().refine(value => /^(?!-)[^\s\0]+( [^\s\0]+)*$/.test(value), `expected ${what}`)
const name = (what: string) => text().refine(value => /^[\w][\w.+-]*$/.test(value), `expected ${what}`)
const line = (what: string) =>
  text().refine(value => value !== '' && !/[\r\n\0]/.test(value), `expected ${what} in one line`)

const rule = z.strictObject({
  table: z
    .enum(['filter', 'nat', 'mangle', 'raw', 'security'])
    .default('filter')
    .describe('Table of the chain.')
    .meta({ examples: ['nat'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the rule should be there; without a rule, the chain.')
    .meta({ examples: ['absent'] }),
  action: z
    .enum(['append', 'insert'])
    .default('append')
    .describe('Where a new rule goes: to the end, or to `rule_num`. A rule that exists stays where it is.')
    .meta({ examples: ['insert'] }),
  rule_num: text()
    .refine(value => /^[1-9]\d*$/.test(value), 'expected a number from 1')
    .optional()
    .describe('Position of a rule that is inserted; 1 if it is not set.')
    .meta({ examples: ['3'] }),
  ip_version: z
    .enum(['ipv4', 'ipv6'])
    .default('ipv4')
    .describe('Which packets: `ipv6` uses ip6tables.')
    .meta({ examples: ['ipv6'] }),
  chain: name('the name of a chain')
    .optional()
    .describe('The chain.')
    .meta({ examples: ['INPUT'] }),
  protocol: word('a protocol')
    .optional()
    .describe('Protocol. `!` before a value means all others, here and below.')
    .meta({ examples: ['tcp', '!udp'] }),
  source: word('an address or a network')
    .optional()
    .describe('Source address or network.')
    .meta({ examples: ['192.0.2.0/24'] }),
  destination: word('an address or a network')
    .optional()
    .describe('Destination address or network.')
    .meta({ examples: ['!198.51.100.1'] }),
  match: oneOrMore(name('the name of a match'))
    .default([])
    .describe('Matches to load in addition to those that other params need.')
    .meta({ examples: [['conntrack']] }),
  tcp_flags: z
    .strictObject({ flags: z.array(name('a flag')), flags_set: z.array(name('a flag')) })
    .optional()
    .describe('TCP flags: which of `flags` must be set.')
    .meta({ examples: [{ flags: ['ALL'], flags_set: ['ACK', 'SYN'] }] }),
  jump: name('the name of a target')
    .optional()
    .describe('Target: `ACCEPT`, `DROP`, another chain.')
    .meta({ examples: ['ACCEPT'] }),
  goto: name('the name of a chain')
    .optional()
    .describe('Chain to continue in, without coming back.')
    .meta({ examples: ['CUSTOM'] }),
  gateway: word('an address')
    .optional()
    .describe('With `jump: TEE`, the host that a copy goes to.')
    .meta({ examples: ['192.0.2.9'] }),
  log_prefix: line('a prefix')
    .optional()
    .describe('Text before a line of the log; `jump` is `LOG` then.')
    .meta({ examples: ['dropped: '] }),
  log_level: z
    .enum([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      'emerg',
      'alert',
      'crit',
      'error',
      'warning',
      'notice',
      'info',
      'debug',
    ])
    .optional()
    .describe('Level of a line of the log; `jump` is `LOG` then.')
    .meta({ examples: ['info'] }),
  in_interface: word('the name of an interface')
    .optional()
    .describe('Interface by which packets come in; `+` at the end stands for any rest.')
    .meta({ examples: ['eth0', '!lo'] }),
  out_interface: word('the name of an interface')
    .optional()
    .describe('Interface by which packets leave.')
    .meta({ examples: ['eth1'] }),
  fragment: z
    .enum(['', '!'])
    .optional()
    .describe('Fragments after the first one of a packet; with `!`, all other packets.')
    .meta({ examples: ['!'] }),
  set_counters: word('packets and bytes')
    .optional()
    .describe('Counters of a new rule: packets and bytes.')
    .meta({ examples: ['0,0'] }),
  source_port: word('a port or a range')
    .optional()
    .describe('Source port or range `FIRST:LAST`.')
    .meta({ examples: ['1024:65535'] }),
  destination_port: word('a port or a range')
    .optional()
    .describe('Destination port or range `FIRST:LAST`.')
    .meta({ examples: ['443'] }),
  destination_ports: commaList(word('a port or a range'))
    .default([])
    .describe('Up to 15 destination ports and ranges.')
    .meta({ examples: [['80', '443', '8000:8010']] }),
  to_ports: word('a port or a range')
    .optional()
    .describe('With `jump: REDIRECT`, the port or range.')
    .meta({ examples: ['8443'] }),
  to_destination: word('an address')
    .optional()
    .describe('With `jump: DNAT`, the new destination.')
    .meta({ examples: ['192.0.2.1:8443'] }),
  to_source: word('an address')
    .optional()
    .describe('With `jump: SNAT`, the new source.')
    .meta({ examples: ['192.0.2.1'] }),
  syn: z
    .enum(['ignore', 'match', 'negate'])
    .default('ignore')
    .describe('Whether only packets that open a connection match, or only the others.')
    .meta({ examples: ['match'] }),
  set_dscp_mark: word('a number')
    .optional()
    .describe('With `jump: DSCP`, the mark.')
    .meta({ examples: ['8'] }),
  set_dscp_mark_class: word('a class')
    .optional()
    .describe('With `jump: DSCP`, the class.')
    .meta({ examples: ['CS1'] }),
  comment: line('a comment')
    .optional()
    .describe('A comment. It belongs to the rule: with another one, it is another rule.')
    .meta({ examples: ['the proxy'] }),
  ctstate: commaList(name('a state'))
    .default([])
    .describe('States of the connection.')
    .meta({ examples: [['ESTABLISHED', 'RELATED']] }),
  src_range: word('a range of addresses')
    .optional()
    .describe('Range of source addresses.')
    .meta({ examples: ['192.0.2.1-192.0.2.9'] }),
  dst_range: word('a range of addresses')
    .optional()
    .describe('Range of destination addresses.')
    .meta({ examples: ['192.0.2.1-192.0.2.9'] }),
  match_set: word('the name of a set')
    .optional()
    .describe('A set of ipset that the packet matches.')
    .meta({ examples: ['admins'] }),
  match_set_flags: z
    .enum(['src', 'dst', 'src,dst', 'dst,src'])
    .optional()
    .describe('What of the packet is in the set; `src` if it is not set.')
    .meta({ examples: ['src'] }),
  limit: word('a rate')
    .optional()
    .describe('Rate up to which packets match.')
    .meta({ examples: ['5/minute'] }),
  limit_burst: word('a number')
    .optional()
    .describe('Packets that match before `limit` holds.')
    .meta({ examples: ['20'] }),
  uid_owner: word('a user')
    .optional()
    .describe('User of the process that sends.')
    .meta({ examples: ['www-data'] }),
  gid_owner: word('a group')
    .optional()
    .describe('Group of the process that sends.')
    .meta({ examples: ['www-data'] }),
  reject_with: name('a kind of rejection')
    .optional()
    .describe('What is sent back; `jump` is `REJECT` then.')
    .meta({ examples: ['tcp-reset'] }),
  icmp_type: word('a type of ICMP')
    .optional()
    .describe('Type of ICMP.')
    .meta({ examples: ['echo-request'] }),
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
    .describe('Seconds to wait for other programs that change rules.')
    .meta({ examples: ['60'] }),
  chain_management: flag()
    .default(false)
    .describe('Create the chain if it does not exist. With `state: absent` and no rule, delete the chain.')
    .meta({ examples: [true] }),
})

type Params = z.output<typeof rule>

const params = rule
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

/** A command, and what it changes. */
interface Step {
  readonly words: readonly string[]
  readonly change: ChangeInput
}

export default defineTask({
  summary: 'Adds a rule to a chain of iptables or removes it, and sets policies and chains.',
  example: `- iptables:
    chain: INPUT
    protocol: tcp
    destination_port: 443
    ctstate: [NEW]
    jump: ACCEPT
    comment: the proxy
`,
  params,
  check: async ({ host, params }) => {
    const chain = chainOf(params)
    if (!(await host.ask(presentTools([chain.program]))).has(chain.program))
      throw new TaskError(`the host has no \`${chain.program}\``, {
        hint: 'install iptables in an earlier task',
      })
    const steps = await stepsOf(host, params, chain)
    const outputs = outputsOf(params)
    if (steps.length === 0) return inSync(outputs)
    return plan(
      steps.map(({ change }) => change),
      { commands: steps.map(({ words }) => words) },
      outputs,
    )
  },
  mayChange: ({ params }) => [{ resource: iptablesResource(chainOf(params), iptablesWords(params)) }],
  apply: async ({ host, plan: { data } }) => {
    for (const words of data.commands) await host.run(sh`LC_ALL=C ${words}`, { title: words.join(' ') })
  },
})

function chainOf({ ip_version, table, chain = '' }: Params): Chain {
  return { program: ip_version === 'ipv4' ? 'iptables' : 'ip6tables', table, chain }
}

function hasRule(params: Params): boolean {
  return iptablesWords(params).length > 0
}

function outputsOf(params: Params): Outputs {
  const { ip_version, table, chain = null, flush, state, chain_management } = params
  return { ip_version, table, chain, flush, rule: iptablesWords(params).join(' '), state, chain_management }
}

async function stepsOf(host: ReadHost, params: Params, chain: Chain): Promise<readonly Step[]> {
  if (params.flush) return flushed(host, params, chain)
  if (params.policy !== undefined) return withPolicy(host, params, chain)
  return hasRule(params) ? withRule(host, params, chain) : withChain(host, params, chain)
}

async function flushed(host: ReadHost, params: Params, chain: Chain): Promise<readonly Step[]> {
  const state = await host.ask(chainState(chain))
  if (!state?.hasRules) return []
  const { hasRules: _, ...policy } = state
  const words = iptablesCommand(chain, '-F', params).filter(each => each !== '')
  const after = { ...policy, hasRules: false }
  return [
    {
      words,
      change: { resource: iptablesResource(chain, []), action: 'flush', before: { ...state }, after },
    },
  ]
}

async function withPolicy(host: ReadHost, params: Params, chain: Chain): Promise<readonly Step[]> {
  const { policy = '' } = params
  const state = await host.ask(chainState(chain))
  if (state?.policy === undefined)
    throw new TaskError(`the table ${chain.table} has no built-in chain \`${chain.chain}\``, {
      hint: 'only built-in chains, such as INPUT, have a policy; `become: true` is needed to see them',
    })
  if (state.policy === policy) return []
  const words = [...iptablesCommand(chain, '-P', params), policy]
  const after = { ...state, policy }
  return [
    {
      words,
      change: { resource: iptablesResource(chain, []), action: 'update', before: { ...state }, after },
    },
  ]
}

async function withRule(host: ReadHost, params: Params, chain: Chain): Promise<readonly Step[]> {
  const rule = iptablesWords(params)
  const isWanted = params.state === 'present'
  const [found, state] = await Promise.all([
    host.ask(ruleIsPresent(chain, rule, params.wait)),
    isWanted ? host.ask(chainState(chain)) : undefined,
  ])
  if (typeof found === 'string')
    throw new TaskError(`${chain.program} refuses \`${rule.join(' ')}\`: ${found}`, {
      ...(/Permission denied/.test(found) ? { hint: 'set `become: true`' } : {}),
    })
  if (found === isWanted) return []
  const change = {
    resource: iptablesResource(chain, rule),
    action: isWanted ? params.action : 'delete',
    before: { isPresent: found },
    after: { isPresent: isWanted },
  }
  const position = isWanted && params.action === 'insert' ? params.rule_num : undefined
  const verb = { append: '-A', insert: '-I' }[params.action]
  const words = [...iptablesCommand(chain, isWanted ? verb : '-D', { ...params, position }), ...rule]
  return [...(state === null ? creation(params, chain) : []), { words, change }]
}

/** Throws TaskError if the chain of a rule does not exist, and is not to be created. */
function creation(params: Params, chain: Chain): readonly Step[] {
  if (!params.chain_management)
    throw new TaskError(`the table ${chain.table} has no chain \`${chain.chain}\``, {
      hint: 'set `chain_management: true`, or create it in an earlier task',
    })
  const change = {
    resource: iptablesResource(chain, []),
    action: 'create',
    before: null,
    after: { hasRules: false },
  }
  return [{ words: iptablesCommand(chain, '-N', params), change }]
}

async function withChain(host: ReadHost, params: Params, chain: Chain): Promise<readonly Step[]> {
  const state = await host.ask(chainState(chain))
  if (params.state === 'present') return state === null ? creation(params, chain) : []
  if (state === null) return []
  const change = {
    resource: iptablesResource(chain, []),
    action: 'delete',
    before: { ...state },
    after: null,
  }
  return [{ words: iptablesCommand(chain, '-X', params), change }]
}
