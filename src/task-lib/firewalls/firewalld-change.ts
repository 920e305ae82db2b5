import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import { configurationCommand, zoneCommand } from './firewalld-command.ts'
import type { FirewalldParams } from './firewalld-params.ts'
import { type FirewalldTable, isWantedPresent, type Rule, rulesOf, ruleTitle } from './firewalld-rule.ts'

/** Adds a rule, a target or a zone to the running firewall or the permanent configuration, or removes it. */
export async function changeRule(
  host: Host,
  params: FirewalldParams,
  table: FirewalldTable,
  isOffline: boolean,
): Promise<void> {
  const isWanted = isWantedPresent(params)
  const words = commandFor(params, { table, isOffline, isWanted })
  const title = `${isWanted ? 'add' : 'remove'} ${ruleTitle(params)} (${table})`
  await host.run(sh`LC_ALL=C ${words} >/dev/null`, { title })
}

interface Where {
  readonly table: FirewalldTable
  readonly isOffline: boolean
  readonly isWanted: boolean
}

function commandFor(params: FirewalldParams, where: Where): string[] {
  const { table, isOffline, isWanted } = where
  const { zone } = params
  const [rule] = rulesOf(params)
  if (!rule)
    return [...configurationCommand(isOffline), isWanted ? `--new-zone=${zone}` : `--delete-zone=${zone}`]
  if (rule.name === 'target') {
    const target = isWanted ? rule.value : 'default'
    return [...configurationCommand(isOffline), `--zone=${zone}`, `--set-target=${target}`]
  }
  const isTimed = params.timeout > 0 && isWanted && table === 'immediate'
  return [
    ...zoneCommand(params, table, isOffline),
    ruleOption(rule, where),
    ...(isTimed ? [`--timeout=${params.timeout}`] : []),
  ]
}

function ruleOption({ name, value }: Rule, { isOffline, isWanted }: Where): string {
  const addition = name === 'interface' ? 'change' : 'add'
  const verb = isWanted ? addition : 'remove'
  // In firewall-offline-cmd, `--remove-service` has another meaning. Source: firewall-offline-cmd(1).
  const kind = isOffline && verb === 'remove' && name === 'service' ? 'service-from-zone' : name
  return value === undefined ? `--${verb}-${kind}` : `--${verb}-${kind}=${value}`
}
