import type { Answer } from './exchange.ts'

/** The maximum number of lines of a stream that a message shows, from its end. */
const MAX_LINES = 20

/**
 * Returns the message for a failed program: the title and the end of its output, of both streams if both have output.
 * The message mentions what is left out, since `-v` shows everything.
 */
export function withOutput(title: string, { stdout, stderr }: Pick<Answer, 'stdout' | 'stderr'>): string {
  const streams = [
    { name: 'stderr', ...endOf(stderr) },
    { name: 'stdout', ...endOf(stdout) },
  ].filter(({ lines }) => lines.length > 0)
  const [only, other] = streams
  if (!only) return title
  if (!other) return `${title}${only.cut}: ${only.lines.join('\n')}`
  const shown = streams.map(({ name, cut, lines }) => [`${name}${cut}:`, ...lines.map(line => `  ${line}`)])
  return [title, ...shown.flat()].join('\n')
}

function endOf(stream: Buffer): { readonly lines: readonly string[]; readonly cut: string } {
  const text = stream.toString().trim()
  if (text === '') return { lines: [], cut: '' }
  const all = text.split('\n')
  const lines = all.slice(-MAX_LINES)
  const isCut = all.length > lines.length
  return { lines, cut: isCut ? ` (last ${MAX_LINES} of ${all.length} lines, all with -v)` : '' }
}
