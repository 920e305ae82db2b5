import { dirname } from 'node:path'
import type { Inherited, VarsSource } from '../config/steps.ts'
import { lazyObject } from '../values/lazy.ts'
import { OMIT } from '../values/omit.ts'
import { type Entry, Scope } from '../values/scope.ts'
import { Unknown } from '../values/unknown.ts'
import type { PlayContext, RunContext } from './context.ts'
import { activeOf, type HostState } from './host-state.ts'

type Layer = ReadonlyMap<string, Entry>

/**
 * The variables that a task sees on a host, weakest first: inventory, facts, play `vars`, `vars_files`, block and task
 * `vars`, registered and set variables, what includes give, `-e`, and the names that Drover itself gives. The loop of the task
 * comes on top. docs/values.md has the whole order; Ansible is held to it by test/differential/precedence.test.ts.
 */
export function scopeOf(context: PlayContext, host: HostState, step?: Inherited): Scope {
  const { run, play } = context
  const own = (step?.vars ?? []).filter(vars => vars.size > 0)
  const params = step?.includeParams ?? []
  const hasOwn = own.length > 0 || params.length > 0
  return kept(run, host, { context, step: hasOwn ? step : undefined }, () => [
    ...hostLayers(run, host),
    sources(play.vars),
    ...(context.varsFiles.get(host) ?? []).map(sources),
    ...own.map(sources),
    host.variables,
    ...params,
    sources(run.settings.extraVars),
    runLayer(run, host),
    playLayer(context),
  ])
}

/** A host's variables outside of any play: what `hostvars` and connection settings see. */
export function hostScope(run: RunContext, host: HostState): Scope {
  return kept(run, host, { context: run }, () => [
    ...hostLayers(run, host),
    host.variables,
    sources(run.settings.extraVars),
    runLayer(run, host),
  ])
}

/**
 * What the inventory and the host itself say. `project_dir` and `address`, where the host is reached whatever the inventory
 * calls that, are names that users may mean something else by: what a playbook sets goes before them.
 */
function hostLayers(run: RunContext, host: HostState): Layer[] {
  return [
    new Map([['project_dir', { value: run.settings.projectDir }]]),
    ...host.layers,
    new Map([['address', addressEntry(run, host)]]),
    factsLayer(host),
  ]
}

/** The most scopes of one host that are kept in one play. */
const MAX_KEPT = 16

/** The scope that was made for the same before, where nothing has changed since: what it rendered, it need not again. */
function kept(
  run: RunContext,
  host: HostState,
  { context, step }: { context: object; step?: Inherited | undefined },
  layers: () => Layer[],
): Scope {
  const { scopes, epoch } = host
  if (scopes.epoch !== epoch.count) {
    scopes.of.clear()
    scopes.epoch = epoch.count
  }
  const byStep = scopes.of.get(context) ?? new Map<unknown, Scope>()
  if (byStep.size > MAX_KEPT) byStep.clear()
  const scope = byStep.get(step) ?? withVars(layers(), run)
  scopes.of.set(context, byStep.set(step, scope))
  return scope
}

/** A name that only the host itself can answer: `ansible_facts`, `facts`, or `ansible_distribution` and its like. */
export function isFactName(name: string, scope: Scope): boolean {
  if (/^ansible_(loop|loop_var|index_var)$/.test(name)) return false
  return name === 'facts' || name === 'ansible_facts' || (name.startsWith('ansible_') && !scope.has(name))
}

/** The native connection address: `address`, or Ansible's `ansible_host`, or the inventory's name; `-e` goes before it. */
function addressEntry({ settings }: RunContext, host: HostState): Entry {
  let found: Entry = { value: host.name }
  for (const vars of [...host.inventory.layers.map(layer => layer.vars), settings.extraVars]) {
    const source = vars.get('ansible_host') ?? vars.get('address')
    if (source) found = { source }
  }
  return found
}

function withVars(layers: Layer[], run: RunContext): Scope {
  const vars: Entry = {
    value: lazyObject(
      () => scope.names(),
      name => scope.get(name),
    ),
  }
  const layered = [...layers, new Map([['vars', vars]])]
  const scope: Scope = Scope.of(layered, { masks: run.masks, keys: run.keys })
  return scope
}

/** Facts as values of the host's, so never rendered: `facts`, `ansible_facts` and each as `ansible_NAME`. */
export function factsLayer(host: HostState): Layer {
  const layer = new Map<string, Entry>()
  if (!host.facts) return layer
  for (const [name, value] of Object.entries(host.facts)) layer.set(`ansible_${name}`, { value })
  layer.set('facts', { value: host.facts })
  layer.set('ansible_facts', { value: host.facts })
  return layer
}

function runLayer(run: RunContext, host: HostState): Layer {
  const { settings, inventory } = run
  return new Map<string, Entry>([
    ['inventory_hostname', { value: host.name }],
    ['inventory_hostname_short', { value: host.name.split('.')[0] }],
    ['group_names', { value: host.inventory.groups.filter(group => group !== 'all') }],
    ['groups', later(() => Object.fromEntries(inventory.groups))],
    ['hostvars', later(() => hostvarsOf(run))],
    ['inventory_dir', { value: settings.inventoryDir }],
    ['ansible_check_mode', { value: settings.isCheckMode }],
    ['ansible_diff_mode', { value: settings.showDiff }],
    ['ansible_run_tags', { value: settings.tags.length > 0 ? settings.tags : ['all'] }],
    ['ansible_skip_tags', { value: settings.skipTags }],
    ['ansible_limit', { value: settings.limit ?? '' }],
    ['omit', { value: OMIT }],
  ])
}

function playLayer({ play, playName, hosts, batch }: PlayContext): Layer {
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

/** Each host's variables as one lazy map; the implicit localhost can be asked for and is not among those that are listed. */
function hostvarsOf(run: RunContext): unknown {
  return lazyObject(
    () => run.hosts.keys(),
    name => {
      const host = hostNamed(run, name)
      if (!host) return undefined
      return lazyObject(
        () => hostScope(run, host).names(),
        each => hostScope(run, host).get(each),
      )
    },
    name => hostNamed(run, name) !== undefined,
  )
}

/** A host of the inventory, or the controller, which is there as `localhost` whatever the inventory has. */
export function hostNamed(run: RunContext, name: string): HostState | undefined {
  return run.hosts.get(name) ?? (name === run.localhost.name ? run.localhost : undefined)
}

function sources(vars: VarsSource): Layer {
  return new Map([...vars].map(([name, source]) => [name, { source }] as const))
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
