import type { Reporter } from '../engine/state/reporter.ts'
import { openOutputFile } from './output-file.ts'
import { makeStyle, type Style, takesColour } from './style.ts'

/** The formats of the output of a run. */
export const RUN_FORMATS = ['tree', 'lines', 'ndjson', 'junit', 'github'] as const
/** One of these formats. */
export type RunFormat = (typeof RUN_FORMATS)[number]

interface Shown {
  readonly verbosity: number
  readonly showDiff: boolean
}

/** The options of `chooseReporter`. */
export interface ReporterOptions extends Shown {
  readonly stream: NodeJS.WriteStream
}

/** Returns the reporter for a format, which writes to a stream. Loads only the code of that format. */
export async function chooseReporter(format: RunFormat, options: ReporterOptions): Promise<Reporter> {
  const { stream } = options
  let isGone = false
  // The reader of the output may have closed it (`head`).
  const onError = (): void => {
    isGone = true
  }
  stream.on('error', onError)
  /** Output that is held while a question is on the terminal; undefined while there is none. */
  let held: string[] | undefined
  const write = (text: string): void => {
    if (isGone) return
    if (held) held.push(text)
    else stream.write(text)
  }
  const style = makeStyle(takesColour(stream))
  const shown = { ...options, write, style }
  const reporter =
    format === 'tree'
      ? (await import('./live-progress.ts')).reportTree(shown)
      : await loadReporter(format, shown)
  return {
    ...reporter,
    freeTerminal: async () => {
      const resume = await reporter.freeTerminal?.()
      held = []
      return () => {
        const texts = held ?? []
        held = undefined
        for (const text of texts) write(text)
        resume?.()
      }
    },
    close: async () => {
      await reporter.close()
      stream.off('error', onError)
    },
  }
}

/**
 * Returns the reporter for a format, which writes to a file and replaces it. Throws InputError if the file cannot be
 * written; `warn` is called if a later write fails.
 */
export async function reportToFile(
  format: RunFormat,
  file: string,
  shown: Shown,
  warn: (message: string) => void,
): Promise<Reporter> {
  const { write, close } = openOutputFile(file, warn)
  const reporter = await loadReporter(format, { ...shown, write, style: makeStyle(false) })
  return {
    ...reporter,
    close: async () => {
      await reporter.close()
      close()
    },
  }
}

async function loadReporter(
  format: RunFormat,
  options: Shown & { readonly write: (text: string) => void; readonly style: Style },
): Promise<Reporter> {
  if (format === 'ndjson') return (await import('./ndjson.ts')).reportNdjson(options.write)
  if (format === 'junit') return (await import('./junit.ts')).reportJunit(options.write)
  if (format === 'github') return (await import('./github.ts')).reportGithub(options)
  return (await import('./lines.ts')).reportLines(options)
}
