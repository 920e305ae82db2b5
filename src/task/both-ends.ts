import type { Answer } from '../host/probe.ts'

/** The most lines of one stream that an error shows. */
const MOST_LINES = 20

/**
 * The end of what a command printed, on both of its streams: what went wrong may be told on either. It says how much of a stream is
 * left out; empty where there was nothing.
 */
export function bothEnds({ stdout, stderr }: Pick<Answer, 'stdout' | 'stderr'>): string {
  const streams = [
    ['stderr', stderr.toString()],
    ['stdout', stdout.toString()],
  ] as const
  const ends = streams.flatMap(([name, text]) => {
    const lines = text.trim().split('\n')
    if (text.trim() === '') return []
    const cut = lines.length > MOST_LINES ? `, the last ${MOST_LINES} of ${lines.length} lines` : ''
    return [{ name: `${name}${cut}`, lines: lines.slice(-MOST_LINES) }]
  })
  const [first] = ends
  if (ends.length === 1 && first?.name === 'stderr' && first.lines.length === 1) return first.lines[0] ?? ''
  return ends.map(({ name, lines }) => `\n${name}:\n${lines.join('\n')}`).join('')
}
