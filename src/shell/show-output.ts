import type { Answer } from './exchange.ts'

/** The most of a stream that a message shows, in lines from its end. */
const MAX_LINES = 20

/**
 * The message for a program that failed: the title, and what it printed. Of both streams where both hold something, each by its
 * end; what is cut is said, since `-v` shows all of it.
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
