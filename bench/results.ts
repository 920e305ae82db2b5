/** The result of one tool for one case. */
export interface Entry {
  readonly name: string
  readonly tool: string
  /** The day of the measurement. All cases of one day were measured on the same machine. */
  readonly date: string
  readonly median_s: number
  /** The ratio to the floor's time for the same case in the same run. */
  readonly ratio_to_floor: number
  readonly controller_cpu_s: number
  readonly controller_rss_mb: number
  /** The maximum number of round trips of any host. Only Drover reports them. */
  readonly round_trips?: number
}

export interface Results {
  readonly date: string
  readonly machine: string
  readonly versions: Readonly<Record<string, string>>
  readonly runs: number
  readonly cases: readonly Entry[]
}

/** Returns the median; of an even number of figures, the mean of the middle two. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]]
  return (low + high) / 2
}

/** Returns a page of the results, with a table for each case and a plot. */
export function pageOf({ date, machine, versions, runs, cases }: Results): string {
  const names = [...new Set(cases.map(({ name }) => caseOf(name)))]
  const tables = names.map(name => {
    const rows = cases
      .filter(entry => caseOf(entry.name) === name)
      .map(
        ({ name: shown, tool, median_s, ratio_to_floor, controller_cpu_s, controller_rss_mb, round_trips }) =>
          `| ${shown === name ? tool : `${tool}, kept connections`} | ${median_s.toFixed(2)} | ${ratio_to_floor.toFixed(2)} | ${controller_cpu_s.toFixed(2)} | ${Math.round(controller_rss_mb)} | ${round_trips ?? ''} |`,
      )
    const head =
      '| tool | seconds | × floor | CPU here, s | largest process, MB | round trips |\n| --- | --- | --- | --- | --- | --- |'
    const day = cases.find(entry => caseOf(entry.name) === name)?.date
    const note = day === date ? '' : `These figures are from an earlier run (${day}).\n\n`
    return `## ${name}\n\n${note}${head}\n${rows.join('\n')}\n`
  })
  const used = Object.entries(versions).map(([tool, version]) => `${tool} ${version}`)
  return `# Benchmarks

\`npm run bench\` writes this page. The figures are in \`bench/results.json\`. For each case, the tools ran in turn, ${runs} times each. The
tables show the median. The latest run was on ${date}. The hosts and the controller were on one machine (${machine}). Versions:
${used.join(', ')}.

The tools:

- **floor** runs the same checks, written by hand as one shell script per host. It starts one ssh per host, for all hosts in
  parallel.
- **nothing** is a Node program that starts one ssh per host to run \`true\`. No tool that runs in Node and connects with
  OpenSSH can be faster.
- **drover** opens new connections. With **kept connections**, it uses the previous run's persistent connections.

The cases:

- \`unchanged-3x50\` has fifty tasks (10 directories, 10 copies, 10 templates, 10 line edits, 10 service states) on three hosts that
  are already in the described state.
- \`first\` runs the same tasks on bare hosts.
- \`rtt25\` and \`rtt100\` add 25 ms and 100 ms to every round trip.
- \`30x10\` and \`100x10\` run ten tasks on many hosts without systemd.
- \`copy1000\` copies a tree of a thousand files of 2 KB, \`loop500\` renders a template in a loop of 500, and \`1gib\` copies one file
  of a GiB. Each runs on one host.

Facts are not gathered. BundleWrap has its own method to edit lines, and Rex has its own method to write templates. The tables
omit a tool from a case if the case would take many minutes. pyinfra is missing because Debian does not package it. Compare the
ratios, not the seconds: other work on the machine changes all figures of a case together.

\`npm run bench:scale\` uses simulated hosts to measure how the controller's work grows with the number of hosts. Each additional host
with ten tasks costs 4 to 8 ms of CPU time, depending on the machine, and 70 to 280 KB of memory. On the faster machine, 1,000
hosts took 4 s, and 3,000 hosts took 11 s. These figures do not include ssh. As for any tool that uses OpenSSH, each new connection
costs at least 0.1 s of CPU time more. One controller with two cores therefore connects to about twenty hosts per second.

![Seconds by tool](benchmarks.svg)

${tables.join('\n')}`
}

/** Returns the case of a result. Runs over kept connections belong to the case of the same name. */
export function caseOf(name: string): string {
  return name.replace(/-warm$/, '')
}

function colourOf(tool: string): string {
  if (tool.startsWith('drover')) return '#2a6f97'
  return tool === 'floor' ? '#888' : '#c9ada7'
}

/** Returns horizontal bars on a logarithmic scale, grouped by case. */
export function plotOf({ cases }: Results): string {
  const [left, width, row] = [230, 480, 18]
  const seconds = cases.map(({ median_s }) => median_s)
  const [low, high] = [Math.min(...seconds) / 1.5, Math.max(...seconds)]
  const at = (value: number): number => (Math.log(value / low) / Math.log(high / low)) * width
  const bars = cases.map(({ name, tool, median_s }, index) => {
    const y = 10 + index * row + 14 * new Set(cases.slice(0, index + 1).map(entry => entry.name)).size
    const colour = colourOf(tool)
    const heading =
      cases[index - 1]?.name === name ? '' : `<text x="4" y="${y + 12}" font-weight="bold">${name}</text>`
    return `${heading}<text x="${left - 6}" y="${y + 12}" text-anchor="end">${tool}</text><rect x="${left}" y="${y}" width="${at(median_s).toFixed(1)}" height="14" fill="${colour}"/><text x="${left + 4 + at(median_s)}" y="${y + 12}">${median_s.toFixed(2)} s</text>`
  })
  const height = 40 + cases.length * row + 14 * new Set(cases.map(({ name }) => name)).size
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 80}" height="${height}" font-family="sans-serif" font-size="11" role="img" aria-labelledby="title">\n<title id="title">Seconds by tool</title>\n${bars.join('\n')}\n</svg>\n`
}
