/**
 * A rule of firewalld: a service, a port, a source, or a zone.
 *
 *     - firewalld: { service: https, permanent: true, immediate: true, state: enabled }
 */
import {
  defineTask,
  flag,
  type Host,
  inSync,
  number,
  orUnknown,
  type Probe,
  plan,
  presentTools,
  probe,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { onlyRunTells } from '../../src/built-in.ts'

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
      'Whether the rule should be in the zone. `present` and `absent` are for a zone itself, or its `target`.',
    )
    .meta({ examples: ['enabled'] }),
  zone: word('the name of a zone')
    .optional()
    .describe('The zone. By default, the default zone of the host.')
    .meta({ examples: ['internal'] }),
  service: word('the name of a service')
    .optional()
    .describe('A service, as firewalld names it.')
    .meta({ examples: ['https'] }),
  port: text()
    .refine(
      port => /^\d+(-\d+)?\/\w+$/.test(port.trim()),
      'expected a port and a protocol, such as `8080/tcp`',
    )
    .optional()
    .describe('A port or a range with its protocol.')
    .meta({ examples: ['8080/tcp', '161-162/udp'] }),
  protocol: word('the name of a protocol')
    .optional()
    .describe('A protocol.')
    .meta({ examples: ['vrrp'] }),
  port_forward: z
    .array(forward)
    .length(1, 'expected one forward')
    .optional()
    .describe('A forward: a list of one map of `port`, `proto`, `toport` and `toaddr`.')
    .meta({ examples: [[{ port: '443', proto: 'tcp', toport: '8443' }]] }),
  rich_rule: text()
    .refine(rule => rule.trim() !== '' && !/[\r\n\0]/.test(rule), 'expected one line')
    .optional()
    .describe('A rich rule.')
    .meta({ examples: ['rule family="ipv4" source address="10.0.0.0/8" service name="ssh" accept'] }),
  source: word('an address or a network')
    .optional()
    .describe('An address or network that belongs to the zone.')
    .meta({ examples: ['192.0.2.0/24'] }),
  interface: word('the name of an interface')
    .optional()
    .describe('An interface that belongs to the zone. It is taken out of another zone.')
    .meta({ examples: ['eth1'] }),
  icmp_block: word('a type of ICMP')
    .optional()
    .describe('A type of ICMP that is blocked.')
    .meta({ examples: ['echo-request'] }),
  icmp_block_inversion: flag()
    .optional()
    .describe('Block every type of ICMP that `icmp_block` does not list. `false` reverses `state`.')
    .meta({ examples: [true] }),
  masquerade: flag()
    .optional()
    .describe('Masquerade what leaves the zone. `false` reverses `state`.')
    .meta({ examples: [true] }),
  target: z
    .enum(['default', 'ACCEPT', 'DROP', '%%REJECT%%'])
    .optional()
    .describe('What happens to packets that no rule of the zone matches. It is always permanent.')
    .meta({ examples: ['DROP'] }),
  permanent: flag()
    .optional()
    .describe('Change the configuration, for the next start of firewalld.')
    .meta({ examples: [true] }),
  immediate: flag()
    .optional()
    .describe('Change the running firewall. By default, only if `permanent` is not set.')
    .meta({ examples: [true] }),
  timeout: number()
    .default(0)
    .describe('Seconds after which the running firewall drops the rule again.')
    .meta({ examples: [60] }),
  offline: flag()
    .default(false)
    .describe('If firewalld is not running, change its configuration without it.')
    .meta({ examples: [true] }),
})

type Params = z.output<typeof rule>

