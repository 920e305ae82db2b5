import type { ChangeInput } from '../../authoring/plan.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { containerResource } from './inspect.ts'
import { type ContainerProgram, containerScript } from './program.ts'

/** A step that connects a container to a network or disconnects it. */
export interface MemberStep {
  readonly verb: 'connect' | 'disconnect'
  readonly container: string
}

/**
 * Probe for the names of the containers in a network, including those that are not running. Empty if the network does
 * not exist.
 */
export function networkMembers(program: ContainerProgram, network: string): Probe<readonly string[]> {
  return probe({
    title: `containers in the network ${network} of ${program.name}`,
    script: containerScript(program, ['ps', '--all', `--filter=network=${network}`, '--format={{.Names}}']),
    answers: [0, 1, 125],
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .filter(name => name !== '')
        .sort(),
  })
}

/**
 * Returns the steps after which exactly the wanted containers are in a network. With `keepsOthers`, other containers
 * stay.
 */
export function memberSteps(
  found: readonly string[],
  wanted: readonly string[],
  keepsOthers: boolean,
): readonly MemberStep[] {
  const joining = wanted.filter(name => !found.includes(name))
  const leaving = keepsOthers ? [] : found.filter(name => !wanted.includes(name))
  return [
    ...joining.map(container => ({ verb: 'connect' as const, container })),
    ...leaving.map(container => ({ verb: 'disconnect' as const, container })),
  ]
}

/** Returns the change that a step makes. */
export function memberChange(
  program: ContainerProgram,
  { verb, container }: MemberStep,
  network: string,
): ChangeInput {
  const isConnected = verb === 'connect'
  return {
    resource: `${containerResource(program, 'network', network)} container ${container}`,
    action: verb,
    before: { isConnected: !isConnected },
    after: { isConnected },
  }
}
