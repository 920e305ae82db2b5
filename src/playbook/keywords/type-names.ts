import { ownValue } from '../../base/own-value.ts'
import type { MapSource, Source } from '../../errors.ts'
import { plainName } from './collections.ts'
import type { Reading } from './context.ts'

interface Replacement {
  readonly type: string
  /** Params of the module that have no effect in Drover. */
  readonly unused?: readonly string[]
  /** The value of the param `use` that the module's name implies. */
  readonly use?: string
}

/** Modules of Ansible that Drover has as a task type of another name. */
const REPLACED_MODULES: Readonly<Record<string, Replacement>> = {
  gather_facts: { type: 'setup', unused: ['parallel'] },
  runit: { type: 'service', use: 'runit' },
  systemd_service: { type: 'systemd' },
  sysvinit: { type: 'service', unused: ['daemonize'], use: 'sysvinit' },
  yum: { type: 'dnf' },
}

/** Params of Ansible that have no effect in Drover: they concern warnings, or how a module queries or retries. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  apache2_module: ['identifier', 'ignore_configcheck', 'warn_mpm_absent'],
  apt: ['force_apt_get', 'update_cache_retries', 'update_cache_retry_max_delay'],
  command: ['warn'],
  dnf: ['install_repoquery'],
  shell: ['warn'],
}

/**
 * Returns the task type that a key names: the key itself, the key without its collection, or the task type that
 * replaces the module. Returns undefined if there is none.
 */
export function typeNamed(
  key: string,
  { taskTypes, roleTypes }: Pick<Reading, 'taskTypes' | 'roleTypes'>,
): string | undefined {
  const plain = plainName(key)
  const ofRole = roleTypes.get(key)
  if (ofRole !== undefined) return ofRole
  const own = [key, plain].find(name => taskTypes.includes(name))
  if (own !== undefined) return own
  const type = ownValue(REPLACED_MODULES, plain)?.type
  return type !== undefined && taskTypes.includes(type) ? type : undefined
}

/** Converts the params of a module to those of its task type, which may have another name. */
export function paramsOfType(key: string, type: string, params: Source): Source {
  if (params.kind !== 'map') return params
  const plain = plainName(key)
  const replacement = type === plain ? undefined : ownValue(REPLACED_MODULES, plain)
  const kept = without(params, [...(replacement?.unused ?? []), ...(ownValue(WITHOUT_EFFECT, type) ?? [])])
  return replacement?.use === undefined ? kept : withUse(kept, replacement.use)
}

function without(params: MapSource, names: readonly string[]): MapSource {
  if (names.length === 0) return params
  return { ...params, entries: new Map([...params.entries].filter(([param]) => !names.includes(param))) }
}

function withUse(params: MapSource, use: string): MapSource {
  const { place } = params
  const value = { kind: 'scalar', value: use, place } as const
  return { ...params, entries: new Map([...params.entries, ['use', { keyPlace: place, value }]]) }
}
