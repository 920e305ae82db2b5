import { Inflow, ReceiveWindow } from '../transport/inflow.ts'
import { Outflow } from '../transport/outflow.ts'
import type { StreamName } from './frame.ts'
import type { FrameLink } from './link.ts'

/** The most bytes of one stream that may be in flight: sent, but not yet consumed by the receiver. */
export const WINDOW = 256 * 1024
/** The most bytes in one frame, so that no session delays the others for long. */
const CHUNK = 64 * 1024

/** Returns a stream that sends its bytes over a link as stream `stream` of a session. */
export function outflowOver(link: FrameLink, session: number, stream: StreamName): Outflow {
  return new Outflow(
    {
      data: bytes => link.send({ type: 'data', session, stream, bytes }),
      end: () => link.send({ type: 'end', session, stream }),
      isFull: () => link.isFull,
    },
    { window: WINDOW, chunk: CHUNK },
  )
}

/** Returns a stream of the bytes that arrive over a link for stream `stream` of a session. */
export function inflowOver(link: FrameLink, session: number, stream: StreamName): Inflow {
  const window = new ReceiveWindow(WINDOW, size => link.send({ type: 'credit', session, stream, size }))
  // Bytes that arrive after the end are discarded.
  return new Inflow(window).on('error', () => {})
}
