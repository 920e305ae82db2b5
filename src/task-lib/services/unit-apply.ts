import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { unitState } from '../../remote/probes/unit.ts'
import { sh } from '../../shell/quote.ts'
import type { UnitSteps } from './unit-check.ts'
import { unitFailure } from './unit-failure.ts'
import { type UnitParams, unitNamed } from './unit-params.ts'
import { staysUp } from './unit-running.ts'

/**
 * Runs the systemctl commands of a plan. Throws TaskError with the unit's journal if one fails or the unit does not
 * stay up.
 */
export async function applyUnit(host: Host, params: UnitParams, { verbs, id }: UnitSteps): Promise<void> {
  const unit = unitNamed(params.name ?? '')
  const scope = `--${params.scope}`
  if ((await host.ask(unitState(unit, params.scope))) === null) {
    throw new TaskError('the host is not run by systemd', { hint: 'systemd must be process 1 on the host' })
  }
  for (const verb of verbs) {
    if (verb.startsWith('daemon-')) {
      await host.run(sh`systemctl ${scope} ${verb}`, { title: `systemctl ${verb}` })
      continue
    }
    const isOfFile = /^(enable|disable|mask|unmask)/.test(verb)
    const isBlocking = !params.no_block || isOfFile
    const options = [
      ...(isBlocking ? [] : ['--no-block']),
      ...(verb === 'enable' && params.force ? ['--force'] : []),
    ]
    const { status, stderr } = await host.run(
      sh`systemctl ${scope} ${options} ${verb.split(' ')} -- ${isOfFile ? id : unit}`,
      { title: `systemctl ${verb} ${unit}`, ok: 'any' },
    )
    if (status !== 0) {
      const what = `systemctl ${verb} ${unit}: ${stderr.toString().trim()}`
      const msg = `Unable to ${verb} service ${params.name}: ${stderr}`
      throw await unitFailure(host, unit, params.scope, what, { msg })
    }
  }
  if (verbs.some(verb => verb === 'start' || verb === 'restart')) await staysUp(host, unit, params)
}
