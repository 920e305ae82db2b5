import { escapeRegex } from '../../base/escape-regex.ts'

/** The edit that an `ini_file` task requests. */
export interface IniEdit {
  /** The name in the section header; absent for the lines before the first section. */
  readonly section?: string | undefined
  /**
   * Options that identify one of several sections with this name: each option must exist, with one of its `values` if
   * there are any.
   */
  readonly sectionHas: readonly IniOption[]
  /** Absent if the edit is about the whole section. */
  readonly option?: string | undefined
  /** The values of the option, without duplicates; empty for an option without a value. */
  readonly values: readonly string[]
  readonly isRemoval: boolean
  /** If false, lines of the option with other values are kept. */
  readonly isExclusive: boolean
  /** White space before the option in a written line. */
  readonly indentation: string
  readonly separator: '=' | ' = '
  /** If true, a line with the right value is kept even if its white space differs. */
  readonly ignoresSpaces: boolean
  /** If true, an option without a value is written without a separator, and all other lines of an option are kept. */
  readonly allowsNoValue: boolean
  /** If true, a commented-out line of the option is replaced. */
  readonly modifiesInactive: boolean
}

interface IniOption {
  readonly option: string
  readonly values: readonly string[]
}

/** The result of an edit. */
export interface EditedIni {
  /** The edited text; unchanged if nothing differs. */
  readonly text: string
  /** Ansible's message for the edit; `OK` if nothing changed except a missing line end at the end of the file. */
  readonly message: string
}

/**
 * Sets or removes an option or a section of an INI file. An edited text has no byte order mark, and LF at the end of each line.
 * Source of the rules: the module `ini_file` of Ansible's community.general. Unlike there, a second run changes
 * nothing: an option with a value never gets a line without one, an option with an empty value keeps its separator, and removing a
 * section removes all sections with its name.
 */
export function editIni(text: string, edit: IniEdit): EditedIni {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  // As in the module, an empty file counts as one empty line.
  const lines = plain.replace(/\n$/, '').split('\n')
  const { next, message } = edit.isRemoval ? withoutIt(lines, edit) : withIt(lines, edit)
  const isEnded = plain === '' || plain.endsWith('\n')
  const isSame = next.length === lines.length && next.every((line, at) => line === lines[at])
  return { text: isEnded && isSame ? text : next.map(line => `${line}\n`).join(''), message }
}

interface EditedLines {
  readonly next: readonly string[]
  readonly message: string
}

/**
 * The position of a section: the index of its header (-1 for the lines before the first one), and the index after its
 * last line.
 */
interface Range {
  readonly header: number
  readonly end: number
}

function findSection(lines: readonly string[], { section, sectionHas }: IniEdit): Range | undefined {
  if (section === undefined) return { header: -1, end: endAfter(lines, -1) }
  const isHeader = new RegExp(`^\\[[ \\t]*${escapeRegex(section.trim())}[ \\t]*\\]`)
  for (let header = 0; header < lines.length; header += 1) {
    if (!isHeader.test(lines[header] ?? '')) continue
    const end = endAfter(lines, header)
    if (hasAll(lines.slice(header + 1, end), sectionHas)) return { header, end }
    header = end - 1
  }
  return undefined
}

function endAfter(lines: readonly string[], header: number): number {
  let end = header + 1
  while (end < lines.length && !lines[end]?.startsWith('[')) end += 1
  return end
}

function hasAll(body: readonly string[], wanted: readonly IniOption[]): boolean {
  return wanted.every(({ option, values }) => {
    const valueIn = matcherOf(option, { isComment: true, isBareComment: true })
    return body.some(line => {
      const value = valueIn(line)?.value
      return value !== undefined && (values.length === 0 || values.includes(value))
    })
  })
}

interface Match {
  readonly value: string
  readonly isComment: boolean
}

/**
 * Returns a function that finds the option in a line. With `isComment`, the line may be commented out; with
 * `isBareComment`, even without a value.
 */
function matcherOf(
  option: string,
  { isComment, isBareComment }: { readonly isComment: boolean; readonly isBareComment: boolean },
): (line: string) => Match | undefined {
  const mark = isComment ? '(?:([#;])[ \\t]*)?' : '()'
  const regex = new RegExp(`^[ \\t]*${mark}${escapeRegex(option)}[ \\t]*(?:(=)[ \\t]*(.*)|$)`, 's')
  return line => {
    const [whole, sign = '', separator, value = ''] = regex.exec(line) ?? []
    // A comment with only the name of an option is probably the heading of its description.
    if (whole === undefined || (sign !== '' && separator === undefined && !isBareComment)) return undefined
    return { value, isComment: sign !== '' }
  }
}

function withIt(lines: readonly string[], edit: IniEdit): EditedLines {
  const range = findSection(lines, edit)
  if (range === undefined) return withSection(lines, edit)
  if (edit.option === undefined) return { next: lines, message: 'OK' }
  const body = lines.slice(range.header + 1, range.end)
  const edited = setOption(body, edit.option, edit)
  const next = [...lines.slice(0, range.header + 1), ...edited.next, ...lines.slice(range.end)]
  return { next, message: edited.message }
}

