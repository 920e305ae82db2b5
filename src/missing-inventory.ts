import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from './errors.ts'
import type { Dialect } from './yaml/reading.ts'

/** Where Ansible looks for an inventory that nothing names. */
const DEFAULT_OF_ANSIBLE = '/etc/ansible/hosts'

/** What a run without an inventory uses, and says. */
interface Substitute {
  readonly paths: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * What takes the place of a missing inventory: in a project of Ansible the inventory of the whole machine, otherwise none but
 * `localhost`. Throws InputError in any other project.
 */
export function withoutInventory(
  projectDir: string,
  dialect: Dialect,
  ofMachine: string = DEFAULT_OF_ANSIBLE,
): Substitute {
  if (dialect !== 'ansible')
    throw new InputError('there is no inventory', {
      hint: `create ${join(projectDir, 'inventory', 'hosts.yml')}, or name one with \`-i\``,
    })
  if (existsSync(ofMachine)) return { paths: [ofMachine], warnings: [] }
  return { paths: [], warnings: ['there is no inventory: the only host is `localhost`'] }
}
