import type { FirewalldParams } from './firewalld-params.ts'
import type { FirewalldTable } from './firewalld-rule.ts'

/** The words of a command on the configuration, with or without a running firewalld. */
export function configurationCommand(isOffline: boolean): string[] {
  return isOffline ? ['firewall-offline-cmd'] : ['firewall-cmd', '--permanent']
}

/** The words of a command up to the zone. */
export function zoneCommand({ zone }: FirewalldParams, table: FirewalldTable, isOffline: boolean): string[] {
  if (isOffline) return ['firewall-offline-cmd', ...(zone === undefined ? [] : [`--zone=${zone}`])]
  const permanent = table === 'permanent' ? ['--permanent'] : []
  return ['firewall-cmd', ...permanent, ...(zone === undefined ? [] : [`--zone=${zone}`])]
}