const params = rule
  .refine(params => rulesOf(params).length <= 1, {
    path: ['state'],
    message: 'expected one rule, not several',
  })
  .refine(params => rulesOf(params).length > 0 || params.zone !== undefined, {
    path: ['zone'],
    message: 'expected a rule, or the zone that should be present or absent',
  })
  .refine(
    params => isOfZone(params) === /^(present|absent)$/.test(params.state) || params.target !== undefined,
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

/** Where a rule is: in the running firewall, or in the configuration. */
type Table = 'immediate' | 'permanent'

interface FirewalldPlan {
  readonly tables: readonly Table[]
  readonly isOffline: boolean
}

export default defineTask({
  summary: 'Adds a rule to a zone of firewalld, or removes it.',
  example: `- firewalld:
    service: https
    permanent: true
    immediate: true
    state: enabled
`,
  params,
  check: async ({ host, params, isCheckMode }) => {
    const isOffline = await refuseMissing(host, params, isCheckMode)
    const tables = tablesOf(params, isOffline)
    const found = await Promise.all(
      tables.map(async table => {
        const answer = await host.ask(presenceOf(params, table, isOffline))
        return answer === 'no zone' ? inMissingZone(host, params, isOffline) : answer
      }),
    )
    if (found.includes(null))
      return isCheckMode ? onlyRunTells('what firewalld has, which is not running') : refuse()
    const isWanted = isPresentIn(params)
    const wrong = tables.filter((_, nth) => found[nth] !== isWanted)
    const outputs = { msg: wrong.length > 0 ? `Changed ${titleOf(params)} to ${params.state}` : '' }
    if (wrong.length === 0) return inSync(outputs)
    const changes = wrong.map(table => ({
      resource: resourceOf(params, table),
      action: isWanted ? 'add' : 'remove',
      before: { isPresent: !isWanted },
      after: { isPresent: isWanted },
    }))
    return plan<FirewalldPlan>(changes, { tables: wrong, isOffline }, outputs)
  },
  explain: async ({ params }) =>
    params.timeout > 0 ? 'the rule may have timed out already: set a longer `timeout`' : undefined,
  mayChange: ({ params }) =>
    (['immediate', 'permanent'] as const).map(table => ({ resource: resourceOf(params, table) })),
  apply: async ({ host, params, plan: { data } }) => {
    for (const table of data.tables) await change(host, params, table, data.isOffline)
  },
})

/** Whether the configuration is changed without firewalld. Throws TaskError if the host lacks what is needed. */
async function refuseMissing(host: ReadHost, params: Params, isCheckMode: boolean): Promise<boolean> {
  const tools = await host.ask(presentTools(['firewall-cmd', 'firewall-offline-cmd']))
  if (!tools.has('firewall-cmd'))
    throw new TaskError('the host has no `firewall-cmd`', { hint: 'install firewalld in an earlier task' })
  if (!params.offline || (await host.ask(isRunning))) return false
  if (params.immediate) return isCheckMode ? onlyRunTells('whether firewalld will be running') : refuse()
  if (tools.has('firewall-offline-cmd')) return true
  throw new TaskError('the host has no `firewall-offline-cmd`', {
    hint: 'start firewalld in an earlier task',
  })
}

function refuse(): never {
  throw new TaskError('firewalld is not running', {
    hint: 'start it in an earlier task, or set `offline: true` and `permanent: true`',
  })
}

const isRunning: Probe<boolean> = probe({
  title: 'whether firewalld is running',
  script: sh`LC_ALL=C firewall-cmd --state >/dev/null 2>&1`,
  answers: Array.from({ length: 256 }, (_, status) => status),
  parse: ({ status }) => status === 0,
})

function tablesOf(params: Params, isOffline: boolean): Table[] {
  if (isOffline || isOfZone(params) || params.target !== undefined) return ['permanent']
  const isImmediate = params.immediate ?? params.permanent !== true
  return [...(isImmediate ? ['immediate' as const] : []), ...(params.permanent ? ['permanent' as const] : [])]
}

/** A rule as the options of firewall-cmd(1) name it; the value is undefined for one that has none. */
interface Rule {
  readonly name: string
  readonly value?: string | undefined
}

function rulesOf(params: Params): Rule[] {
  const given = <T>(name: string, value: T | undefined, show: (value: T) => string | undefined) =>
    value === undefined ? [] : [{ name, value: show(value) }]
  const same = (value: string): string => value.trim()
  return [
    ...given('service', params.service, same),
    ...given('port', params.port, same),
    ...given('protocol', params.protocol, same),
    ...given('forward-port', params.port_forward?.[0], ({ port, proto, toport, toaddr }) =>
      [`port=${port}`, `proto=${proto}`, `toport=${toport}`, ...(toaddr ? [`toaddr=${toaddr}`] : [])].join(
        ':',
      ),
    ),
    ...given('rich-rule', params.rich_rule, same),
    ...given('source', params.source, same),
    ...given('interface', params.interface, same),
    ...given('icmp-block', params.icmp_block, same),
    ...given('icmp-block-inversion', params.icmp_block_inversion, () => undefined),
    ...given('masquerade', params.masquerade, () => undefined),
    ...given('target', params.target, same),
  ]
}

function isOfZone(params: Params): boolean {
  return rulesOf(params).length === 0
}

/** Whether the rule should be there; a rule that is a flag may be false itself. */
function isPresentIn(params: Params): boolean {
  const { icmp_block_inversion, masquerade, state } = params
  const isMeant = (icmp_block_inversion ?? masquerade) !== false
  return (state === 'enabled' || state === 'present') === isMeant
}

function titleOf(params: Params): string {
  const [rule] = rulesOf(params)
  if (!rule) return `zone ${params.zone}`
  return rule.value === undefined ? rule.name : `${rule.name} ${rule.value}`
}

function resourceOf(params: Params, table: Table): string {
  const zone = orUnknown(() => params.zone)
  return `firewalld:${table} ${typeof zone === 'string' ? zone : 'default'} ${titleOf(params)}`
}

/** The words of a command up to the zone. */
function commandOf({ zone }: Params, table: Table, isOffline: boolean): string[] {
  if (isOffline) return ['firewall-offline-cmd', ...(zone === undefined ? [] : [`--zone=${zone}`])]
  const permanent = table === 'permanent' ? ['--permanent'] : []
  return ['firewall-cmd', ...permanent, ...(zone === undefined ? [] : [`--zone=${zone}`])]
}

/** The exit statuses of firewall-cmd if firewalld or D-Bus is not running. Source: firewall/errors.py. */
const NOT_RUNNING = [252, 36]
const INVALID_ZONE = 112

/** What a zone has that the host does not have: nothing, if a dry run would create it. Throws TaskError for any other. */
async function inMissingZone(
  host: ReadHost,
  { zone, ...params }: Params,
  isOffline: boolean,
): Promise<false> {
  const itself: Params = { zone, state: 'present', timeout: 0, offline: params.offline }
  if ((await host.ask(presenceOf(itself, 'permanent', isOffline))) === true) return false
  throw new TaskError(`firewalld has no zone \`${zone}\``, {
    hint: 'create it in an earlier task with `state: present` and `permanent: true`, and reload firewalld',
  })
}

/** Asks whether a rule, a target or a zone is there; null if firewalld is not running. */
function presenceOf(params: Params, table: Table, isOffline: boolean): Probe<boolean | 'no zone' | null> {
  const [rule] = rulesOf(params)
  const words = commandOf(params, table, isOffline)
  return probe<boolean | 'no zone' | null>({
    title: `whether ${titleOf(params)} is ${table}`,
    script: rule && rule.name !== 'target' ? query(words, rule) : listed(params, isOffline, rule?.value),
    answers: [0, 1, INVALID_ZONE, ...NOT_RUNNING],
    parse: ({ status }) => {
      if (status === INVALID_ZONE) return 'no zone'
      return NOT_RUNNING.includes(status) ? null : status === 0
    },
    own: { resource: resourceOf(params, table), after: ({ after }) => after?.isPresent === true },
  })
}

function query(words: readonly string[], { name, value }: Rule) {
  return sh`LC_ALL=C ${words} ${value === undefined ? `--query-${name}` : `--query-${name}=${value}`} >/dev/null`
}

/** Whether a zone is listed, or has a target. */
function listed({ zone }: Params, isOffline: boolean, target: string | undefined) {
  const words = isOffline ? ['firewall-offline-cmd'] : ['firewall-cmd', '--permanent']
  const asked = target === undefined ? ['--get-zones'] : [`--zone=${zone}`, '--get-target']
  return sh`o=$(LC_ALL=C ${[...words, ...asked]}) || exit
case " $o " in *${` ${target ?? zone} `}*) exit 0;; esac
exit 1`
}

async function change(host: Host, params: Params, table: Table, isOffline: boolean): Promise<void> {
  const isWanted = isPresentIn(params)
  const [rule] = rulesOf(params)
  const title = `${isWanted ? 'add' : 'remove'} ${titleOf(params)} (${table})`
  const words = isOffline ? ['firewall-offline-cmd'] : ['firewall-cmd', '--permanent']
  if (!rule) {
    const option = isWanted ? `--new-zone=${params.zone}` : `--delete-zone=${params.zone}`
    await host.run(sh`LC_ALL=C ${[...words, option]} >/dev/null`, { title })
    return
  }
  if (rule.name === 'target') {
    const target = isWanted ? rule.value : 'default'
    await host.run(sh`LC_ALL=C ${[...words, `--zone=${params.zone}`, `--set-target=${target}`]} >/dev/null`, {
      title,
    })
    return
  }
  const addition = rule.name === 'interface' ? 'change' : 'add'
  const verb = isWanted ? addition : 'remove'
  // Without firewalld, `--remove-service` means another thing. Source: firewall-offline-cmd(1).
  const kind = isOffline && verb === 'remove' && rule.name === 'service' ? 'service-from-zone' : rule.name
  const option = rule.value === undefined ? `--${verb}-${kind}` : `--${verb}-${kind}=${rule.value}`
  const timeout =
    params.timeout > 0 && isWanted && table === 'immediate' ? [`--timeout=${params.timeout}`] : []
  await host.run(sh`LC_ALL=C ${[...commandOf(params, table, isOffline), option, ...timeout]} >/dev/null`, {
    title,
  })
}
