import type { Host } from '../../src/remote/host.ts'
import { hostOver, type OnLine } from '../../src/remote/remote-host.ts'
import { BOOTSTRAP } from '../../src/shell/bootstrap.ts'
import { Protocol } from '../../src/shell/client.ts'
import { start } from '../../src/transport/spawn.ts'
import { shellWords } from './shells.ts'

/** A real session over a local shell of that kind. */
export async function openShell(
  shell: string,
  onLine?: OnLine,
): Promise<{ host: Host; protocol: Protocol; close: () => Promise<void> }> {
  const protocol = new Protocol(await start([...shellWords(shell), '-c', BOOTSTRAP]), shell)
  protocol.begin()
  await protocol.ready
  return {
    host: hostOver(shell, protocol, onLine === undefined ? {} : { onLine }),
    protocol,
    close: () => protocol.close(),
  }
}
