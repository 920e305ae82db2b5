import type { Entry, Layer, Scope } from '../../evaluation/scope.ts'
import type { InheritedVariables } from '../../playbook/keywords/inherit.ts'
import { UnknownValueError } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { cachedLayer } from './layers.ts'
import { takesNativeNames } from './setting-entries.ts'

/** Returns the layer with a host's connection settings under Ansible's names, for names that no variable sets. */
export function connectionLayer(run: RunContext, host: HostState): Layer {
  return cachedLayer(host, 'connection', () => makeConnectionLayer(run, host))
}

/**
 * Returns the address of a host: Ansible's `ansible_host`, or `address`, or the host's name in the inventory. `-e`
 * takes precedence.
 */
export function addressEntry(run: RunContext, host: HostState): Entry {
  let found: Entry = { value: host.name }
  for (const vars of [...host.inventory.layers.map(layer => layer.vars), run.settings.extraVars]) {
    const native = vars.get('address')
    const isAddress = native && takesNativeNames(run, native)
    const source = vars.get('ansible_host') ?? (isAddress ? native : undefined)
    if (source) found = { source }
  }
  return found
}

function makeConnectionLayer(run: RunContext, host: HostState): Layer {
  const { connection, user } = run.settings.connection
  const native = (name: NativeName): Entry | undefined => nativeEntry(run, host, name)
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

type NativeName = 'connection' | 'user' | 'port'

/** Returns the inventory's value of a setting under Drover's name. */
function nativeEntry(run: RunContext, host: HostState, name: NativeName): Entry | undefined {
  const entry = host.layers.findLast(layer => layer.has(name))?.get(name)
  return entry && takesNativeNames(run, entry.source) ? entry : undefined
}

/** Marks an entry as implied: any other entry with the same name takes precedence. */
export function implied(entry: Entry): Entry {
  return { ...entry, isImplied: true }
}

/**
 * Returns the connection settings that `-e` sets by Drover's names, as variables with Ansible's names. They take
 * precedence over all other variables.
 */
export function givenConnection(run: RunContext): [string, Entry][] {
  const { extraVars } = run.settings
  const names = [
    ['address', 'ansible_host'],
    ['connection', 'ansible_connection'],
    ['user', 'ansible_user'],
    ['port', 'ansible_port'],
  ] as const
  return names.flatMap(([native, ansible]): [string, Entry][] => {
    const source = extraVars.get(native)
    const isGiven = source && takesNativeNames(run, source) && !extraVars.has(ansible)
    return isGiven ? [[ansible, { source }]] : []
  })
}

/**
 * Returns a scope with the connection keywords of a task or its play under Ansible's names, unless variables set
 * them.
 */
export function withKeywords(
  run: RunContext,
  scope: Scope,
  host: HostState,
  step: InheritedVariables | undefined,
): Scope {
  if (!step?.user && !step?.connection) return scope
  const { user, connection } = step
  const isGiven = (native: NativeName, ...names: string[]): boolean =>
    nativeEntry(run, host, native) !== undefined || names.some(name => isSet(scope, name))
  const own = new Map<string, Entry>([
    ...(user && !isGiven('user', 'ansible_user', 'ansible_ssh_user')
      ? [['ansible_user', implied({ source: user })] as const]
      : []),
    ...(connection && !isGiven('connection', 'ansible_connection')
      ? [['ansible_connection', implied({ source: connection })] as const]
      : []),
  ])
  const known = withKeyword.get(scope) ?? new Map<InheritedVariables, Scope>()
  const extended = known.get(step) ?? scope.extend(own)
  withKeyword.set(scope, known.set(step, extended))
  return extended
}

/** Whether a variable is set, or may be set before the task runs. */
function isSet(scope: Scope, name: string): boolean {
  try {
    const entry = scope.entry(name)
    return entry !== undefined && entry.isImplied !== true
  } catch (error) {
    if (error instanceof UnknownValueError) return true
    throw error
  }
}

/** Cached per scope: a scope is used as long as no variable has changed, and so is its extension. */
const withKeyword = new WeakMap<Scope, Map<InheritedVariables, Scope>>()
