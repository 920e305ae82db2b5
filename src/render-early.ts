import type { RunContext } from './engine/state/context.ts'
import { sources } from './engine/variables/layers.ts'
import { roleNames } from './engine/variables/role-layers.ts'
import { playScope } from './engine/variables/variable-precedence.ts'
import { InputError, type Source } from './errors.ts'
import type { InnerVars } from './playbook/keywords/context.ts'
import { allDependencies, type Role } from './playbook/roles/role.ts'
import { PendingValueError } from './values/deferred.ts'
import type { VarsSource } from './yaml/load.ts'

/**
 * Renders a value that is needed before any host is selected, with these variables of its play and, of an import, what is around it.
 * Throws InputError if it depends on facts.
 */
export function renderEarly(run: RunContext, source: Source, vars: VarsSource, inner?: InnerVars): unknown {
  const around = rolesAround(inner?.role)
  // Ansible reads imports without the inventory: a default of the role goes before a variable of the group `all`.
  const ofPlay = new Map([...around.flatMap(({ defaults }) => [...defaults]), ...vars])
  const roles = around.map(role => ({ role, handlers: [], isExported: true }))
  const scope = playScope(run, { vars: ofPlay, place: source.place, roles })
  const own = [...(inner?.own ?? [])].filter(([name]) => !run.settings.extraVars.has(name))
  const names = inner?.role ? [roleNames(inner.role)] : []
  const layers = [...(own.length > 0 ? [sources(new Map(own))] : []), ...names]
  try {
    return layers.reduce((outer, layer) => outer.extend(layer), scope).render(source)
  } catch (error) {
    if (!(error instanceof PendingValueError)) throw error
    throw new InputError(error.message, { place: source.place, cause: error })
  }
}

/** The roles whose variables a task in a role sees, the weakest first. */
function rolesAround(role: Role | undefined): readonly Role[] {
  return role ? [...allDependencies(role), ...role.around, role] : []
}
