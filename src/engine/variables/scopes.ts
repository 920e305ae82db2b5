import { dirname } from 'node:path'
import { type Entry, type Layer, Scope } from '../../evaluation/scope.ts'
import type { InheritedVariables } from '../../playbook/keywords/inherit.ts'
import { isOpen, privateAround } from '../../playbook/roles/privacy.ts'
import type { Role } from '../../playbook/roles/role.ts'
import type { Play } from '../../playbook/steps.ts'
import { lazyObject } from '../../values/lazy.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Gathering, PlayContext, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { playLayer, runLayer } from './builtin-layers.ts'
import { addressEntry, connectionLayer, implied, withKeywords } from './connection-layer.ts'
import { factsLayer, interfacesLayer } from './facts-layer.ts'
import { hostvarsOf } from './hostvars.ts'
import { fixed, sources } from './layers.ts'
import { loopLayers } from './loop-layers.ts'
import { adviceOnVariable } from './missing-variable-advice.ts'
import { inputsLayer, mayBeSetFor, openOf, privateOf, shownOf } from './private-variables.ts'
import { exportedDefaults, exportedVars, privateRoleLayers, roleLayers } from './role-layers.ts'
import { layerOf, searchPathOf } from './search-path.ts'

/**
 * The variables that a task sees on a host, weakest first: defaults of roles, inventory, facts, play `vars`, `vars_files`, `vars`
 * of roles, block and task `vars`, files of `include_vars`, registered and set variables, params of roles, what includes give, `-e`, and the names that Drover itself gives. The loop of the task
 * comes on top. docs/values.md has the whole order; Ansible is held to it by test/differential/precedence.test.ts.
 */
export function scopeOf(context: PlayContext, host: HostState, step?: InheritedVariables): Scope {
  const { run, play, gathering } = context
  const own = (step?.vars ?? []).filter(vars => vars.size > 0)
  const params = loopLayers(host, step)
  const hasOwn = own.length > 0 || params.length > 0
  const role = step?.role
  const search = searchPathOf(context, step)
  const owner = privateAround(role)
  const key = hasOwn ? step : search
  const scope = kept(run, host, { context, key, gathering, advise: owner && adviceWithin(owner) }, () => {
    if (role && owner?.privacy)
      return privateLayers(context, host, { step, role, owner, search: search.layer })
    const { defaults, vars, params: ofRoles, names } = roleLayers(context, role)
    return [
      ...connectionLayers(run, host, gathering),
      ...hostLayers(run, host, gathering, defaults),
      sources(play.vars),
      ...(context.varsFiles.get(host) ?? []).map(sources),
      ...vars,
      ...own.map(sources),
      shownOf(host.included),
      shownOf(host.variables),
      ...ofRoles,
      ...params,
      sources(run.settings.extraVars),
      ownRunLayer(run, host, gathering),
      playLayer(context),
      ...names,
      search.layer,
    ]
  })
  return withKeywords(scope, host, step)
}

/** The variables of a task within a private role: its inputs, its own, and what is never private. */
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
    ...weakest(run, host, gathering, owner),
    connectionLayer(run, host),
    ...hostLayers(run, host, gathering, defaults, openOf),
    openOf(sources(play.vars)),
    ...(context.varsFiles.get(host) ?? []).map(sources).map(openOf),
    ...(owner.privacy ? [inputsLayer(owner, owner.privacy, outer)] : []),
    ...vars,
    ...(step?.vars ?? []).map(sources),
    openOf(host.included),
    privateOf(owner, host.included),
    openOf(host.variables),
    privateOf(owner, host.variables),
    ...params,
    ...loopLayers(host, step),
    openOf(sources(run.settings.extraVars)),
    ownRunLayer(run, host, gathering),
    playLayer(context),
    ...names,
    search,
  ]
}

/** A hint for what a private role does not see. */
function adviceWithin({ name: role, privacy }: Role): Keeping['advise'] {
  return name =>
    privacy?.inputs.has(name) || isOpen(name)
      ? undefined
      : `the variables of the role \`${role}\` are private: if its users are to set \`${name}\`, list it in its argument spec`
}

/** The variables that a play's own keywords see: those of a host, or of localhost, under those of the play. */
export function playScope(
  run: RunContext,
  play: Pick<Play, 'vars' | 'place'> & Partial<Pick<Play, 'roles'>>,
  host: HostState = run.localhost,
): Scope {
  return kept(run, host, { context: play, gathering: 'on demand' }, () => [
    ...connectionLayers(run, host, 'on demand'),
    ...hostLayers(run, host, 'on demand', exportedDefaults(play.roles ?? [])),
    sources(play.vars),
    ...exportedVars(play.roles ?? []),
    shownOf(host.included),
    shownOf(host.variables),
    sources(run.settings.extraVars),
    ownRunLayer(run, host, 'on demand'),
    new Map([['playbook_dir', { value: dirname(play.place.file) }]]),
    layerOf([dirname(play.place.file)]),
  ])
}

