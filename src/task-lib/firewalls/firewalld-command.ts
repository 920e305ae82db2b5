import type { FirewalldParams } from './firewalld-params.ts'
import type { FirewalldTable } from './firewalld-rule.ts'

/**
 * Returns the first words of a command that changes the permanent configuration; firewalld need not be running if
 * `isOffline`.
 */
export function configurationCommand(isOffline: boolean): string[] {
  return isOffline ? ['firewall-offline-cmd'] : ['firewall-cmd', '--permanent']
}

/** Returns the first words of a command, up to the zone. */
export function zoneCommand({ zone }: FirewalldParams, table: FirewalldTable, isOffline: boolean): string[] {
  if (isOffline) return ['firewall-offline-cmd', ...(zone === undefined ? [] : [`--zone=${zone}`])]
  const permanent = table === 'permanent' ? ['--permanent'] : []
  return ['firewall-cmd', ...permanent, ...(zone === undefined ? [] : [`--zone=${zone}`])]
}
