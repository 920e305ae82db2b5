import type { Host } from '../../src/remote/host.ts'
import { type HostCallbacks, remoteHost } from '../../src/remote/remote-host.ts'
import { ShellClient } from '../../src/shell/client.ts'
import { BOOTSTRAP } from '../../src/shell/programs/bootstrap.ts'
import { start } from '../../src/transport/spawn.ts'
import { shellWords } from './shells.ts'

/** Opens a real session over a local shell of that name. */
export async function openShell(
  shell: string,
  callbacks: HostCallbacks = {},
): Promise<{ host: Host; protocol: ShellClient; close: () => Promise<void> }> {
  const protocol = new ShellClient(await start([...shellWords(shell), '-c', BOOTSTRAP]), shell)
  protocol.begin()
  await protocol.ready
  return {
    host: remoteHost(shell, protocol, callbacks),
    protocol,
    close: () => protocol.close(),
  }
}
