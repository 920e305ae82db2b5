import { InputError, type MapSource, type Place, type Source } from '../../errors.ts'
import type { Reading } from './context.ts'
import { plainName } from './keywords.ts'

interface StandIn {
  readonly type: string
  /** Params of the module's that say nothing where systemd runs the services; Ansible passes them over too. */
  readonly unused?: readonly string[]
}

/** Modules of Ansible's that are task types under another name. */
const STAND_INS: Readonly<Record<string, StandIn>> = {
  gather_facts: { type: 'setup', unused: ['parallel'] },
  service: { type: 'systemd', unused: ['arguments', 'args', 'pattern', 'runlevel', 'sleep', 'use'] },
  systemd_service: { type: 'systemd' },
  yum: { type: 'dnf' },
}

/** Params of Ansible's without effect in Drover: about warnings, or about how something is asked or tried. */
const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  apache2_module: ['identifier', 'ignore_configcheck', 'warn_mpm_absent'],
  apt: ['force_apt_get', 'update_cache_retries', 'update_cache_retry_max_delay'],
  command: ['warn'],
  shell: ['warn'],
}

/** The task type that a key names: itself, without its collection, or what stands in for it; undefined if it is none. */
export function typeNamed(
  key: string,
  { taskTypes, roleTypes }: Pick<Reading, 'taskTypes' | 'roleTypes'>,
): string | undefined {
  const plain = plainName(key)
  const ofRole = roleTypes.get(key)
  if (ofRole !== undefined) return ofRole
  const own = [key, plain].find(name => taskTypes.includes(name))
  if (own !== undefined || !Object.hasOwn(STAND_INS, plain)) return own
  const type = STAND_INS[plain]?.type
  return type !== undefined && taskTypes.includes(type) ? type : undefined
}

/** The params of a task as its task type has them, which may stand in for the one named. Throws InputError. */
export function paramsOfType(key: string, type: string, params: Source): Source {
  if (params.kind !== 'map') return params
  const { unused } = STAND_INS[plainName(key)] ?? {}
  if (type === plainName(key) || !unused) return without(params, WITHOUT_EFFECT[type] ?? [])
  refuseOtherManager(params)
  return without(params, unused)
}

function without(params: MapSource, names: readonly string[]): MapSource {
  if (names.length === 0) return params
  return { ...params, entries: new Map([...params.entries].filter(([param]) => !names.includes(param))) }
}

function refuseOtherManager({ entries }: MapSource): void {
  const use = entries.get('use')
  const named = use?.value.kind === 'scalar' ? String(use.value.value).replace(/^ansible\.builtin\./, '') : ''
  if (!use || ['auto', 'systemd', 'service'].includes(named)) return
  throw notSystemd(use.keyPlace)
}

function notSystemd(place: Place): InputError {
  return new InputError('`use` names another service manager than systemd', {
    place,
    hint: 'remove it; where systemd does not run, use `command`',
  })
}
