/**
 * A rule, a default policy or the state of ufw, the uncomplicated firewall.
 *
 *     - ufw: { rule: allow, to_port: 443, proto: tcp }
 */
import {
  type CheckContext,
  defineTask,
  type Host,
  inSync,
  orUnknown,
  plan,
  sh,
} from '../../src/authoring/task.ts'
import {
  refuseRule,
  type UfwParams,
  type UfwSettings,
  type UfwStep,
  ufwLoggingStep,
  ufwParams,
  ufwPolicyDirection,
  ufwPolicyStep,
  ufwResource,
  ufwRuleResource,
  ufwRuleStep,
  ufwSettings,
  ufwStateStep,
} from '../../src/built-in/firewalls.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { requireTools } from '../../src/built-in/params.ts'

export default defineTask({
  summary: 'Adds a rule to ufw or removes it, sets a default policy, and enables or disables ufw.',
  example: `- ufw:
    rule: allow
    to_port: 443
    proto: tcp
    comment: the proxy
`,
  params: ufwParams,
  aliases: {
    ...{ policy: 'default', from: 'from_ip', src: 'from_ip', to: 'to_ip', dest: 'to_ip', port: 'to_port' },
    ...{ protocol: 'proto', app: 'name', if: 'interface', if_in: 'interface_in', if_out: 'interface_out' },
  },
  outputs: {
    commands:
      'The commands of ufw that make the changes, as a list of texts; empty if nothing was to be changed.',
  },
  action: ({ state }) => (state === 'reloaded' || state === 'reset' ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    const asked = prefetch(Promise.all([ufwSettings(context.host), ufwRuleStep(context)]))
    await requireTools(context.host, ['ufw'], 'install ufw in an earlier task')
    const [settings, ruleStep] = await asked
    const steps = stepsOf(context, settings, ruleStep)
    const commands = steps.map(({ words }) => ['ufw', ...words].join(' '))
    if (steps.length === 0) return inSync({ commands })
    return plan(
      steps.map(({ change }) => change),
      { commands: steps.map(({ words }) => words) },
      { commands },
    )
  },
  explain: async ({ plan }) =>
    plan.changes.some(({ resource }) => resource === ufwResource('state'))
      ? 'ufw ended with success but is not in that state: see `ufw status verbose`, and whether another firewall removes its rules'
      : undefined,
  mayChange: ({ params }) => [
    ...(orUnknown(() => params.state) === undefined ? [] : [{ resource: ufwResource('state') }]),
    ...(orUnknown(() => params.logging) === undefined ? [] : [{ resource: ufwResource('logging') }]),
    ...(orUnknown(() => params.default) === undefined
      ? []
      : [{ resource: ufwResource(`default ${ufwPolicyDirection(params)}`) }]),
    ...(orUnknown(() => params.rule) === undefined ? [] : [{ resource: ufwRuleResource(params) }]),
  ],
  apply: async ({ host, plan: { data, outputs } }) => {
    for (const words of data.commands) await runUfw(host, words)
    return outputs
  },
})

/**
 * Returns the commands in order: the firewall is enabled only after the rule, which may be the one that allows the next
 * connection.
 */
function stepsOf(
  { params, carriedOut }: CheckContext<UfwParams>,
  settings: UfwSettings,
  ruleStep: UfwStep | undefined,
): readonly UfwStep[] {
  const stateStep = carriedOut && isRepeated(params) ? undefined : ufwStateStep(params, settings)
  const others = [ufwPolicyStep(params, settings), ruleStep, ufwLoggingStep(params, settings)]
  const all = params.state === 'disabled' ? [stateStep, ...others] : [...others, stateStep]
  return all.filter(step => step !== undefined)
}

function isRepeated({ state }: UfwParams): boolean {
  return state === 'reloaded' || state === 'reset'
}

async function runUfw(host: Host, words: readonly string[]): Promise<void> {
  const title = `ufw ${words.join(' ')}`
  const { status, stdout, stderr } = await host.run(sh`LC_ALL=C ufw ${words}`, { title, ok: 'any' })
  if (status !== 0) refuseRule(words, `${stderr}${stdout}`.trim().replace(/^ERROR: /, ''))
}
