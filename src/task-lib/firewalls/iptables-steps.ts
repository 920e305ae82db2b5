import type { ChangeInput } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { IptablesParams } from './iptables-params.ts'
import { hasRule, iptablesWords } from './iptables-rule.ts'
import { type Chain, chainState, iptablesCommand, iptablesResource, ruleIsPresent } from './iptables-state.ts'

/** An iptables command, and the change that it makes. */
interface Step {
  readonly words: readonly string[]
  readonly change: ChangeInput
}

/**
 * Returns the commands that bring a chain to the wanted state, in this order. Throws TaskError if iptables refuses
 * the rule, or if the chain does not exist and must not be created.
 */
export async function iptablesSteps(
  host: ReadHost,
  params: IptablesParams,
  chain: Chain,
): Promise<readonly Step[]> {
  if (params.flush) return flushed(host, params, chain)
  if (params.policy !== undefined) return withPolicy(host, params, chain)
  return hasRule(params) ? withRule(host, params, chain) : withChain(host, params, chain)
}

async function flushed(host: ReadHost, params: IptablesParams, chain: Chain): Promise<readonly Step[]> {
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

async function withPolicy(host: ReadHost, params: IptablesParams, chain: Chain): Promise<readonly Step[]> {
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

async function withRule(host: ReadHost, params: IptablesParams, chain: Chain): Promise<readonly Step[]> {
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

/** Returns the command that creates the chain of a rule. Throws TaskError if the task does not allow that. */
function creation(params: IptablesParams, chain: Chain): readonly Step[] {
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

async function withChain(host: ReadHost, params: IptablesParams, chain: Chain): Promise<readonly Step[]> {
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
