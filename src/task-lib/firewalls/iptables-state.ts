import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** A chain of a table. */
export interface Chain {
  readonly program: 'iptables' | 'ip6tables'
  readonly table: string
  readonly chain: string
}

/** Returns the resource name of a chain, or of a rule in it, in changes. */
export function iptablesResource({ program, table, chain }: Chain, words: readonly string[]): string {
  const version = program === 'iptables' ? 'ipv4' : 'ipv6'
  return `iptables:${[version, table, ...(chain === '' ? [] : [chain]), ...words].join(' ')}`
}

/**
 * Returns the words of an iptables command up to the rule. The command waits up to `wait` seconds for other programs
 * that change rules.
 */
export function iptablesCommand(
  { program, table, chain }: Chain,
  verb: string,
  { wait, position }: { readonly wait: string; readonly position?: string | undefined },
): readonly string[] {
  return [program, '-w', wait, '-t', table, verb, chain, ...(position === undefined ? [] : [position])]
}

/** Probe: whether a rule exists. The result is the error message if iptables refuses the rule. */
export function ruleIsPresent(chain: Chain, words: readonly string[], wait: string): Probe<boolean | string> {
  return probe<boolean | string>({
    title: `whether ${iptablesResource(chain, words)} is there`,
    script: sh`LC_ALL=C ${[...iptablesCommand(chain, '-C', { wait }), ...words]} 2>&1`,
    // Status 1: the rule or chain does not exist. 2 and above: the command is invalid, or the user is not allowed to
    // run it.
    answers: [0, 1, 2, 3, 4],
    parse: ({ status, stdout }) => {
      const [message = ''] = stdout.toString().split('\n')
      if (status === 1 && /Permission denied/.test(message)) return message
      return status < 2 ? status === 0 : message.replace(/^\S+ v\S+ \(\w+\): /, '')
    },
    own: {
      resource: iptablesResource(chain, words),
      after: ({ after }) => after?.isPresent === true,
    },
  })
}

/** The state of an existing chain. Only built-in chains have a policy. */
export interface ChainState {
  readonly policy?: string
  readonly hasRules: boolean
}

/** Probe for the state of a chain, or of all chains of a table if the name is empty; null if it does not exist. */
export function chainState(chain: Chain): Probe<ChainState | null> {
  const { program, table, chain: name } = chain
  return probe<ChainState | null>({
    title: `chain ${iptablesResource(chain, [])}`,
    script: sh`LC_ALL=C ${[program, '-t', table, '-S', ...(name === '' ? [] : [name])]} 2>/dev/null`,
    answers: [0, 1],
    parse: ({ status, stdout }) => {
      if (status === 1) return null
      const lines = stdout.toString().split('\n')
      const [, policy] = /^-P \S+ (\w+)/.exec(lines[0] ?? '') ?? []
      return { hasRules: lines.some(line => line.startsWith('-A ')), ...(policy ? { policy } : {}) }
    },
    own: {
      resource: iptablesResource(chain, []),
      after: ({ after }) => {
        if (!after) return null
        const policy = after.policy === undefined ? {} : { policy: String(after.policy) }
        return { hasRules: after.hasRules === true, ...policy }
      },
    },
  })
}
