import { dirname } from 'node:path'
import type { Inherited, VarsSource } from '../config/steps.ts'
import { lazyObject } from '../values/lazy.ts'
import { type Entry, Scope } from '../values/scope.ts'
import { Unknown } from '../values/unknown.ts'
import type { PlayContext, RunContext } from './context.ts'
import type { HostState } from './host-state.ts'

type Layer = ReadonlyMap<string, Entry>

/** Given for a param, removes it: `mode: "{{default wanted_mode omit}}"`. */
export const OMIT = Object.freeze({ omit: true })

/**
 * The variables that a task sees on a host, weakest first: inventory, facts, play `vars`, `vars_files`, block and task
 * `vars`, registered and set variables, `-e`, and the names that Drover itself gives.
 * Source: Ansible's "Understanding variable precedence".
 */
export function scopeOf(context: PlayContext, host: HostState, step?: Inherited): Scope {
  const { run, play } = context
  const layers = [
    ...host.layers,
    factsLayer(host),
    sources(play.vars),
    ...(context.varsFiles.get(host) ?? []).map(sources),
    ...(step?.vars ?? []).map(sources),
    host.variables,
    sources(run.settings.extraVars),
    runLayer(run, host),
    playLayer(context),
  ]
  return withVars(layers, run)
}

/** A host's variables outside of any play: what `hostvars` and connection settings see. */
export function hostScope(run: RunContext, host: HostState): Scope {
  const layers = [
    ...host.layers,
    factsLayer(host),
    host.variables,
    sources(run.settings.extraVars),
    runLayer(run, host),
  ]
  return withVars(layers, run)
}

/** A name that only the host itself can answer: `ansible_facts`, `facts`, or `ansible_distribution` and its like. */
export function isFactName(name: string, scope: Scope): boolean {
  return name === 'facts' || name === 'ansible_facts' || (name.startsWith('ansible_') && !scope.has(name))
}

/** The native connection address: `address`, or Ansible's `ansible_host`, or the inventory's name. */
export function addressEntry(host: HostState): Entry {
  let found: Entry = { value: host.name }
  for (const layer of host.inventory.layers) {
    const source = layer.vars.get('ansible_host') ?? layer.vars.get('address')
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
  const scope: Scope = Scope.of([...layers, new Map([['vars', vars]])], { masks: run.masks })
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
    ['groups', { value: Object.fromEntries(inventory.groups) }],
    ['hostvars', { value: hostvarsOf(run) }],
    ['address', addressEntry(host)],
    ['inventory_dir', { value: settings.inventoryDir }],
    ['project_dir', { value: settings.projectDir }],
    ['ansible_check_mode', { value: settings.isCheckMode }],
    ['ansible_diff_mode', { value: settings.showDiff }],
    ['ansible_run_tags', { value: settings.tags.length > 0 ? settings.tags : ['all'] }],
    ['ansible_skip_tags', { value: settings.skipTags }],
    ['ansible_limit', { value: settings.limit ?? '' }],
    ['omit', { value: OMIT }],
  ])
}

function playLayer({ play, playName, hosts, batch }: PlayContext): Layer {
  const playHosts = hosts.filter(host => host.standing !== 'failed' && host.standing !== 'unreachable')
  return new Map<string, Entry>([
    ['playbook_dir', { value: dirname(play.place.file) }],
    ['ansible_play_name', { value: playName }],
    ['ansible_play_hosts', { value: playHosts.map(host => host.name) }],
    ['play_hosts', { value: playHosts.map(host => host.name) }],
    ['ansible_play_hosts_all', { value: hosts.map(host => host.name) }],
    ['ansible_play_batch', { value: batch.map(host => host.name) }],
  ])
}

/** Each host's variables as one lazy map, made anew only when its facts or variables changed. */
function hostvarsOf(run: RunContext): unknown {
  return lazyObject(
    () => run.hosts.keys(),
    name => {
      const host = run.hosts.get(name)
      if (!host) return undefined
      if (host.view?.version !== host.version) {
        const scope = hostScope(run, host)
        host.view = {
          version: host.version,
          variables: lazyObject(
            () => scope.names(),
            each => scope.get(each),
          ),
        }
      }
      return host.view.variables
    },
  )
}

function sources(vars: VarsSource): Layer {
  return new Map([...vars].map(([name, source]) => [name, { source }] as const))
}

/** What a task that was planned and not applied would register: known fields as they are, any other unknown. */
export function openEnded(known: Readonly<Record<string, unknown>>, reason: string): object {
  const absent = new Unknown(reason)
  const isOpen = (key: string | symbol): key is string =>
    typeof key === 'string' && !(key in known) && key !== 'toJSON' && key !== 'then'
  return new Proxy(
    { ...known },
    {
      get: (target, key) => (isOpen(key) ? absent : Reflect.get(target, key)),
      has: (target, key) => isOpen(key) || Reflect.has(target, key),
      getOwnPropertyDescriptor: (target, key) =>
        isOpen(key)
          ? { value: absent, enumerable: true, configurable: true, writable: false }
          : Reflect.getOwnPropertyDescriptor(target, key),
    },
  )
}
