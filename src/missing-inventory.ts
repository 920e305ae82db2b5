import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, type Source } from './errors.ts'
import type { Dialect } from './yaml/reading.ts'

/** Where Ansible looks for an inventory that nothing names. */
const DEFAULT_OF_ANSIBLE = '/etc/ansible/hosts'

/** Names of this machine, as `hosts` may have them. */
const LOCALHOST = /^(localhost|127\.0\.0\.1|::1)$/

/** What a run without an inventory uses, and warns about. */
interface Substitute {
  readonly paths: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Returns what takes the place of a missing inventory: in a project of Ansible the inventory of the whole machine, if there is one;
 * otherwise none, so that the only host is `localhost`.
 */
export function withoutInventory(dialect: Dialect, ofMachine: string = DEFAULT_OF_ANSIBLE): Substitute {
  if (dialect !== 'ansible') return { paths: [], warnings: [] }
  if (existsSync(ofMachine)) return { paths: [ofMachine], warnings: [] }
  return { paths: [], warnings: ['there is no inventory: the only host is `localhost`'] }
}

/**
 * Refuses plays that are for other hosts than `localhost`, in a project of Drover's own language that has no inventory. Throws
 * InputError.
 */
export function requireInventory(hosts: readonly Source[], projectDir: string): void {
  if (hosts.every(pattern => pattern.kind === 'scalar' && LOCALHOST.test(String(pattern.value)))) return
  throw new InputError('there is no inventory', {
    hint: `create ${join(projectDir, 'inventory', 'hosts.yml')}, or name one with \`-i\``,
  })
}
