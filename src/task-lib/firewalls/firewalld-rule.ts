import { orUnknown } from '../../values/unknown.ts'
import type { FirewalldParams } from './firewalld-params.ts'

/** Where a rule is: in the running firewall, or in the configuration. */
export type FirewalldTable = 'immediate' | 'permanent'

/** The tables in which a task changes a rule. */
export function tablesFor(params: FirewalldParams, isOffline: boolean): FirewalldTable[] {
  if (isOffline || isZoneItself(params) || params.target !== undefined) return ['permanent']
  const isImmediate = params.immediate ?? params.permanent !== true
  return [...(isImmediate ? ['immediate' as const] : []), ...(params.permanent ? ['permanent' as const] : [])]
}

/** A rule as the options of firewall-cmd(1) name it; the value is undefined for one that has none. */
export interface Rule {
  readonly name: string
  readonly value?: string | undefined
}

/** The rules that a task names: one, or none if it is about a zone. */
export function rulesOf(params: FirewalldParams): Rule[] {
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

/** Whether a task is about a zone, and not about a rule in one. */
export function isZoneItself(params: FirewalldParams): boolean {
  return rulesOf(params).length === 0
}

/** Whether the rule should be there; a rule that is a flag may be false itself. */
export function isWantedPresent(params: FirewalldParams): boolean {
  const { icmp_block_inversion, masquerade, state } = params
  const isMeant = (icmp_block_inversion ?? masquerade) !== false
  return (state === 'enabled' || state === 'present') === isMeant
}

/** A rule as results and probes name it. */
export function ruleTitle(params: FirewalldParams): string {
  const [rule] = rulesOf(params)
  if (!rule) return `zone ${params.zone}`
  return rule.value === undefined ? rule.name : `${rule.name} ${rule.value}`
}

/** A rule as changes name it. */
export function ruleResource(params: FirewalldParams, table: FirewalldTable): string {
  const zone = orUnknown(() => params.zone)
  return `firewalld:${table} ${typeof zone === 'string' ? zone : 'default'} ${ruleTitle(params)}`
}
