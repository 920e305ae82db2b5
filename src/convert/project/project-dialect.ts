import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Returns the dialect of a project and of its conversion: that of Ansible, unless there is a `drover.yml` that sets
 * it.
 */
export function projectDialect(folder: string): 'ansible' | undefined {
  return existsSync(join(folder, 'drover.yml')) ? undefined : 'ansible'
}
