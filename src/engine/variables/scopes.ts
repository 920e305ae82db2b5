import { dirname, isAbsolute } from 'node:path'
import { type Entry, type Layer, Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { Play } from '../../playbook/steps.ts'
import { lazyObject } from '../../values/lazy.ts'
import { OMIT } from '../../values/omit.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { Gathering, PlayContext, RunContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import { factsLayer, interfacesLayer } from './facts-layer.ts'
import { adviceOnVariable } from './missing-variable-advice.ts'

/**
 * The variables that a task sees on a host, weakest first: inventory, facts, play `vars`, `vars_files`, block and task
 * `vars`, registered and set variables, what includes give, `-e`, and the names that Drover itself gives. The loop of the task
 * comes on top. docs/values.md has the whole order; Ansible is held to it by test/differential/precedence.test.ts.
 */
export function scopeOf(context: PlayContext, host: HostState, step?: Inherited): Scope {
  const { run, play, gathering } = context
  const own = (step?.vars ?? []).filter(vars => vars.size > 0)
  const params = step?.includeParams ?? []
  const hasOwn = own.length > 0 || params.length > 0
  const scope = kept(run, host, { context, key: hasOwn ? step : undefined, gathering }, () => [
    ...connectionLayers(run, host, gathering),
    ...hostLayers(run, host, gathering),
    sources(play.vars),
    ...(context.varsFiles.get(host) ?? []).map(sources),
    ...own.map(sources),
    host.variables,
    ...params,
    sources(run.settings.extraVars),
    runLayer(run, host, gathering),
    playLayer(context),
  ])
  return withKeywords(scope, host, step)
}

/** The variables that a play's own keywords see: those of a host, or of localhost, under those of the play. */
export function playScope(
  run: RunContext,
  play: Pick<Play, 'vars' | 'place'>,
  host: HostState = run.localhost,
): Scope {
  return kept(run, host, { context: play, gathering: 'on demand' }, () => [
    ...connectionLayers(run, host, 'on demand'),
    ...hostLayers(run, host, 'on demand'),
    sources(play.vars),
    host.variables,
    sources(run.settings.extraVars),
    runLayer(run, host, 'on demand'),
    new Map([['playbook_dir', { value: dirname(play.place.file) }]]),
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
    host.variables,
    sources(run.settings.extraVars),
    runLayer(run, host, gathering),
  ]
}

/** Weaker than whatever says anything of the same name. */
function connectionLayers(run: RunContext, host: HostState, gathering: Gathering): Layer[] {
  return [...weakest(run, host, gathering), connectionLayer(run, host)]
}

/**
 * Variables of the inventory and the host itself. Users may use the names `project_dir` and `address` for
 * something else: a playbook's value takes precedence.
 */
function hostLayers(run: RunContext, host: HostState, gathering: Gathering): Layer[] {
  return [
    fixed(host, 'project', () => new Map([['project_dir', { value: run.settings.projectDir }]])),
    ...host.layers,
    fixed(host, 'address', () => new Map([['address', addressEntry(run, host)]])),
    factsLayer(run, host, gathering),
  ]
}

/** The most scopes of one host that are kept in one play. */
const MAX_KEPT = 16

/** The earlier scope for the same inputs, if nothing has changed since: its rendered values are kept. */
function kept(
  run: RunContext,
  host: HostState,
  { context, key, gathering }: { context: object; key?: unknown; gathering: Gathering },
  layers: () => Layer[],
): Scope {
  const { scopes, epoch } = host
  if (scopes.epoch !== epoch.count) {
    scopes.of.clear()
    scopes.epoch = epoch.count
  }
  const byKey = scopes.of.get(context) ?? new Map<unknown, Scope>()
  if (byKey.size > MAX_KEPT) byKey.clear()
  const scope = byKey.get(key) ?? withVars(layers(), run, gathering)
  scopes.of.set(context, byKey.set(key, scope))
  return scope
}

/** The native connection address: `address`, or Ansible's `ansible_host`, or the inventory's name; `-e` overrides it. */
function addressEntry({ settings }: RunContext, host: HostState): Entry {
  let found: Entry = { value: host.name }
  for (const vars of [...host.inventory.layers.map(layer => layer.vars), settings.extraVars]) {
    const source = vars.get('ansible_host') ?? vars.get('address')
    if (source) found = { source }
  }
  return found
}

function withVars(layers: Layer[], run: RunContext, gathering: Gathering): Scope {
  const vars: Entry = {
    value: lazyObject(
      () => scope.names(),
      name => scope.get(name),
    ),
  }
  const layered = [...layers, new Map([['vars', vars]])]
  const advise = (name: string): string | undefined => adviceOnVariable(run, name, gathering)
  const scope: Scope = Scope.of(layered, { masks: run.masks, keys: run.keys, advise })
  return scope
}

/** Values that exist only if nothing else defines the name. */
function weakest(run: RunContext, host: HostState, gathering: Gathering): Layer[] {
  const { ahead } = host
  if (!ahead) return [interfacesLayer(run, host, gathering)]
  const maySet = (name: string): boolean => {
    if (!ahead.maySet(name)) return false
    throw new UnknownValueError(new Unknown('a task that may not run'))
  }
  const perhaps: Layer = { has: maySet, get: () => undefined, keys: () => [][Symbol.iterator]() }
  return [perhaps, interfacesLayer(run, host, gathering)]
}

/** How a host is reached, under Ansible's names, as far as no variable of that name says it. */
function connectionLayer(run: RunContext, host: HostState): Layer {
  return fixed(host, 'connection', () => makeConnectionLayer(run, host))
}

function makeConnectionLayer(run: RunContext, host: HostState): Layer {
  const { connection, user } = run.settings.connection
  const native = (name: string): Entry | undefined =>
    host.layers.findLast(layer => layer.has(name))?.get(name)
  const layer = new Map<string, Entry>([
    ['ansible_host', implied(addressEntry(run, host))],
    ['ansible_connection', implied(native('connection') ?? { value: connection ?? 'ssh' })],
  ])
  const login = native('user') ?? (user === undefined ? undefined : { value: user })
  const port = native('port')
  if (login) layer.set('ansible_user', implied(login))
  if (port) layer.set('ansible_port', implied(port))
  return layer
}

function implied(entry: Entry): Entry {
  return { ...entry, isImplied: true }
}

/** Drover's names of the command line under Ansible's, which they go before. */
function givenConnection({ extraVars }: RunContext['settings']): [string, Entry][] {
  const names = [
    ['address', 'ansible_host'],
    ['connection', 'ansible_connection'],
    ['user', 'ansible_user'],
    ['port', 'ansible_port'],
  ] as const
  return names.flatMap(([native, ansible]): [string, Entry][] => {
    const source = extraVars.get(native)
    return source && !extraVars.has(ansible) ? [[ansible, { source }]] : []
  })
}

/** What a task or its play says of how its host is reached. */
function withKeywords(scope: Scope, host: HostState, step: Inherited | undefined): Scope {
  if (!step?.user && !step?.connection) return scope
  const { user, connection } = step
  const isGiven = (native: string, ...names: string[]): boolean =>
    host.layers.some(layer => layer.has(native)) || names.some(name => isSet(scope, name))
  const own = new Map<string, Entry>([
    ...(user && !isGiven('user', 'ansible_user', 'ansible_ssh_user')
      ? [['ansible_user', implied({ source: user })] as const]
      : []),
    ...(connection && !isGiven('connection', 'ansible_connection')
      ? [['ansible_connection', implied({ source: connection })] as const]
      : []),
  ])
  const known = withKeyword.get(scope) ?? new Map<Inherited, Scope>()
  const extended = known.get(step) ?? scope.extend(own)
  withKeyword.set(scope, known.set(step, extended))
  return extended
}

/** Whether something sets a variable, or may have set it by then. */
function isSet(scope: Scope, name: string): boolean {
  try {
    const entry = scope.entry(name)
    return entry !== undefined && entry.isImplied !== true
  } catch (error) {
    if (error instanceof UnknownValueError) return true
    throw error
  }
}

/** A scope lasts for as long as nothing has changed; so does what is made of it. */
const withKeyword = new WeakMap<Scope, Map<Inherited, Scope>>()

function runLayer(run: RunContext, host: HostState, gathering: Gathering): Layer {
  return fixed(host, `run, ${gathering}`, () => makeRunLayer(run, host, gathering))
}

function makeRunLayer(run: RunContext, host: HostState, gathering: Gathering): Layer {
  const { settings, inventory } = run
  const { file } = host.inventory.place
  const [inventoryFile = file] = isAbsolute(file) ? [file] : settings.inventories
  return new Map<string, Entry>([
    ...givenConnection(settings),
    ['inventory_hostname', { value: host.name }],
    ['inventory_hostname_short', { value: host.name.split('.')[0] }],
    ['group_names', { value: host.inventory.groups.filter(group => group !== 'all') }],
    ['groups', later(() => Object.fromEntries(inventory.groups))],
    ['hostvars', later(() => hostvarsOf(run, gathering))],
    ['inventory_file', { value: inventoryFile }],
    ['inventory_dir', { value: dirname(inventoryFile) }],
    ['ansible_check_mode', { value: settings.isCheckMode }],
    ['ansible_diff_mode', { value: settings.showDiff }],
    ['ansible_run_tags', { value: settings.tags.length > 0 ? settings.tags : ['all'] }],
    ['ansible_skip_tags', { value: settings.skipTags }],
    ['ansible_limit', { value: settings.limit ?? '' }],
    ['ansible_forks', { value: settings.forks }],
    ['ansible_verbosity', { value: settings.verbosity }],
    ['ansible_inventory_sources', { value: settings.inventories }],
    ['omit', { value: OMIT }],
  ])
}

function playLayer(context: PlayContext): Layer {
  const known = playLayers.get(context) ?? makePlayLayer(context)
  playLayers.set(context, known)
  return known
}

const playLayers = new WeakMap<PlayContext, Layer>()

function makePlayLayer({ play, playName, hosts, batch }: PlayContext): Layer {
  // As in Ansible, those that failed, are gone or were ended do not count.
  const namesOf = (those: readonly HostState[]): string[] => activeOf(those).map(host => host.name)
  return new Map<string, Entry>([
    ['playbook_dir', { value: dirname(play.place.file) }],
    ['ansible_play_name', { value: playName }],
    ['ansible_play_hosts', later(() => namesOf(hosts))],
    ['ansible_play_hosts_all', later(() => hosts.map(host => host.name))],
    ['ansible_play_batch', later(() => namesOf(batch))],
    ['play_hosts', later(() => namesOf(batch))],
  ])
}

/** A value that is made when something asks for it: few tasks do, and it is as long as there are hosts. */
function later(make: () => unknown): Entry {
  return {
    get value() {
      return make()
    },
  }
}

/** Each host's variables as one lazy map, the implicit localhost among those that can be asked for; the same for whoever reads it: it shows what they are then. */
function hostvarsOf(run: RunContext, gathering: Gathering): unknown {
  const byGathering = hostvars.get(run) ?? new Map<Gathering, unknown>()
  const shown = byGathering.get(gathering) ?? showAll(run, gathering)
  hostvars.set(run, byGathering.set(gathering, shown))
  return shown
}

const hostvars = new WeakMap<RunContext, Map<Gathering, unknown>>()

function showAll(run: RunContext, gathering: Gathering): unknown {
  const made = new Map<HostState, unknown>()
  return lazyObject(
    () => run.hosts.keys(),
    name => {
      const host = hostNamed(run, name)
      if (!host) return undefined
      const shown = made.get(host) ?? showVariables(run, host, gathering)
      made.set(host, shown)
      return shown
    },
    name => hostNamed(run, name) !== undefined,
  )
}

/** A host's variables, as they are when they are read. */
function showVariables(run: RunContext, host: HostState, gathering: Gathering): unknown {
  let last: { readonly epoch: number; readonly scope: Scope } | undefined
  const scope = (): Scope => {
    const { count: epoch } = host.epoch
    if (last?.epoch !== epoch) last = { epoch, scope: shownScope(run, host, gathering) }
    return last.scope
  }
  const names = (): Iterable<string> => scope().names()
  return lazyObject(
    names,
    name => scope().get(name),
    name => scope().has(name),
    { names, advise: name => adviceOnVariable(run, name, gathering) },
  )
}

/** A host of the inventory, or the controller, which exists as `localhost` in any inventory. */
function hostNamed(run: RunContext, name: string): HostState | undefined {
  return run.hosts.get(name) ?? (name === run.localhost.name ? run.localhost : undefined)
}

function sources(vars: VarsSource): Layer {
  const known = layersOf.get(vars) ?? new Map([...vars].map(([name, source]) => [name, { source }] as const))
  layersOf.set(vars, known)
  return known
}

/** Made once: scopes are made again with every result, and their layers stay. */
const layersOf = new WeakMap<VarsSource, Layer>()

/** A layer of a host that stays the same for the whole run. */
function fixed(host: HostState, title: string, make: () => Layer): Layer {
  const { layers } = host.scopes
  const layer = layers.get(title) ?? make()
  layers.set(title, layer)
  return layer
}

/** What a task that was planned and not applied would register: known fields as they are, any other unknown. */
export function openEnded(known: Readonly<Record<string, unknown>>, reason: string): object {
  const absent = new Unknown(reason)
  const isOpen = (key: string | symbol): key is string =>
    typeof key === 'string' && !(key in known) && key !== 'toJSON' && key !== 'then'
  return new Proxy(known, {
    get: (target, key) => (isOpen(key) ? absent : Reflect.get(target, key)),
    has: (target, key) => isOpen(key) || Reflect.has(target, key),
    getOwnPropertyDescriptor: (target, key) =>
      isOpen(key)
        ? { value: absent, enumerable: true, configurable: true, writable: false }
        : Reflect.getOwnPropertyDescriptor(target, key),
  })
}
