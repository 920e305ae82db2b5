import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The dialect of a project that is converted, and of the outcome: what its `drover.yml` says, or that of Ansible without one. */
export function projectDialect(folder: string): 'ansible' | undefined {
  return existsSync(join(folder, 'drover.yml')) ? undefined : 'ansible'
}
