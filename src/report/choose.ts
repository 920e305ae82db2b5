import type { Reporter } from '../engine/state/events.ts'
import { makeStyle, takesColour } from './style.ts'

export type ReporterKind = 'tree' | 'lines' | 'ndjson'

export interface ReporterOptions {
  readonly stream: NodeJS.WriteStream
  readonly verbosity: number
  readonly showDiff: boolean
}

/** The reporter of a kind; each is loaded only when it is chosen. */
export async function chooseReporter(kind: ReporterKind, options: ReporterOptions): Promise<Reporter> {
  const { stream } = options
  let isGone = false
  // Whoever read our output may have had enough of it (`head`).
  stream.on('error', () => {
    isGone = true
  })
  const write = (text: string): void => {
    if (!isGone) stream.write(text)
  }
  const style = makeStyle(takesColour(stream))
  if (kind === 'ndjson') return (await import('./ndjson.ts')).reportNdjson(write)
  if (kind === 'tree') return (await import('./tree.ts')).reportTree({ ...options, write, style })
  return (await import('./lines.ts')).reportLines({ ...options, write, style })
}
