import { dirname, isAbsolute } from 'node:path'
import { findAnsibleCfg } from '../../base/ansible-cfg.ts'
import { findProgram } from '../../base/find-program.ts'
import type { Entry, Layer } from '../../evaluation/scope.ts'
import { OMIT } from '../../values/omit.ts'
import type { Gathering, PlayContext, RunContext } from '../state/context.ts'
import { activeOf, type HostState } from '../state/host-state.ts'
import { givenConnection } from './connection-layer.ts'
import { cachedLayer, lazyEntry } from './layers.ts'
import { rolesOfPlay } from './role-layers.ts'

/**
 * Returns the layer of built-in variables that stay the same for the whole run. `hostvars` creates the value of the
 * variable `hostvars`.
 */
export function runLayer(
  run: RunContext,
  host: HostState,
  gathering: Gathering,
  hostvars: () => unknown,
): Layer {
  return cachedLayer(host, `run, ${gathering}`, () => makeRunLayer(run, host, hostvars))
}

function makeRunLayer(run: RunContext, host: HostState, hostvars: () => unknown): Layer {
  const { settings, inventory } = run
  const { file } = host.inventory.place
  const [inventoryFile = file] = isAbsolute(file) ? [file] : settings.inventories
  return new Map<string, Entry>([
    ...givenConnection(run),
    ['inventory_hostname', { value: host.name }],
    ['inventory_hostname_short', { value: host.name.split('.')[0] }],
    ['group_names', { value: host.inventory.groups.filter(group => group !== 'all').sort() }],
    ['groups', lazyEntry(() => Object.fromEntries(inventory.groups))],
    ['hostvars', lazyEntry(hostvars)],
    ['inventory_file', { value: inventoryFile }],
    ['inventory_dir', { value: dirname(inventoryFile) }],
    ['ansible_check_mode', { value: settings.isCheckMode }],
    ['ansible_diff_mode', { value: settings.showDiff }],
    ['ansible_run_tags', { value: settings.tags.length > 0 ? settings.tags : ['all'] }],
    ['ansible_skip_tags', { value: settings.skipTags }],
    ...(settings.limit === undefined ? [] : [['ansible_limit', { value: settings.limit }] as const]),
    ['ansible_forks', { value: settings.forks }],
    ['ansible_verbosity', { value: settings.verbosity }],
    ['ansible_inventory_sources', { value: settings.inventories }],
    ['ansible_version', { value: ANSIBLE_VERSION }],
    ['ansible_config_file', lazyEntry(() => findAnsibleCfg(settings.projectDir) ?? null)],
    ['ansible_playbook_python', lazyEntry(() => findProgram('python3') ?? '/usr/bin/python3')],
    ['omit', { value: OMIT }],
  ])
}

/** The value of `ansible_version`: the version of ansible-core whose playbooks and roles Drover supports. */
const ANSIBLE_VERSION = { full: '2.14.18', string: '2.14.18', major: 2, minor: 14, revision: 18 }

/** Returns the layer of built-in variables of a play. */
export function playLayer(context: PlayContext): Layer {
  const known = playLayers.get(context) ?? makePlayLayer(context)
  playLayers.set(context, known)
  return known
}

const playLayers = new WeakMap<PlayContext, Layer>()

function makePlayLayer(context: PlayContext): Layer {
  const { play, playName, hosts, batch } = context
  // As in Ansible, without hosts that failed, became unreachable or ended the play.
  const namesOf = (those: readonly HostState[]): string[] => activeOf(those).map(host => host.name)
  return new Map<string, Entry>([
    ['playbook_dir', { value: dirname(play.place.file) }],
    ['ansible_play_name', { value: playName }],
    ['ansible_play_hosts', lazyEntry(() => namesOf(hosts))],
    ['ansible_play_hosts_all', lazyEntry(() => hosts.map(host => host.name))],
    ['ansible_play_batch', lazyEntry(() => namesOf(batch))],
    ['play_hosts', lazyEntry(() => namesOf(batch))],
    ...rolesOfPlay(context),
  ])
}