/** A host's variables outside of any play: what connection settings see. */
export function hostScope(run: RunContext, host: HostState): Scope {
  return kept(run, host, { context: run, gathering: 'on demand' }, () => [
    new Map([['ansible_host', implied(addressEntry(run, host))]]),
    ...weakest(run, host, 'on demand'),
    ...ofHost(run, host, 'on demand'),
  ])
}

/** What `hostvars` shows of a host. */
function shownScope(run: RunContext, host: HostState, gathering: Gathering): Scope {
  return kept(run, host, { context: run, key: `hostvars, ${gathering}`, gathering }, () => [
    ...connectionLayers(run, host, gathering),
    ...ofHost(run, host, gathering),
  ])
}

function ofHost(run: RunContext, host: HostState, gathering: Gathering): Layer[] {
  return [
    ...hostLayers(run, host, gathering),
    shownOf(host.included),
    shownOf(host.variables),
    sources(run.settings.extraVars),
    ownRunLayer(run, host, gathering),
  ]
}

/** Weaker than whatever says anything of the same name. */
function connectionLayers(run: RunContext, host: HostState, gathering: Gathering): Layer[] {
  return [...weakest(run, host, gathering), connectionLayer(run, host)]
}

/**
 * Variables of the inventory and the host itself, above the defaults of roles. Users may use the names `project_dir` and `address` for
 * something else: a playbook's value takes precedence.
 */
function hostLayers(
  run: RunContext,
  host: HostState,
  gathering: Gathering,
  defaults: readonly Layer[] = [],
  shown: (layer: Layer) => Layer = layer => layer,
): Layer[] {
  const hasAddress = defaults.some(layer => layer.has('address'))
  return [
    fixed(
      host,
      'project',
      () =>
        new Map([
          ['project_dir', { value: run.settings.projectDir }],
          ['ansible_managed', { value: 'Ansible managed' }],
        ]),
    ),
    ...defaults,
    ...host.layers.map(shown),
    ...(hasAddress ? [] : [fixed(host, 'address', () => new Map([['address', addressEntry(run, host)]]))]),
    factsLayer(run, host, gathering),
  ]
}

/** The most scopes of one host that are kept in one play. */
const MAX_KEPT = 16

/** What scopes are kept by. */
interface Keeping {
  readonly context: object
  readonly key?: unknown
  readonly gathering: Gathering
  /** A hint for a missing variable that goes before others. */
  readonly advise?: ((name: string) => string | undefined) | undefined
}

/** The earlier scope for the same inputs, if nothing has changed since: its rendered values are kept. */
function kept(
  run: RunContext,
  host: HostState,
  { context, key, gathering, advise }: Keeping,
  layers: () => Layer[],
): Scope {
  const { scopes, epoch } = host
  if (scopes.epoch !== epoch.count) {
    scopes.of.clear()
    scopes.epoch = epoch.count
  }
  const byKey = scopes.of.get(context) ?? new Map<unknown, Scope>()
  if (byKey.size > MAX_KEPT) byKey.clear()
  const scope = byKey.get(key) ?? withVars(layers(), run, gathering, advise)
  scopes.of.set(context, byKey.set(key, scope))
  return scope
}

function withVars(layers: Layer[], run: RunContext, gathering: Gathering, own?: Keeping['advise']): Scope {
  const vars: Entry = {
    value: lazyObject(
      () => scope.names(),
      name => scope.get(name),
    ),
  }
  const layered = [...layers, new Map([['vars', vars]])]
  const advise = (name: string): string | undefined => own?.(name) ?? adviceOnVariable(run, name, gathering)
  const scope: Scope = Scope.of(layered, {
    masks: run.masks,
    keys: run.keys,
    advise,
    controller: run.controller,
  })
  return scope
}

/** Values that exist only if nothing else defines the name. */
function weakest(run: RunContext, host: HostState, gathering: Gathering, owner?: Role): Layer[] {
  const { ahead } = host
  if (!ahead) return [interfacesLayer(run, host, gathering)]
  const mayBeSet = owner ? mayBeSetFor(owner, ahead.maySet) : ahead.maySet
  const maySet = (name: string): boolean => {
    if (!mayBeSet(name)) return false
    throw new UnknownValueError(new Unknown('a task that may not run'))
  }
  const perhaps: Layer = { has: maySet, get: () => undefined, keys: () => [][Symbol.iterator]() }
  return [perhaps, interfacesLayer(run, host, gathering)]
}

function ownRunLayer(run: RunContext, host: HostState, gathering: Gathering): Layer {
  return runLayer(run, host, gathering, () => hostvarsOf(run, gathering, shownScope))
}
