/**
 * A rule of firewalld: a service, a port, a source, or a zone.
 *
 *     - firewalld: { service: https, permanent: true, immediate: true, state: enabled }
 */
import { defineTask, inSync, plan, presentTools, type ReadHost, TaskError } from '../../src/authoring/task.ts'
import {
  changeRule,
  type FirewalldParams,
  type FirewalldTable,
  firewalldParams,
  isFirewalldRunning,
  isWantedPresent,
  presenceInMissingZone,
  rulePresence,
  ruleResource,
  ruleTitle,
  tablesFor,
} from '../../src/built-in/firewalls.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'

interface FirewalldPlan {
  readonly tables: readonly FirewalldTable[]
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
  params: firewalldParams,
  outputs: {},
  check: async ({ host, params, isCheckMode }) => {
    const isOffline = await isChangedOffline(host, params, isCheckMode)
    const tables = tablesFor(params, isOffline)
    const found = await Promise.all(
      tables.map(async table => {
        const answer = await host.ask(rulePresence(params, table, isOffline))
        return answer === 'no zone' ? presenceInMissingZone(host, params, isOffline) : answer
      }),
    )
    if (found.includes(null))
      return isCheckMode ? onlyRunTells('what firewalld has, which is not running') : refuse()
    const isWanted = isWantedPresent(params)
    const wrong = tables.filter((_, nth) => found[nth] !== isWanted)
    const outputs = { msg: wrong.length > 0 ? `Changed ${ruleTitle(params)} to ${params.state}` : '' }
    if (wrong.length === 0) return inSync(outputs)
    const changes = wrong.map(table => ({
      resource: ruleResource(params, table),
      action: isWanted ? 'add' : 'remove',
      before: { isPresent: !isWanted },
      after: { isPresent: isWanted },
    }))
    return plan<FirewalldPlan>(changes, { tables: wrong, isOffline }, outputs)
  },
  explain: async ({ params }) =>
    params.timeout > 0 ? 'the rule may have timed out already: set a longer `timeout`' : undefined,
  mayChange: ({ params }) =>
    (['immediate', 'permanent'] as const).map(table => ({ resource: ruleResource(params, table) })),
  apply: async ({ host, params, plan: { data } }) => {
    for (const table of data.tables) await changeRule(host, params, table, data.isOffline)
  },
})

/**
 * Whether the configuration is changed with the offline tool, because firewalld does not run. Throws TaskError if the
 * host lacks a needed program.
 */
async function isChangedOffline(
  host: ReadHost,
  params: FirewalldParams,
  isCheckMode: boolean,
): Promise<boolean> {
  const tools = await host.ask(presentTools(['firewall-cmd', 'firewall-offline-cmd']))
  if (!tools.has('firewall-cmd'))
    throw new TaskError('the host has no `firewall-cmd`', { hint: 'install firewalld in an earlier task' })
  if (!params.offline || (await host.ask(isFirewalldRunning))) return false
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
