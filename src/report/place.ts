/** A place in a file as events name it. */
export interface NamedPlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Reads a place such as `playbooks/site.yml:12:5`; undefined for anything else. */
export function readPlace(text: string): NamedPlace | undefined {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/s.exec(text) ?? []
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) }
}
