import type { UfwStep } from './ufw-command.ts'
import type { UfwParams } from './ufw-params.ts'
import { type UfwDirection, type UfwSettings, ufwResource } from './ufw-settings.ts'

const VERBS = { enabled: 'enable', disabled: 'disable', reloaded: 'reload', reset: 'reset' } as const

/** The command that enables, disables, reloads or resets ufw, if the state of a task takes one. */
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

/** The direction of the default policy of a task. */
export function ufwPolicyDirection({ direction }: UfwParams): UfwDirection {
  return direction === 'outgoing' || direction === 'routed' ? direction : 'incoming'
}

/** The command that sets a default policy, if it is another one now. */
export function ufwPolicyStep(params: UfwParams, { policies }: UfwSettings): UfwStep | undefined {
  const direction = ufwPolicyDirection(params)
  const { default: policy } = params
  if (policy === undefined || policies[direction] === policy) return undefined
  const resource = ufwResource(`default ${direction}`)
  const [before, after] = [{ policy: policies[direction] }, { policy }]
  return { words: ['default', policy, direction], change: { resource, action: 'update', before, after } }
}

/** The command that sets the log level, if it is another one now. */
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