/** Adds the section at the end, with the options of `sectionHas` that identify it. */
function withSection(lines: readonly string[], edit: IniEdit): EditedLines {
  const { section = '', sectionHas, option, isExclusive, allowsNoValue } = edit
  const others = sectionHas.filter(each => each.option !== option)
  const own = isExclusive ? [] : sectionHas.filter(each => each.option === option)
  const values = [...new Set([...edit.values, ...own.flatMap(each => each.values)])]
  const linesOf = (each: IniOption): string[] => {
    if (each.values.length > 0) return each.values.map(value => lineOf(each.option, value, edit))
    return allowsNoValue ? [bareLine(each.option, edit)] : []
  }
  const added = option === undefined ? [] : linesOf({ option, values })
  return {
    next: [...lines, `[${section}]`, ...others.flatMap(linesOf), ...added],
    message: added.length > 0 ? 'section and option added' : 'only section added',
  }
}

function lineOf(option: string, value: string, { indentation, separator }: IniEdit): string {
  return `${indentation}${option}${separator}${value}`
}

function bareLine(option: string, { indentation }: IniEdit): string {
  return `${indentation}${option}`
}

/** Sets an option in the lines of its section. */
function setOption(body: readonly string[], option: string, edit: IniEdit): EditedLines {
  const { values, isExclusive, allowsNoValue, modifiesInactive } = edit
  const matchOf = matcherOf(option, { isComment: modifiesInactive, isBareComment: allowsNoValue })
  const matches = body.map(matchOf)
  const { chosen, left } = chooseLines(matches, edit)
  const kept: string[] = []
  let isChanged = false
  for (const [at, line] of body.entries()) {
    const value = chosen.get(at)
    if (value === undefined && matches[at] && isExclusive && !allowsNoValue) {
      isChanged = true
      continue
    }
    const written = value === undefined ? line : writtenFor(value, line, option, edit)
    kept.push(written)
    isChanged ||= written !== line
  }
  const isMissing = values.length === 0 && allowsNoValue && chosen.size === 0
  const added = isMissing ? [bareLine(option, edit)] : left.map(value => lineOf(option, value, edit))
  if (added.length === 0) return { next: kept, message: isChanged ? 'option changed' : 'OK' }
  // Blank lines and comments at the end of a section belong to the next section.
  const last = kept.findLastIndex(line => !/^[ \t]*([#;].*)?$/s.test(line))
  return { next: [...kept.slice(0, last + 1), ...added, ...kept.slice(last + 1)], message: 'option added' }
}

/**
 * Assigns values to lines, by index; null for an option without a value. Lines that already have one of the values come
 * first, then, if the option is exclusive, its other lines. `left` are the values without a line.
 */
function chooseLines(
  matches: readonly (Match | undefined)[],
  { values, isExclusive, allowsNoValue }: IniEdit,
): { readonly chosen: ReadonlyMap<number, string | null>; readonly left: readonly string[] } {
  const chosen = new Map<number, string | null>()
  if (values.length === 0) {
    const first = allowsNoValue ? matches.findIndex(match => match !== undefined) : -1
    return { chosen: first < 0 ? chosen : chosen.set(first, null), left: [] }
  }
  const left = [...values]
  for (const [at, match] of matches.entries()) {
    const nth = match === undefined ? -1 : left.indexOf(match.value)
    if (nth >= 0) chosen.set(at, left.splice(nth, 1)[0] ?? '')
  }
  if (!isExclusive || allowsNoValue) return { chosen, left }
  for (const [at, match] of matches.entries()) {
    const value = match === undefined || chosen.has(at) ? undefined : left.shift()
    if (value !== undefined) chosen.set(at, value)
  }
  return { chosen, left }
}

/**
 * Returns the line for a value, or for an option without a value (null); a line that is already right is returned
 * unchanged.
 */
function writtenFor(value: string | null, line: string, option: string, edit: IniEdit): string {
  const full = lineOf(option, value ?? '', edit)
  const isBare = value === null || (value === '' && edit.allowsNoValue && line !== full)
  const wanted = isBare ? bareLine(option, edit) : full
  return isRight(line, wanted, option, edit) ? line : wanted
}

function isRight(line: string, wanted: string, option: string, { ignoresSpaces }: IniEdit): boolean {
  if (!ignoresSpaces) return line === wanted
  const matchOf = matcherOf(option, { isComment: true, isBareComment: true })
  const match = matchOf(line)
  return match === undefined || match.isComment ? line === wanted : match.value === matchOf(wanted)?.value
}

function withoutIt(lines: readonly string[], edit: IniEdit): EditedLines {
  const { option, values, isExclusive } = edit
  if (option === undefined) return withoutSection(lines, edit)
  const range = findSection(lines, edit)
  if (range === undefined) return { next: lines, message: 'OK' }
  const matchOf = matcherOf(option, { isComment: false, isBareComment: false })
  const next = lines.filter((line, at) => {
    const match = at > range.header && at < range.end ? matchOf(line) : undefined
    return match === undefined || !(isExclusive || values.includes(match.value))
  })
  return { next, message: next.length === lines.length ? 'OK' : 'option changed' }
}

/** Removes every section with this name. */
function withoutSection(lines: readonly string[], edit: IniEdit): EditedLines {
  let next = lines
  for (let range = findSection(next, edit); range !== undefined; range = findSection(next, edit))
    next = [...next.slice(0, range.header), ...next.slice(range.end)]
  return { next, message: next === lines ? 'OK' : 'section removed' }
}
