import { escapeControlInLine } from '../base/escape-control.ts'

/** Shortens a list of host names: `web[1:97]`, `node1 node3`, `a b c and 94 more`. */
export function shortenHosts(hosts: readonly string[], most = 8): string {
  const words: Word[] = []
  const runs = new Map<string, number[]>()
  for (const host of new Set(hosts)) {
    const [, stem = '', number] = /^(.*?)(\d+)$/.exec(host) ?? []
    // A number with leading zeros is not put into a range: the range would look the same as one without them.
    const isPlain = number !== undefined && String(Number(number)) === number
    const run = runs.get(stem) ?? []
    if (isPlain && run.length === 0) {
      runs.set(stem, run)
      words.push({ stem, numbers: run })
    }
    if (isPlain) run.push(Number(number))
    else words.push({ text: host, count: 1 })
  }
  const all = words.flatMap(word => ('numbers' in word ? rangesOf(word.stem, word.numbers) : [word]))
  const shown = all.length <= most ? all : all.slice(0, most)
  const left = all.slice(shown.length).reduce((sum, { count }) => sum + count, 0)
  return shown.map(({ text }) => text).join(' ') + (left > 0 ? ` and ${left} more` : '')
}

/** A word of the short list, and the number of hosts that it stands for. */
interface HostRange {
  readonly text: string
  readonly count: number
}

type Word = HostRange | { readonly stem: string; readonly numbers: number[] }

function rangesOf(stem: string, numbers: readonly number[]): HostRange[] {
  const sorted = [...numbers].sort((a, b) => a - b)
  const words: HostRange[] = []
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1
    const count = end - start + 1
    if (count < 3)
      for (let each = start; each <= end; each += 1) words.push({ text: `${stem}${sorted[each]}`, count: 1 })
    else words.push({ text: `${stem}[${sorted[start]}:${sorted[end]}]`, count })
    start = end + 1
  }
  return words
}

/** Returns a number of hosts: `1 host`, `100 hosts`. */
export function countHosts(count: number): string {
  return count === 1 ? '1 host' : `${count} hosts`
}

/** Returns the message that facts of a host outside of the play are gathered, and which host's task uses them. */
export function factsRequestLine({
  host,
  for: other,
}: {
  readonly host: string
  readonly for: string
}): string {
  return `gathering facts of ${escapeControlInLine(host)}, which a task on ${escapeControlInLine(other)} uses`
}
