/** The output of the script that gathers facts, by section. */
export interface Answers {
  /** Returns the non-empty lines of a section; none if it is missing. */
  readonly linesOf: (part: string) => readonly string[]
  /** Returns the non-empty lines of a file on the host; none if it could not be read. */
  readonly fileOf: (path: string) => readonly string[]
  /** The paths of the files that could be read. */
  readonly files: readonly string[]
}

/** Splits the output of the script into its sections. */
export function readAnswers(text: string): Answers {
  const parts = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of text.split('\n')) {
    const name = /^@@([a-z-]+)$/.exec(line)?.[1]
    // The environment comes last, so that none of its values can begin another section.
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

/** Parses several files in the form in which `head` prints them: each below `==> PATH <==`. */
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

/**
 * Parses `NAME=value` lines with the quotes that a shell allows. Runs nothing. Source: the freedesktop.org os-release
 * manual page.
 */
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
