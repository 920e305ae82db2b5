/** What a host answered, by part. */
export interface Answers {
  /** The lines of a part that are not empty; none if it is missing. */
  readonly linesOf: (part: string) => readonly string[]
  /** The lines of a file that are not empty; none if it cannot be read. */
  readonly fileOf: (path: string) => readonly string[]
  /** The paths of the files that could be read. */
  readonly files: readonly string[]
}

/** Splits what the script printed. */
export function readAnswers(text: string): Answers {
  const parts = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of text.split('\n')) {
    const name = /^@@([a-z-]+)$/.exec(line)?.[1]
    // The environment comes last: no value of it can begin another part.
    // safety: an environment variable cannot start another section of the facts
    if (name !== undefined && !parts.has(name) && !parts.has('env')) {
      lines = []
      parts.set(name, lines)
    } else lines.push(line)
  }
  const linesOf = (name: string): string[] => (parts.get(name) ?? []).filter(line => line !== '')
  const files = readFiles(linesOf('files'))
  return { linesOf, fileOf: path => files.get(path) ?? [], files: [...files.keys()] }
}

/** Files as `head` prints several: each below `==> PATH <==`. */
function readFiles(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>()
  let content: string[] = []
  for (const line of lines) {
    const path = /^==> (\/.+) <==$/.exec(line)?.[1]
    if (path === undefined) content.push(line)
    else {
      content = []
      files.set(path, content)
    }
  }
  return files
}

/** `NAME=value` lines as a shell reads them, as data: nothing is run. Source: the freedesktop.org os-release manual page. */
export function assignmentsIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(line) ?? []
    if (name !== undefined && value !== undefined) fields.set(name, unquote(value))
  }
  return fields
}

function unquote(value: string): string {
  const [, quoted] = /^(?:"(.*)"|'(.*)')$/s.exec(value)?.filter(part => part !== undefined) ?? []
  return (quoted ?? value).replace(/\\(["$`\\])/g, '$1')
}
