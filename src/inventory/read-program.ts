import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { escapeControl } from '../base/escape-control.ts'
import { noteFile } from '../base/files-read.ts'
import { parseFloatJson } from '../base/float-json.ts'
import { InputError, type MapSource, type Place, type ScalarSource, type Source } from '../errors.ts'
import { describe, isNothing } from '../yaml/describe.ts'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import type { Dialect } from '../yaml/reading.ts'
import { readVars } from '../yaml/variables.ts'
import { setGroupVars } from './group-vars.ts'
import { checkGroupName } from './host-name.ts'
import { sourceAt } from './plain-source.ts'
import { addHosts, groupOf, type Tree } from './tree.ts'

/** The maximum time for one call of an inventory program, in milliseconds. */
const DEADLINE = 60_000
const MOST_OUTPUT = 256 * 1024 * 1024
/** The keys of a group. As in Ansible, a map with none of them contains the variables of a host of that name. */
const GROUP_KEYS = ['hosts', 'vars', 'children']

/**
 * Runs an inventory program as Ansible does: with `--list`, which prints groups as JSON, and with `--host NAME` for
 * the variables of each host unless `_meta` contains them. Throws InputError with the program's standard error if it
 * fails, prints something else, or hangs.
 */
export function readProgram(tree: Tree, file: string, dialect?: Dialect): void {
  noteFile(file)
  const reading: Reading = { tree, file, title: basename(file), hosts: new Set(), problems: [] }
  const list = jsonOf(file, ['--list'], dialect)
  const meta = list.entries.get('_meta')?.value
  const hostvars = meta?.kind === 'map' ? meta.entries.get('hostvars')?.value : undefined
  for (const [name, { value }] of list.entries)
    if (name !== '_meta') attempt(reading.problems, () => readGroup(reading, name, value))
  for (const host of reading.hosts) {
    attempt(reading.problems, () => {
      const vars = meta ? entryOf(hostvars, host) : jsonOf(file, ['--host', host], dialect)
      if (vars) addHost(reading, 'all', host, vars)
    })
  }
  throwProblems(reading.problems)
}

interface Reading {
  readonly tree: Tree
  readonly file: string
  readonly title: string
  /** All hosts that groups mention, in that order. */
  readonly hosts: Set<string>
  readonly problems: Problems
}

function readGroup(reading: Reading, name: string, body: Source): void {
  const { tree, title } = reading
  checkGroupName(name, body.place)
  groupOf(tree, name)
  if (body.kind === 'list') {
    readHosts(reading, name, body)
    return
  }
  if (body.kind !== 'map') throw wrong(`the group \`${name}\` must be a map or a list of hosts`, body)
  if (!GROUP_KEYS.some(key => body.entries.has(key))) {
    reading.hosts.add(name)
    addHost(reading, name, name, body)
    return
  }
  const { hosts, vars, children } = Object.fromEntries(
    GROUP_KEYS.map(key => [key, body.entries.get(key)?.value]),
  )
  if (hosts) readHosts(reading, name, hosts)
  if (vars) setGroupVars(tree, name, vars, title)
  if (children)
    for (const child of namesIn(children, `\`children\` of \`${name}\``)) {
      checkGroupName(child, children.place)
      groupOf(tree, child)
      groupOf(tree, name).children.set(child, children.place)
    }
}

function readHosts(reading: Reading, group: string, source: Source): void {
  for (const host of namesIn(source, `\`hosts\` of \`${group}\``)) {
    reading.hosts.add(host)
    addHosts(reading.tree, group, {
      ...{ written: host, place: source.place, vars: new Map(), title: reading.title },
    })
  }
}

function addHost({ tree, title }: Reading, group: string, host: string, vars: Source): void {
  const own = readVars(vars, `the host \`${host}\``)
  addHosts(tree, group, { written: host, place: vars.place, vars: own, title })
}

function namesIn(source: Source, what: string): string[] {
  if (isNothing(source)) return []
  if (source.kind !== 'list') throw wrong(`${what} must be a list of names`, source)
  return source.items.map(item => {
    if (item.kind === 'scalar' && item.value !== null) return String(item.value)
    throw wrong(`${what} must be a list of names`, item)
  })
}

function entryOf(source: Source | undefined, key: string): Source | undefined {
  return source?.kind === 'map' ? source.entries.get(key)?.value : undefined
}

function wrong(what: string, source: Source): InputError {
  return new InputError(`${what}, got ${describe(source)}`, { place: source.place })
}

/** Runs the program and returns its output as a map; empty output is an empty map. Throws InputError. */
function jsonOf(file: string, words: readonly string[], dialect: Dialect | undefined): MapSource {
  const place: Place = { file, line: 1, column: 1 }
  const shown = `\`${[basename(file), ...words].join(' ')}\``
  const { status, signal, stdout, stderr, error } = spawnSync(file, words, {
    ...{ timeout: DEADLINE, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT, encoding: 'utf8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errorOutput = escapeControl(stderr ?? '').trim()
  const fail = (
    reason: string,
    hint = errorOutput === '' ? 'it printed nothing to standard error' : errorOutput,
  ): never => {
    throw new InputError(`the inventory program ${shown} ${reason}`, { place, hint })
  }
  if (error && 'code' in error && error.code === 'ETIMEDOUT')
    return fail(
      `did not end within ${DEADLINE / 1000} seconds`,
      errorOutput || 'run it manually to see what it waits for',
    )
  if (error) return fail('cannot be run', error.message)
  if (status !== 0) return fail(signal ? `was ended by ${signal}` : `failed with status ${status}`)
  if (stdout.trim() === '') return { kind: 'map', entries: new Map(), place }
  const value = parsed(stdout)
  if (value instanceof Error) return fail('printed no JSON', errorOutput || value.message)
  const source = sourceAt(value, place, { dialect, special: map => unsafeText(map, place) })
  return source.kind === 'map' ? source : fail(`printed ${describe(source)}, not a JSON object`)
}

function parsed(text: string): unknown {
  try {
    return parseFloatJson(text)
  } catch (error) {
    return error
  }
}

/**
 * Converts the map `{"__ansible_unsafe": TEXT}` to a string that is never rendered. Returns undefined for other
 * maps.
 */
function unsafeText(map: object, place: Place): ScalarSource | undefined {
  if (!('__ansible_unsafe' in map)) return undefined
  return { kind: 'scalar', value: String(map.__ansible_unsafe), tag: '!unsafe', place }
}
