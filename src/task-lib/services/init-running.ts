/** A manager of services other than systemd. */
export type InitManager = 'openrc' | 'sysvinit' | 'runit'

/**
 * Whether a service runs, derived from the exit status and output of its status command; undefined if these do not show
 * it. Sources: Linux Standard Base Core 5.0, 22.2; rc-service(8); sv(8); and the words of init scripts that Ansible's
 * modules `service` and `sysvinit` search for.
 */
export function isRunningBy(
  manager: InitManager,
  name: string,
  status: number,
  output: string,
): boolean | undefined {
  if (manager === 'runit') return isRunningBySv(output)
  if (manager === 'openrc' && (status === 3 || status === 32)) return false
  // Output of several lines is ignored, because it may be about other things too.
  const words = output.trim().includes('\n') ? '' : output.toLowerCase().replaceAll(name.toLowerCase(), '')
  if (status === 0) return !STOPPED.test(words)
  if (STOPPED.test(words)) return false
  if (NOT_RUNNING.has(status)) return false
  return undefined
}

/** Exit statuses that mean "not running", from the Linux Standard Base, and 69 for a service that is not available. */
const NOT_RUNNING: ReadonlySet<number> = new Set([1, 2, 3, 4, 69])

const STOPPED =
  /\bstopped\b|\bnot (running|started|active)\b|\binactive\b|is dead|dead but|could not access pid file/

/** Reads output of sv such as `run: NAME: (pid 7) 3s; run: log: …`, where the part before `;` is about the service. */
function isRunningBySv(output: string): boolean | undefined {
  if (output.startsWith('run:')) return true
  // A service without a runsv process is not supervised yet, or no longer.
  return /^(down|finish|fail|warning):/.test(output) ? false : undefined
}
