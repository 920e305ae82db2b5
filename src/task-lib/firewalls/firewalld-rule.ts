import { orUnknown } from '../../values/unknown.ts'
import type { FirewalldParams } from './firewalld-params.ts'

/** Where a rule is stored: in the running firewall or in the permanent configuration. */
export type FirewalldTable = 'immediate' | 'permanent'

/** Returns where a task changes a rule. */
export function tablesFor(params: FirewalldParams, isOffline: boolean): FirewalldTable[] {
  if (isOffline || isZoneItself(params) || params.target !== undefined) return ['permanent']
  const isImmediate = params.immediate ?? params.permanent !== true
  return [...(isImmediate ? ['immediate' as const] : []), ...(params.permanent ? ['permanent' as const] : [])]
}

/** A rule by the names of firewall-cmd(1). `value` is undefined for a rule that is a flag. */
export interface Rule {
  readonly name: string
  readonly value?: string | undefined
}

/** Returns the rules that a task sets. Valid params have one rule, or none if the task manages a zone. */
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

/** Whether a task manages a zone itself and not a rule in it. */
export function isZoneItself(params: FirewalldParams): boolean {
  return rulesOf(params).length === 0
}

/** Whether the rule should exist. The value `false` of a rule that is a flag reverses `state`. */
export function isWantedPresent(params: FirewalldParams): boolean {
  const { icmp_block_inversion, masquerade, state } = params
  const isMeant = (icmp_block_inversion ?? masquerade) !== false
  return (state === 'enabled' || state === 'present') === isMeant
}

/** Returns the name of a rule for results and probes. */
export function ruleTitle(params: FirewalldParams): string {
  const [rule] = rulesOf(params)
  if (!rule) return `zone ${params.zone}`
  return rule.value === undefined ? rule.name : `${rule.name} ${rule.value}`
}

/** Returns the resource name of a rule in changes. */
export function ruleResource(params: FirewalldParams, table: FirewalldTable): string {
  const zone = orUnknown(() => params.zone)
  return `firewalld:${table} ${typeof zone === 'string' ? zone : 'default'} ${ruleTitle(params)}`
}
