import type { RunContext } from './engine/state/context.ts'
import { sourceLayer } from './engine/variables/layers.ts'
import { roleNames, rolesOfVars } from './engine/variables/role-layers.ts'
import { playScope } from './engine/variables/variable-precedence.ts'
import { InputError, type Source } from './errors.ts'
import type { InnerVars } from './playbook/keywords/context.ts'
import { PendingValueError } from './values/deferred.ts'
import type { VarsSource } from './yaml/load.ts'

/**
 * Renders a value that is needed before any host is selected, with these variables of its play and, of an import, what is around it.
 * Throws InputError if it depends on facts.
 */
export function renderEarly(run: RunContext, source: Source, vars: VarsSource, inner?: InnerVars): unknown {
  const role = inner?.role
  // Ansible does not know the users of the role yet: the defaults of dependencies go before theirs, as `vars` always do.
  const seen = role ? rolesOfVars(role) : []
  // It reads imports without the inventory: a default of the role goes before a variable of the group `all`.
  const ofPlay = new Map([...seen.flatMap(({ defaults }) => [...defaults]), ...vars])
  const roles = seen.map(each => ({ role: each, handlers: [], isExported: true }))
  const scope = playScope(run, { vars: ofPlay, place: source.place, roles })
  const own = [...(inner?.own ?? [])].filter(([name]) => !run.settings.extraVars.has(name))
  const names = role ? [roleNames(role)] : []
  const layers = [...(own.length > 0 ? [sourceLayer(new Map(own))] : []), ...names]
  try {
    return layers.reduce((outer, layer) => outer.extend(layer), scope).render(source)
  } catch (error) {
    if (!(error instanceof PendingValueError)) throw error
    throw new InputError(error.message, { place: source.place, cause: error })
  }
}
