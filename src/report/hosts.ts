/** Many host names in few words: `web[1:97]`, `node1 node3`, `a b c and 94 more`. */
export function shortenHosts(hosts: readonly string[], most = 8): string {
  const runs = new Map<string, number[]>()
  for (const host of hosts) {
    const [, stem = host, number] = /^(.*?)(\d+)$/.exec(host) ?? []
    // A number with leading zeros is left as it is: a range of it would look like another.
    const isPlain = number !== undefined && String(Number(number)) === number
    const key = isPlain ? stem : host
    runs.set(key, [...(runs.get(key) ?? []), ...(isPlain ? [Number(number)] : [])])
  }
  const words = [...runs].flatMap(([stem, numbers]) =>
    numbers.length === 0 ? [stem] : rangesOf(stem, numbers),
  )
  if (words.length <= most) return words.join(' ')
  return `${words.slice(0, most).join(' ')} and ${hosts.length - most} more`
}

function rangesOf(stem: string, numbers: readonly number[]): string[] {
  const sorted = [...numbers].sort((a, b) => a - b)
  const words: string[] = []
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1
    if (end - start < 2) for (let each = start; each <= end; each += 1) words.push(`${stem}${sorted[each]}`)
    else words.push(`${stem}[${sorted[start]}:${sorted[end]}]`)
    start = end + 1
  }
  return words
}
