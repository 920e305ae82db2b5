import { test } from 'uvu'
import type { Host } from '../../src/remote/host.ts'
import type { HostCallbacks } from '../../src/remote/remote-host.ts'
import type { ShellClient } from '../../src/shell/client.ts'
import { openShell } from './shell-session.ts'

/** Shells that the protocol is held to. */
export const REQUIRED = ['dash', 'bash', 'busybox', 'mksh'] as const

/** What the protocol is tried in: those, and with DROVER_SHELLS=all each that Debian has a package for. */
export const SHELLS: readonly string[] =
  process.env.DROVER_SHELLS === 'all' ? [...REQUIRED, 'ksh', 'yash', 'zsh', 'posh'] : REQUIRED

/** Opens shells that are closed when the file's tests are over, also where one of them failed. */
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
