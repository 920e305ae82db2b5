import { test } from 'uvu'
import type { Host } from '../../src/remote/host.ts'
import type { HostCallbacks } from '../../src/remote/remote-host.ts'
import type { ShellClient } from '../../src/shell/client.ts'
import { openShell } from './shell-session.ts'

/** The shells that the protocol must support. */
export const REQUIRED = ['dash', 'bash', 'busybox', 'mksh'] as const

/**
 * The shells in which the protocol is tested: the required ones and, with DROVER_SHELLS=all, every other shell that
 * Debian has.
 */
export const SHELLS: readonly string[] =
  process.env.DROVER_SHELLS === 'all' ? [...REQUIRED, 'ksh', 'yash', 'zsh', 'posh'] : REQUIRED

/**
 * Returns a function that opens shells. They are closed when the tests of the file have ended, even if one of them
 * failed.
 */
export function closingShells(): (
  shell: string,
  callbacks?: HostCallbacks,
) => Promise<{ host: Host; protocol: ShellClient }> {
  const opened: ShellClient[] = []
  test.after(() => Promise.all(opened.map(protocol => protocol.close())).then(() => {}))
  return async (shell, callbacks) => {
    const { host, protocol } = await openShell(shell, callbacks)
    opened.push(protocol)
    return { host, protocol }
  }
}
