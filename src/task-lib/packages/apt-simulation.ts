import type { ReadHost } from '../../remote/host.ts'
import { type AptSimulation, aptSimulation } from '../../remote/probes/packages/apt.ts'
import { aptFailure } from './apt-get.ts'
import { aptOptions, removalVerb, removalWords } from './apt-options.ts'
import type { AptParams } from './apt-params.ts'
import type { AptPlan } from './apt-plan.ts'

/** The transaction that apt would run. Throws TaskError, as apply would, if apt would refuse. */
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

/** The steps of one command of apt-get. Throws TaskError, as apply would, if apt would refuse. */
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
