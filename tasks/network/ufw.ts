/**
 * A rule, a default policy or the state of ufw, the uncomplicated firewall.
 *
 *     - ufw: { rule: allow, to_port: 443, proto: tcp }
 */
import {
  type ChangeInput,
  type CheckContext,
  defineTask,
  flag,
  type Host,
  inSync,
  number,
  orUnknown,
  plan,
  presentTools,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  onlyRunTells,
  refuseRule,
  relativePosition,
  ruleCommand,
  ruleWords,
  shownRules,
  type UfwDirection,
  type UfwRule,
  type UfwSettings,
  ufwCounts,
  ufwForecast,
  ufwResource,
  ufwSettings,
} from '../../src/built-in.ts'

const word = (what: string) =>
  text().refine(value => /^[A-Za-z0-9:][\w.:/,+@*-]*$/.test(value), `expected ${what}`)
const line = (what: string) =>
  text().refine(value => /^(?!-)[^'\r\n\0]+$/.test(value), `expected ${what} in one line, without \`'\``)

const rule = z.strictObject({
  state: z
    .enum(['enabled', 'disabled', 'reloaded', 'reset'])
    .optional()
    .describe(
      '`enabled` and `disabled`: now and at boot. `reloaded` reads the rules again, and `reset` removes all of them and disables ufw, at every run.',
    )
    .meta({ examples: ['enabled'] }),
  default: z
    .enum(['allow', 'deny', 'reject'])
    .optional()
    .describe('The default policy of a direction.')
    .meta({ examples: ['deny'] }),
  direction: z
    .enum(['in', 'incoming', 'out', 'outgoing', 'routed'])
    .optional()
    .describe(
      'For a rule, `in` or `out`. For `default`, `incoming`, `outgoing` or `routed`; `incoming` if it is not set.',
    )
    .meta({ examples: ['out', 'outgoing'] }),
  logging: z
    .enum(['on', 'off', 'low', 'medium', 'high', 'full'])
    .optional()
    .describe('What is logged. `on` is `low`, unless another level is set already.')
    .meta({ examples: ['medium'] }),
  rule: z
    .enum(['allow', 'deny', 'limit', 'reject'])
    .optional()
    .describe('What the rule does with a connection.')
    .meta({ examples: ['allow'] }),
  delete: flag()
    .default(false)
    .describe('Remove the rule.')
    .meta({ examples: [true] }),
  insert: number()
    .refine(position => Number.isInteger(position), 'expected a whole number')
    .optional()
    .describe(
      'Position of a new rule; 1 is the first. By default, it goes to the end. A rule that exists stays where it is.',
    )
    .meta({ examples: [1] }),
  insert_relative_to: z
    .enum(['zero', 'first-ipv4', 'last-ipv4', 'first-ipv6', 'last-ipv6'])
    .default('zero')
    .describe('What `insert` is counted from.')
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
    .describe('Destination port, range `FIRST:LAST`, list with commas, or name of a service.')
    .meta({ examples: ['443', '80,443', 'ssh'] }),
  proto: z
    .enum(['any', 'tcp', 'udp', 'ipv6', 'esp', 'ah', 'gre', 'igmp'])
    .optional()
    .describe('Protocol.')
    .meta({ examples: ['tcp'] }),
  name: line('the name of a profile')
    .optional()
    .describe('A profile of `/etc/ufw/applications.d`, in place of a port.')
    .meta({ examples: ['OpenSSH', 'WWW Full'] }),
  interface: word('the name of an interface')
    .optional()
    .describe('An interface, in the `direction` of the rule.')
    .meta({ examples: ['eth0'] }),
  interface_in: word('the name of an interface')
    .optional()
    .describe('The interface by which packets come in.')
    .meta({ examples: ['eth0'] }),
  interface_out: word('the name of an interface')
    .optional()
    .describe('The interface by which packets leave. With `interface_in` only for a rule of `route`.')
    .meta({ examples: ['eth1'] }),
  route: flag()
    .default(false)
    .describe('The rule is for packets that the host forwards.')
    .meta({ examples: [true] }),
  comment: line('a comment')
    .optional()
    .describe('A comment of the rule. Without it, ufw removes the comment of a rule that exists.')
    .meta({ examples: ['the proxy'] }),
})

type Params = z.output<typeof rule>

const params = rule
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

/** A command of ufw, and what it changes. */
interface Step {
  readonly words: readonly string[]
  readonly change: ChangeInput
}

export default defineTask({
  summary: 'Adds a rule to ufw or removes it, sets a default policy, and enables or disables ufw.',
  example: `- ufw:
    rule: allow
    to_port: 443
    proto: tcp
    comment: the proxy
`,
  params,
  aliases: {
    ...{ policy: 'default', from: 'from_ip', src: 'from_ip', to: 'to_ip', dest: 'to_ip', port: 'to_port' },
    ...{ protocol: 'proto', app: 'name', if: 'interface', if_in: 'interface_in', if_out: 'interface_out' },
  },
  action: ({ state }) => (state === 'reloaded' || state === 'reset' ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    if (!(await context.host.ask(presentTools(['ufw']))).has('ufw'))
      throw new TaskError('the host has no `ufw`', { hint: 'install ufw in an earlier task' })
    const [settings, ruleStep] = await Promise.all([ufwSettings(context.host), stepOfRule(context)])
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
      : [{ resource: ufwResource(`default ${policyDirection(params)}`) }]),
    ...(orUnknown(() => params.rule) === undefined ? [] : [{ resource: resourceOfRule(params) }]),
  ],
  apply: async ({ host, plan: { data } }) => {
    for (const words of data.commands) await runUfw(host, words)
  },
})

