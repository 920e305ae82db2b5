import type { ChangeInput } from '../../authoring/plan.ts'
import type { InspectedContainer } from './inspected-container.ts'

/** The wanted state of a container. */
export type ContainerState = 'absent' | 'present' | 'created' | 'started' | 'stopped'

/** A command that changes the state of a container. */
export type ContainerVerb = 'start' | 'stop' | 'restart' | 'pause' | 'unpause'

/** Returns the commands that bring a container, or the new one that replaces it, to the wanted state. */
export function verbsFor(
  {
    state,
    isRestarted,
    isPaused,
  }: {
    readonly state: ContainerState
    readonly isRestarted: boolean
    readonly isPaused?: boolean | undefined
  },
  { State }: InspectedContainer,
  { isRecreated, isDone }: { readonly isRecreated: boolean; readonly isDone: boolean },
): readonly ContainerVerb[] {
  if (state === 'stopped') return State.Running && !isRecreated ? ['stop'] : []
  if (state !== 'started') return isRecreated && State.Running ? ['start'] : []
  if (isRecreated || !State.Running) return ['start', ...(isPaused ? (['pause'] as const) : [])]
  if (isRestarted && !isDone) return ['restart']
  if (isPaused !== undefined && isPaused !== State.Paused) return [isPaused ? 'pause' : 'unpause']
  return []
}

/** Returns the change that a command makes to the status of a container. */
export function verbChange(
  resource: string,
  verb: ContainerVerb,
  { State }: InspectedContainer,
): ChangeInput {
  if (verb === 'restart') return { resource, action: verb, after: { status: 'running' } }
  const after = { start: 'running', stop: 'exited', pause: 'paused', unpause: 'running' }
  return { resource, action: verb, before: { status: State.Status }, after: { status: after[verb] } }
}
