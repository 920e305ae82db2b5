import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { hostClock } from '../../remote/probes/clock.ts'
import { clockOffset, clockText } from '../../shell/clock.ts'

/**
 * The maximum deviation of a host's clock in seconds. The validity of certificates starts five minutes in the past:
 * with one clock ahead and another behind by half of that, each is still valid everywhere when it is issued.
 */
const MOST = 150

/**
 * Returns the seconds by which the host's clock is ahead, negative if it is behind; 0 if that is within the limit or
 * the clock cannot be read.
 */
export async function clockDeviation(host: ReadHost): Promise<number> {
  const from = Date.now()
  const seconds = await host.ask(hostClock())
  if (seconds === null) return 0
  const off = clockOffset(seconds, from, Date.now())
  return Math.abs(off) <= MOST ? 0 : off
}

/**
 * Throws TaskError if the host's clock deviates so much that a certificate issued now might not be valid on other
 * machines or on this one.
 */
export async function refuseWrongClock(host: ReadHost): Promise<void> {
  const off = await clockDeviation(host)
  if (off === 0) return
  throw new TaskError(
    `the clock of ${host.name} is ${clockText(off)}: for other machines, a certificate issued now would not be valid yet or would expire too early`,
    { hint: 'set the clocks of all machines (`timedatectl set-ntp true`, chrony), then run again' },
  )
}
