import type { UfwStep } from './ufw-command.ts'
import type { UfwParams } from './ufw-params.ts'
import { type UfwDirection, type UfwSettings, ufwResource } from './ufw-settings.ts'

const VERBS = { enabled: 'enable', disabled: 'disable', reloaded: 'reload', reset: 'reset' } as const

/** Returns the command that enables, disables, reloads or resets ufw; undefined if none is needed. */
export function ufwStateStep(
  { state }: UfwParams,
  { isActive, isEnabled }: UfwSettings,
): UfwStep | undefined {
  if (state === undefined) return undefined
  const isWanted = state === 'enabled'
  if ((isWanted || state === 'disabled') && isActive === isWanted && isEnabled === isWanted) return undefined
  const words = ['--force', VERBS[state]]
  const resource = ufwResource('state')
  if (state === 'reloaded') return { words, change: { resource, action: 'reload' } }
  const before = { state: isActive ? 'active' : 'inactive', boot: isEnabled }
  const after = { state: isWanted ? 'active' : 'inactive', boot: isWanted }
  return { words, change: { resource, action: VERBS[state], before, after } }
}

/** Returns the direction whose default policy the task sets. */
export function ufwPolicyDirection({ direction }: UfwParams): UfwDirection {
  return direction === 'outgoing' || direction === 'routed' ? direction : 'incoming'
}

/** Returns the command that sets a default policy; undefined if it is already set. */
export function ufwPolicyStep(params: UfwParams, { policies }: UfwSettings): UfwStep | undefined {
  const direction = ufwPolicyDirection(params)
  const { default: policy } = params
  if (policy === undefined || policies[direction] === policy) return undefined
  const resource = ufwResource(`default ${direction}`)
  const [before, after] = [{ policy: policies[direction] }, { policy }]
  return { words: ['default', policy, direction], change: { resource, action: 'update', before, after } }
}

/** Returns the command that sets the log level; undefined if it is already set. */
export function ufwLoggingStep({ logging }: UfwParams, settings: UfwSettings): UfwStep | undefined {
  if (logging === undefined) return undefined
  const isOn = settings.logging !== 'off'
  if (logging === 'on' ? isOn : logging === settings.logging) return undefined
  const [before, after] = [{ level: settings.logging }, { level: logging === 'on' ? 'low' : logging }]
  return {
    words: ['logging', logging],
    change: { resource: ufwResource('logging'), action: 'update', before, after },
  }
}