async function stepOfRule({ host, params, isCheckMode }: CheckContext<Params>): Promise<Step | undefined> {
  if (params.rule === undefined) return undefined
  const rule: UfwRule = { ...params, rule: params.rule }
  const isDeleted = params.delete
  const words = ruleCommand(rule, {
    isDeleted,
    position: isDeleted ? undefined : await positionOf(host, params),
  })
  const forecast = await host.ask(ufwForecast(words, resourceOfRule(params)))
  if (typeof forecast === 'string') {
    // Earlier tasks of a dry run may add the rules that it is counted from.
    if (isCheckMode && forecast.startsWith('Invalid position')) onlyRunTells('how many rules ufw has')
    return refuseRule(words, forecast)
  }
  const { ipv4, ipv6, isPredicted } = forecast
  const isMoved = [ipv4, ipv6].some(({ now, next }) => now.join('\n') !== next.join('\n'))
  if (isPredicted === undefined ? !isMoved : isPredicted !== isDeleted) return undefined
  const isUpdate =
    isPredicted === undefined && [ipv4, ipv6].every(({ now, next }) => now.length === next.length)
  const addition = isDeleted ? 'delete' : 'add'
  const change: ChangeInput = {
    resource: resourceOfRule(params),
    action: isUpdate ? 'update' : addition,
    before: isUpdate ? undefined : { isPresent: isDeleted },
    after: { isPresent: !isDeleted },
    text: { before: shownRules(forecast, 'now'), after: shownRules(forecast, 'next') },
  }
  return { words, change }
}

async function positionOf(
  host: ReadHost,
  { insert, insert_relative_to }: Params,
): Promise<number | undefined> {
  if (insert === undefined || insert_relative_to === 'zero') return insert
  return relativePosition(insert, insert_relative_to, await host.ask(ufwCounts))
}

function resourceOfRule(params: Params): string {
  const words = ruleWords({ ...params, rule: params.rule ?? '' })
  return `ufw:${[params.route ? 'route' : 'rule', ...words].join(' ')}`
}

/** The commands in their order: a firewall is enabled only after the rule that may let the next connection in. */
function stepsOf(
  { params, carriedOut }: CheckContext<Params>,
  settings: UfwSettings,
  ruleStep: Step | undefined,
): readonly Step[] {
  const stateStep = carriedOut && isRepeated(params) ? undefined : stepOfState(params, settings)
  const others = [stepOfDefault(params, settings), ruleStep, stepOfLogging(params, settings)]
  const all = params.state === 'disabled' ? [stateStep, ...others] : [...others, stateStep]
  return all.filter(step => step !== undefined)
}

function isRepeated({ state }: Params): boolean {
  return state === 'reloaded' || state === 'reset'
}

const VERBS = { enabled: 'enable', disabled: 'disable', reloaded: 'reload', reset: 'reset' } as const

function stepOfState({ state }: Params, { isActive, isEnabled }: UfwSettings): Step | undefined {
  if (state === undefined) return undefined
  const isWanted = state === 'enabled'
  if ((isWanted || state === 'disabled') && isActive === isWanted && isEnabled === isWanted) return undefined
  const words = ['--force', VERBS[state]]
  const resource = ufwResource('state')
  if (state === 'reloaded') return { words, change: { resource, action: 'reload' } }
  const before = { state: isActive ? 'active' : 'inactive', boot: isEnabled }
  const after = { state: isWanted ? 'active' : 'inactive', boot: isWanted }
  return { words, change: { resource, action: VERBS[state], before, after } }
}

function policyDirection({ direction }: Params): UfwDirection {
  return direction === 'outgoing' || direction === 'routed' ? direction : 'incoming'
}

function stepOfDefault(params: Params, { policies }: UfwSettings): Step | undefined {
  const direction = policyDirection(params)
  const { default: policy } = params
  if (policy === undefined || policies[direction] === policy) return undefined
  const resource = ufwResource(`default ${direction}`)
  const [before, after] = [{ policy: policies[direction] }, { policy }]
  return { words: ['default', policy, direction], change: { resource, action: 'update', before, after } }
}

function stepOfLogging({ logging }: Params, settings: UfwSettings): Step | undefined {
  if (logging === undefined) return undefined
  const isOn = settings.logging !== 'off'
  if (logging === 'on' ? isOn : logging === settings.logging) return undefined
  const [before, after] = [{ level: settings.logging }, { level: logging === 'on' ? 'low' : logging }]
  return {
    words: ['logging', logging],
    change: { resource: ufwResource('logging'), action: 'update', before, after },
  }
}

async function runUfw(host: Host, words: readonly string[]): Promise<void> {
  const title = `ufw ${words.join(' ')}`
  const { status, stdout, stderr } = await host.run(sh`LC_ALL=C ufw ${words}`, { title, ok: 'any' })
  if (status !== 0) refuseRule(words, `${stderr}${stdout}`.trim().replace(/^ERROR: /, ''))
}
