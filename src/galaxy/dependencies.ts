import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '../errors.ts'
import { itemsOf } from '../yaml/describe.ts'
import { loadYamlIfAny } from '../yaml/load.ts'
import { type Requirement, readRequirements, readRoles } from './requirements.ts'

/**
 * Returns the dependencies of an installed role that name their source: those in `meta/requirements.yml`, or entries
 * of `dependencies` with a `src`. Other dependencies, such as roles of the project, are found by name when the role
 * is used. Throws InputError.
 */
export function dependenciesOf(role: string): Requirement[] {
  const listed = firstOf(join(role, 'meta'), 'requirements')
  if (listed !== undefined) return readRequirements(listed).filter(({ kind }) => kind === 'role')
  const meta = firstOf(join(role, 'meta'), 'main')
  const source = meta === undefined ? null : loadYamlIfAny(meta)
  if (meta === undefined || source?.kind !== 'map') return []
  const dependencies = source.entries.get('dependencies')?.value
  if (dependencies?.kind !== 'list') return []
  const fetched = itemsOf(dependencies).filter(saysWhere)
  return readRoles({ ...dependencies, items: fetched }, meta)
}

function firstOf(folder: string, name: string): string | undefined {
  return ['.yml', '.yaml'].map(ending => join(folder, `${name}${ending}`)).find(existsSync)
}

function saysWhere(item: Source): boolean {
  if (item.kind === 'map') return item.entries.has('src')
  return item.kind === 'scalar' && typeof item.value === 'string' && /[/:]/.test(item.value)
}
