import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { hostClock } from '../../remote/probes/clock.ts'
import { clockOff, clockText } from '../../shell/clock.ts'

/**
 * Seconds by which a clock may be off. Certificates are dated back five minutes: with one clock ahead and
 * another behind by half of that, each is still valid everywhere when it is issued.
 */
const MOST = 150

/** Seconds by which the host's clock is ahead, negative if it is behind; 0 if that is within the limit. */
export async function howFarOff(host: ReadHost): Promise<number> {
  const from = Date.now()
  const seconds = await host.ask(hostClock())
  if (seconds === null) return 0
  const off = clockOff(seconds, from, Date.now())
  return Math.abs(off) <= MOST ? 0 : off
}

/** Throws TaskError if the host's clock is so far off that what is issued now might not be valid elsewhere, or here. */
export async function refuseWrongClock(host: ReadHost): Promise<void> {
  const off = await howFarOff(host)
  if (off === 0) return
  throw new TaskError(
    `the clock of ${host.name} is ${clockText(off)}: for other machines, a certificate issued now would not be valid yet or would expire too early`,
    { hint: 'set the clocks of all machines (`timedatectl set-ntp true`, chrony), then run again' },
  )
}
