import { Inflow, ReceiveWindow } from '../transport/inflow.ts'
import { Outflow } from '../transport/outflow.ts'
import type { StreamName } from './frame.ts'
import type { FrameLink } from './link.ts'

/** Bytes of a stream of a session that may be in flight: sent, and not consumed by whom they are for. */
export const WINDOW = 256 * 1024
/** Bytes of one frame, so that no session keeps others waiting for long. */
const CHUNK = 64 * 1024

/** A stream of a session to the other side of a link. */
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

/** A stream of a session from the other side of a link. */
export function inflowOver(link: FrameLink, session: number, stream: StreamName): Inflow {
  const window = new ReceiveWindow(WINDOW, size => link.send({ type: 'credit', session, stream, size }))
  // Bytes that come after the end are discarded.
  return new Inflow(window).on('error', () => {})
}
