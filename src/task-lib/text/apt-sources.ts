/** A line of a sources.list. Format: sources.list(5), "ONE-LINE-STYLE FORMAT". */
interface SourceLine {
  /** The source with single spaces between its words; undefined if the line contains none. */
  readonly source: string | undefined
  readonly isEnabled: boolean
  readonly comment: string
}

/** Parses a line as Ansible's `apt_repository` does: a source after a `#` is a disabled one. */
export function readSourceLine(line: string): SourceLine {
  const text = line.trim()
  const isEnabled = !text.startsWith('#')
  const [spec = '', ...comments] = (isEnabled ? text : text.slice(1)).split('#')
  const words = spec.trim().split(/\s+/)
  const isSource = words[0] === 'deb' || words[0] === 'deb-src'
  return { source: isSource ? words.join(' ') : undefined, isEnabled, comment: comments.join('#').trim() }
}

/** Returns the name of the file for a source without `.list`, derived from its address without protocol and login. */
export function nameForSource(source: string): string {
  const [address = ''] = source
    .replace(/\[[^\]]+\]/g, '')
    .replace(/\w+:\/\//g, '')
    .split(/\s+/)
    .filter(word => !['', 'deb', 'deb-src'].includes(word))
  const place = address.slice(address.indexOf('@') + 1)
  return place
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean)
    .join('_')
}

/** Contents of source files by their paths. */
export type SourceFiles = ReadonlyMap<string, string>

/**
 * Enables a source and returns the files that change. The source is enabled in all places where it is disabled or, if
 * there are none, added to the end of the file at `path`. Other lines are kept. Empty if it is already enabled.
 */
export function withSource(files: SourceFiles, source: string, path: string): SourceFiles {
  const changed = new Map<string, string>()
  let isFound = false
  for (const [file, text] of files) {
    const next = text.replace(/[^\n]+/g, line => {
      const read = readSourceLine(line)
      if (read.source !== source) return line
      isFound = true
      if (read.isEnabled) return line
      return read.comment === '' ? source : `${source} # ${read.comment}`
    })
    if (next !== text) changed.set(file, next)
  }
  if (isFound) return changed
  const old = files.get(path) ?? ''
  return new Map([[path, `${old}${old === '' || old.endsWith('\n') ? '' : '\n'}${source}\n`]])
}

/**
 * Removes an enabled source and returns the files that change; null for a file in which no line is left. Empty if the
 * source is not enabled.
 */
export function withoutSource(files: SourceFiles, source: string): ReadonlyMap<string, string | null> {
  const changed = new Map<string, string | null>()
  for (const [file, text] of files) {
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
    const kept = lines.filter(line => {
      const read = readSourceLine(line)
      return read.source !== source || !read.isEnabled
    })
    if (kept.length < lines.length) changed.set(file, kept.length === 0 ? null : kept.join(''))
  }
  return changed
}
