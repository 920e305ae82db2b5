import type { ReadHost } from '../../remote/host.ts'
import { type AptSimulation, aptSimulation } from '../../remote/probes/packages/apt.ts'
import { aptFailure } from './apt-get.ts'
import { aptOptions, removalVerb, removalWords } from './apt-options.ts'
import type { AptParams } from './apt-params.ts'
import type { AptPlan } from './apt-plan.ts'

/**
 * Simulates the removals and then the installations, and returns the steps of apt. Throws TaskError, as apply would, if
 * apt would refuse.
 */
export async function simulateSteps(
  host: ReadHost,
  params: AptParams,
  { install, remove }: Pick<AptPlan, 'install' | 'remove'>,
) {
  const steps: AptSimulation['steps'][number][] = []
  if (remove.length > 0) {
    const title = `apt-get ${removalVerb(params)} ${remove.join(' ')}`
    steps.push(...(await simulateApt(host, params, [...removalWords(params), '--', ...remove], title)))
  }
  if (install.length > 0)
    steps.push(
      ...(await simulateApt(
        host,
        params,
        ['install', '--', ...install],
        `apt-get install ${install.join(' ')}`,
      )),
    )
  return steps
}

/** Simulates one apt-get command and returns its steps. Throws TaskError, as apply would, if apt would refuse. */
export async function simulateApt(
  host: ReadHost,
  params: AptParams,
  words: readonly string[],
  title: string,
) {
  const { steps, failed } = await host.ask(aptSimulation([...aptOptions(params), '-y', ...words]))
  if (failed) throw aptFailure(title, failed)
  return steps
}
