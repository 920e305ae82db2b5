import type { Host } from '../../remote/host.ts'
import type { ObjectPlan } from './check-object.ts'
import { networkStepWords } from './container-networks.ts'
import { type MemberStep, networkMembers } from './network-members.ts'
import { type ContainerProgram, runContainerProgram } from './program.ts'

/** Removes and creates a volume, as planned. Throws TaskError with the error message of the container program. */
export async function applyVolume(
  host: Host,
  program: ContainerProgram,
  name: string,
  { isRemoved, isCreated }: ObjectPlan,
  createWords: readonly string[],
): Promise<void> {
  if (isRemoved) await runContainerProgram(host, program, ['volume', 'rm', '--', name])
  if (isCreated) await runContainerProgram(host, program, createWords)
}

/**
 * Removes and creates a network, and connects containers to it or disconnects them. If the network is recreated, its
 * containers are disconnected first and connected to the new one. Throws TaskError with the error message of the
 * container program.
 */
export async function applyNetwork(
  host: Host,
  program: ContainerProgram,
  name: string,
  { isRemoved, isCreated, members }: ObjectPlan & { readonly members: readonly MemberStep[] },
  createWords: readonly string[],
): Promise<void> {
  const go = (words: readonly string[]): Promise<void> => runContainerProgram(host, program, words)
  const take = ({ verb, container }: MemberStep): Promise<void> =>
    go(networkStepWords({ verb, network: { name } }, container))
  const inside = isRemoved ? await host.ask(networkMembers(program, name)) : []
  for (const container of inside) await take({ verb: 'disconnect', container })
  if (isRemoved) await go(['network', 'rm', '--', name])
  if (!isCreated && isRemoved) return
  if (isCreated) await go(createWords)
  const leaving = members.flatMap(({ verb, container }) => (verb === 'disconnect' ? [container] : []))
  for (const container of inside.filter(each => !leaving.includes(each)))
    await take({ verb: 'connect', container })
  for (const step of members) {
    const isDone = isRemoved && (step.verb === 'disconnect' || inside.includes(step.container))
    if (!isDone) await take(step)
  }
}
