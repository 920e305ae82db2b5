import type { Readable, Writable } from 'node:stream'
import { packageVersion } from '../base/package.ts'
import { ConnectionError } from '../transport/connection-errors.ts'
import { LoginPace } from '../transport/login-pace.ts'
import { ConnectionLeases } from '../transport/persistent/leases.ts'
import { type Frame, greeting } from './frame.ts'
import { ServedShell } from './held-shell.ts'
import { FrameLink } from './link.ts'
import type { Refusal } from './order.ts'
import { pumpInTurns } from './pump-in-turns.ts'

/**
 * Serves one controller as its relay: reads the controller's frames from `input` and writes its own to `output`.
 * Resolves when the controller has closed the link or is lost, and all sessions have ended. `warn` is called with
 * messages for the controller's user.
 */
export async function serveRelay(
  input: Readable,
  output: Writable,
  warn: (message: string) => void,
): Promise<void> {
  const leases = new ConnectionLeases(warn)
  const pace = new LoginPace()
  const shells = new Map<number, ServedShell>()
  output.write(greeting(packageVersion()))
  await new Promise<void>(resolve => {
    const link = new FrameLink(input, output, {
      frame: frame => take(frame),
      drain: () => pumpInTurns(shells, () => link.isFull),
      lost: () => {
        // Else unwritten output would keep this process alive for as long as a frozen controller does not read it.
        output.destroy()
        resolve()
      },
    })
    const take = (frame: Frame): void => {
      const { session } = frame
      if (frame.type === 'open') {
        const shell = new ServedShell(session, link)
        shells.set(session, shell)
        void pace
          .inTurn(() => shell.start(frame.order, leases))
          .catch((error: unknown) => link.send({ type: 'refused', session, refusal: refusalOf(error) }))
        void shell.ended.then(() => shells.delete(session))
      } else if (frame.type === 'forget') {
        void leases.forget(frame.target).then(() => link.send({ type: 'forgotten', session }))
      } else shells.get(session)?.receive(frame)
    }
  })
  await Promise.all([...shells.values()].map(shell => shell.close()))
  await leases.close()
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof ConnectionError)
    return { message: error.message, hint: error.hint ?? '', kind: error.kind }
  const message = error instanceof Error ? error.message : String(error)
  return { message, hint: 'this is what the relay says', kind: 'other' }
}
