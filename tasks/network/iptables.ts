/**
 * A rule, a chain or a policy of iptables or ip6tables, in the running kernel.
 *
 *     - iptables: { chain: INPUT, protocol: tcp, destination_port: 443, ctstate: [NEW], jump: ACCEPT }
 */
import { defineTask, inSync, type Outputs, plan, sh } from '../../src/authoring/task.ts'
import {
  type Chain,
  type IptablesParams,
  iptablesParams,
  iptablesResource,
  iptablesSteps,
  iptablesWords,
} from '../../src/built-in/firewalls.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { requireTools } from '../../src/built-in/params.ts'

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
  params: iptablesParams,
  outputs: {
    ip_version: 'The value of `ip_version`.',
    table: 'The value of `table`.',
    chain: 'The value of `chain`; null if it is not set.',
    flush: 'The value of `flush`.',
    rule: 'The rule as arguments of iptables, in one text; empty if the params describe no rule.',
    state: 'The value of `state`.',
    chain_management: 'The value of `chain_management`.',
  },
  check: async ({ host, params }) => {
    const chain = chainOf(params)
    const asked = prefetch(iptablesSteps(host, params, chain))
    await requireTools(host, [chain.program], 'install iptables in an earlier task')
    const steps = await asked
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

function chainOf({ ip_version, table, chain = '' }: IptablesParams): Chain {
  return { program: ip_version === 'ipv4' ? 'iptables' : 'ip6tables', table, chain }
}

function outputsOf(params: IptablesParams): Outputs {
  const { ip_version, table, chain = null, flush, state, chain_management } = params
  return { ip_version, table, chain, flush, rule: iptablesWords(params).join(' '), state, chain_management }
}
