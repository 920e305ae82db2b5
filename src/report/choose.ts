import type { Reporter } from '../engine/state/events.ts'
import { makeStyle, type Style, takesColour } from './style.ts'

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
  const onError = (): void => {
    isGone = true
  }
  stream.on('error', onError)
  const write = (text: string): void => {
    if (!isGone) stream.write(text)
  }
  const reporter = await loadReporter(kind, { ...options, write, style: makeStyle(takesColour(stream)) })
  return {
    ...reporter,
    close: async () => {
      await reporter.close()
      stream.off('error', onError)
    },
  }
}

async function loadReporter(
  kind: ReporterKind,
  options: ReporterOptions & { readonly write: (text: string) => void; readonly style: Style },
): Promise<Reporter> {
  if (kind === 'ndjson') return (await import('./ndjson.ts')).reportNdjson(options.write)
  if (kind === 'tree') return (await import('./live-progress.ts')).reportTree(options)
  return (await import('./lines.ts')).reportLines(options)
}
