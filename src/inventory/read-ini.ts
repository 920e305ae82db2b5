import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { noteInput } from '../base/files-read.ts'
import { pythonLiteral } from '../base/python-literal.ts'
import { locatePythonWords } from '../base/words.ts'
import { InputError, type MapSource, type Place } from '../errors.ts'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import type { Dialect } from '../yaml/reading.ts'
import { readVars } from '../yaml/variables.ts'
import { setGroupVars } from './group-vars.ts'
import { checkGroupName } from './host-name.ts'
import { sourceAt } from './plain-source.ts'
import { addHosts, groupOf, type Tree } from './tree.ts'

/**
 * Reads an inventory in Ansible's INI format: hosts, each followed by `name=value` words, and sections `[group]`,
 * `[group:children]` and `[group:vars]`. As with Ansible's plugin `ini`, values are Python literals if possible,
 * otherwise text. Throws InputError, or InputErrors with all errors in the file.
 */
export function readIni(tree: Tree, file: string, dialect?: Dialect): void {
  const reading: Reading = {
    ...{ tree, title: basename(file), problems: [], dialect },
    ...{
      section: { group: 'ungrouped', kind: 'hosts' },
      declared: new Set(tree.groups.keys()),
      named: new Map(),
    },
  }
  const bytes = readFileSync(file)
  noteInput(file, bytes)
  for (const [index, text] of bytes.toString('utf8').split(/\r?\n/).entries()) {
    const line = text.replace('\uFEFF', '').trim()
    if (line === '' || /^[#;]/.test(line)) continue
    const place = { file, line: index + 1, column: text.length - text.trimStart().length + 1 }
    attempt(reading.problems, () => readLine(reading, line, place))
  }
  for (const [group, { place, section }] of reading.named)
    attempt(reading.problems, () => checkDeclared(reading, group, place, section))
  throwProblems(reading.problems)
}

type SectionKind = 'hosts' | 'children' | 'vars'

interface Reading {
  readonly tree: Tree
  readonly title: string
  readonly problems: Problems
  readonly dialect: Dialect | undefined
  section: { readonly group: string; readonly kind: SectionKind }
  readonly declared: Set<string>
  /** Groups that a section mentions without declaring them, with the place of the first mention of each. */
  readonly named: Map<string, { readonly place: Place; readonly section: string }>
}

function readLine(reading: Reading, line: string, place: Place): void {
  if (line.startsWith('[') && /\]\s*(?:#.*)?$/.test(line) && !isHostLine(line))
    readSection(reading, line, place)
  else if (reading.section.kind === 'hosts') readHosts(reading, line, place)
  else if (reading.section.kind === 'children') readChild(reading, line, place)
  else readVar(reading, line, place)
}

/** Whether a line in brackets is a host, such as `[2001:db8::1]`, rather than a section. */
function isHostLine(line: string): boolean {
  return /^\[[\da-fA-F]*:[\da-fA-F:.]*:[\da-fA-F.]*\]/.test(line)
}

function readSection(reading: Reading, line: string, place: Place): void {
  const [, group = '', kind = 'hosts'] = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line) ?? []
  // Lines after an invalid section are read as hosts without a group.
  reading.section = { group: 'ungrouped', kind: 'hosts' }
  if (group === '')
    throw new InputError(`\`${line}\` is not a section`, {
      place,
      hint: 'a section is `[group]`, `[group:children]` or `[group:vars]`, without spaces',
    })
  if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars')
    throw new InputError(`a section of a group is \`vars\` or \`children\`, got \`${kind}\``, { place })
  checkGroupName(group, place)
  reading.section = { group, kind }
  if (kind === 'vars') note(reading, group, place, `[${group}:vars]`)
  else {
    groupOf(reading.tree, group)
    reading.declared.add(group)
  }
}

function readHosts({ tree, title, section, dialect }: Reading, line: string, place: Place): void {
  const [host, ...assignments] = wordsOf(line, place)
  if (!host) return
  const vars: MapSource['entries'] = new Map(
    assignments.map(({ word, offset }) => {
      const keyPlace = { ...place, column: place.column + offset }
      const equals = word.indexOf('=')
      if (equals < 0)
        throw new InputError(`\`${word}\` is not \`name=value\``, {
          place: keyPlace,
          hint: 'put a value with spaces into quotes; each host has its own line',
        })
      return [word.slice(0, equals), { keyPlace, value: iniValue(word.slice(equals + 1), keyPlace, dialect) }]
    }),
  )
  addHosts(tree, section.group, {
    ...{ written: host.word, place, title, dialect },
    vars: readVars({ kind: 'map', entries: vars, place }, `the host \`${host.word}\``),
  })
}

function wordsOf(line: string, place: Place): ReturnType<typeof locatePythonWords> {
  try {
    return locatePythonWords(line)
  } catch {
    throw new InputError('a quote in this line is not closed', { place })
  }
}

function readChild(reading: Reading, line: string, place: Place): void {
  const name = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(line)?.[1]
  if (name === undefined)
    throw new InputError(`\`${line}\` is not the name of a group`, {
      place,
      hint: `\`[${reading.section.group}:children]\` lists groups, one in each line`,
    })
  checkGroupName(name, place)
  const { children } = groupOf(reading.tree, reading.section.group)
  if (!children.has(name)) children.set(name, place)
  note(reading, name, place, `[${reading.section.group}:children]`)
}

function readVar({ tree, title, section, dialect }: Reading, line: string, place: Place): void {
  const equals = line.indexOf('=')
  if (equals < 0)
    throw new InputError(`\`${line}\` is not \`name=value\``, {
      place,
      hint: `\`[${section.group}:vars]\` has one variable in each line`,
    })
  const valuePlace = { ...place, column: place.column + equals + 1 }
  const value = iniValue(line.slice(equals + 1).trim(), valuePlace, dialect)
  const entries = new Map([[line.slice(0, equals).trim(), { keyPlace: place, value }]])
  setGroupVars(tree, section.group, { kind: 'map', entries, place }, title)
}

function iniValue(text: string, place: Place, dialect: Dialect | undefined) {
  const literal = pythonLiteral(text)
  return sourceAt(literal === undefined ? text : literal, place, { dialect })
}

function note({ named }: Reading, group: string, place: Place, section: string): void {
  if (!named.has(group)) named.set(group, { place, section })
}

/**
 * Throws InputError for a group that is not declared: a misspelled name would otherwise create a group without
 * hosts.
 */
function checkDeclared({ declared }: Reading, group: string, place: Place, section: string): void {
  if (declared.has(group)) return
  throw new InputError(`\`${section}\` names the group \`${group}\`, which does not exist`, {
    place,
    hint: `declare it with a section \`[${group}]\`, which may be empty`,
  })
}
