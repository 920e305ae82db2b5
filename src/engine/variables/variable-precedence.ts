import { dirname } from 'node:path'
import type { Layer, Scope } from '../../evaluation/scope.ts'
import type { InheritedVariables } from '../../playbook/keywords/inherit.ts'
import { innermostPrivateRole, isOpen } from '../../playbook/roles/privacy.ts'
import type { Role } from '../../playbook/roles/role.ts'
import type { Play } from '../../playbook/steps.ts'
import type { Gathering, PlayContext, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { playLayer, runLayer } from './builtin-layers.ts'
import { addressEntry, connectionLayer, implied, withKeywords } from './connection-layer.ts'
import { connectionLayers, hostLayers, weakestLayers } from './host-layers.ts'
import { hostvarsOf } from './hostvars.ts'
import { lazyEntry, sourceLayer } from './layers.ts'
import { loopLayers } from './loop-layers.ts'
import { inputsLayer, openOf, privateVariables, publicVariables } from './private-variables.ts'
import { exportedDefaults, exportedVars, privateRoleLayers, roleLayers } from './role-layers.ts'
import { type CachedScope, cachedScope } from './scope-cache.ts'
import { layerOf, searchPathOf } from './search-path.ts'

/**
 * Returns the variables that a task sees on a host. From lowest to highest precedence: defaults of roles, inventory,
 * facts, play `vars`, `vars_files`, `vars` of roles, block and task `vars`, files of `include_vars`, registered and
 * set variables, params of roles, params of includes, `-e`, and built-in variables. The variables of the task's loop
 * are added on top. docs/values.md describes the whole order, and test/differential/precedence.test.ts compares it
 * with Ansible.
 */
export function scopeOf(context: PlayContext, host: HostState, step?: InheritedVariables): Scope {
  const { run, play, gathering } = context
  const own = (step?.vars ?? []).filter(vars => vars.size > 0)
  const params = stepLayers(run, host, gathering, step)
  const hasOwn = own.length > 0 || params.length > 0
  const role = step?.role
  const search = searchPathOf(context, step)
  const owner = innermostPrivateRole(role)
  const key = hasOwn ? step : search
  const scope = cachedScope(
    run,
    host,
    { context, key, gathering, advise: owner && adviceWithin(owner) },
    () => {
      if (role && owner?.privacy)
        return privateLayers(context, host, { step, role, owner, search: search.layer })
      const { defaults, vars, params: ofRoles, names } = roleLayers(context, role)
      return [
        ...connectionLayers(run, host, gathering),
        ...hostLayers(run, host, gathering, defaults),
        sourceLayer(play.vars),
        ...(context.varsFiles.get(host) ?? []).map(sourceLayer),
        ...vars,
        ...own.map(sourceLayer),
        publicVariables(host.included),
        publicVariables(host.variables),
        ...ofRoles,
        ...params,
        sourceLayer(run.settings.extraVars),
        ownRunLayer(run, host, gathering),
        playLayer(context),
        ...names,
        search.layer,
      ]
    },
  )
  return withKeywords(run, scope, host, step)
}

/** Returns the layers that surrounding loops and includes, and the task's delegation, add for a task. */
function stepLayers(
  run: RunContext,
  host: HostState,
  gathering: Gathering,
  step: InheritedVariables | undefined,
): Layer[] {
  return [...loopLayers(host, step), ...delegateLayers(run, gathering, step)]
}

/**
 * Returns the layer with `ansible_delegated_vars` for a task with `delegate_to`. It contains all hosts, because the
 * delegate may depend on the loop item.
 */
function delegateLayers(
  run: RunContext,
  gathering: Gathering,
  step: InheritedVariables | undefined,
): Layer[] {
  if (!step?.delegateTo) return []
  return [new Map([['ansible_delegated_vars', lazyEntry(() => hostvarsOf(run, gathering, shownScope))]])]
}

/**
 * Returns the variables of a task within a private role: the role's inputs, its own variables, and those that are
 * never private.
 */
function privateLayers(
  context: PlayContext,
  host: HostState,
  {
    step,
    role,
    owner,
    search,
  }: {
    readonly step: InheritedVariables | undefined
    readonly role: Role
    readonly owner: Role
    readonly search: Layer
  },
): Layer[] {
  const { run, play, gathering } = context
  const { defaults, vars, params, names } = privateRoleLayers(role, owner)
  const outer = (): Scope => scopeOf(context, host, owner.privacy?.outer)
  return [
    ...weakestLayers(run, host, gathering, owner),
    connectionLayer(run, host),
    ...hostLayers(run, host, gathering, defaults, openOf),
    openOf(sourceLayer(play.vars)),
    ...(context.varsFiles.get(host) ?? []).map(sourceLayer).map(openOf),
    ...(owner.privacy ? [inputsLayer(owner, owner.privacy, outer)] : []),
    ...vars,
    ...(step?.vars ?? []).map(sourceLayer),
    openOf(host.included),
    privateVariables(owner, host.included),
    openOf(host.variables),
    privateVariables(owner, host.variables),
    ...params,
    ...stepLayers(run, host, gathering, step),
    openOf(sourceLayer(run.settings.extraVars)),
    ownRunLayer(run, host, gathering),
    playLayer(context),
    ...names,
    search,
  ]
}

/** Returns a hint for variables that a private role does not see. */
function adviceWithin({ name: role, privacy }: Role): CachedScope['advise'] {
  return name =>
    privacy?.inputs.has(name) || isOpen(name)
      ? undefined
      : `the variables of the role \`${role}\` are private: to let its users set \`${name}\`, add it to the argument spec`
}

/**
 * Returns the variables for the keywords of a play: those of the play on top of those of a host, by default
 * localhost.
 */
export function playScope(
  run: RunContext,
  play: Pick<Play, 'vars' | 'place'> & Partial<Pick<Play, 'roles'>>,
  host: HostState = run.localhost,
): Scope {
  return cachedScope(run, host, { context: play, gathering: 'on demand' }, () => [
    ...connectionLayers(run, host, 'on demand'),
    ...hostLayers(run, host, 'on demand', exportedDefaults(play.roles ?? [])),
    sourceLayer(play.vars),
    ...exportedVars(play.roles ?? []),
    publicVariables(host.included),
    publicVariables(host.variables),
    sourceLayer(run.settings.extraVars),
    ownRunLayer(run, host, 'on demand'),
    new Map([['playbook_dir', { value: dirname(play.place.file) }]]),
    layerOf([dirname(play.place.file)]),
  ])
}

/** Returns a host's variables outside of any play, for its connection settings. */
export function hostScope(run: RunContext, host: HostState): Scope {
  return cachedScope(run, host, { context: run, gathering: 'on demand' }, () => [
    new Map([['ansible_host', implied(addressEntry(run, host))]]),
    ...weakestLayers(run, host, 'on demand'),
    ...ofHost(run, host, 'on demand'),
  ])
}

/** Returns the variables of a host that `hostvars` shows. */
function shownScope(run: RunContext, host: HostState, gathering: Gathering): Scope {
  return cachedScope(run, host, { context: run, key: `hostvars, ${gathering}`, gathering }, () => [
    ...connectionLayers(run, host, gathering),
    ...ofHost(run, host, gathering),
  ])
}

function ofHost(run: RunContext, host: HostState, gathering: Gathering): Layer[] {
  return [
    ...hostLayers(run, host, gathering),
    publicVariables(host.included),
    publicVariables(host.variables),
    sourceLayer(run.settings.extraVars),
    ownRunLayer(run, host, gathering),
  ]
}

function ownRunLayer(run: RunContext, host: HostState, gathering: Gathering): Layer {
  return runLayer(run, host, gathering, () => hostvarsOf(run, gathering, shownScope))
}
