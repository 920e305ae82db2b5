import type { ChangeInput } from '../../authoring/plan.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { containerResource } from './inspect.ts'
import { type ContainerProgram, containerScript } from './program.ts'

/** A container that joins a network or leaves it. */
export interface MemberStep {
  readonly verb: 'connect' | 'disconnect'
  readonly container: string
}

/** Asks for the names of the containers in a network, also of those that do not run. A network that does not exist has none. */
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

/** What brings just these containers into a network; with `keepsOthers`, at least these. */
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

/** What a step changes. */
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
