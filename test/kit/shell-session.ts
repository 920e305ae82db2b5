import { BOOTSTRAP } from '../../src/host/bootstrap.ts'
import { start } from '../../src/host/connection.ts'
import type { Host } from '../../src/host/host.ts'
import { Protocol } from '../../src/host/session.ts'
import { hostOver, type OnLine } from '../../src/host/session-host.ts'
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
