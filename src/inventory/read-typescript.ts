import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { noteInput } from '../base/files-read.ts'
import { parseJson } from '../base/parse-json.ts'
import { placeIn, runTypeScript } from '../base/run-typescript.ts'
import { InputError, type MapSource, type Place, type Source } from '../errors.ts'
import { describe, isNothing } from '../yaml/describe.ts'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import { readVars } from '../yaml/variables.ts'
import { cachedContent, keepContent } from './content-cache.ts'
import { setGroupVars } from './group-vars.ts'
import { checkGroupName } from './host-name.ts'
import { sourceAt } from './plain-source.ts'
import { addHosts, groupOf, type Tree } from './tree.ts'
import { refuseUnknownKeys } from './unknown-keys.ts'

/** The maximum time in seconds for loading an inventory and listing its hosts, unless the inventory sets it. */
const TIMEOUT = 60
const MOST_OUTPUT = 256 * 1024 * 1024

/**
 * Runs an inventory in TypeScript, or uses the content that an earlier run cached unless `isFresh`. Throws
 * InputError with the line and the program's output if it fails or takes too long, or InputErrors with all errors in
 * what it returns.
 */
export function readTypeScript(tree: Tree, file: string, isFresh: boolean): void {
  const text = readFileSync(file, 'utf8')
  noteInput(file, text)
  const place = { file, line: lineOfExport(text), column: 1 }
  const version = createHash('sha256').update(text).digest('hex')
  const kept = isFresh ? undefined : cachedContent(file, version)
  const { content, seconds } = kept === undefined ? contentOf(file, place) : { content: kept, seconds: 0 }
  readContent(tree, literals(content, place), basename(file))
  // Invalid content is not cached.
  if (seconds > 0) keepContent(file, { version, content, seconds })
}

function readContent(tree: Tree, source: Source, title: string): void {
  if (source.kind !== 'map') throw wrong('an inventory returns `{hosts, groups}`', source)
  const problems: Problems = []
  attempt(problems, () => refuseUnknownKeys(source, ['hosts', 'groups'], 'what an inventory returns'))
  const entriesOf = (key: string) =>
    attempt(problems, () => mapIn(source, key, 'a map of names')?.entries) ?? []
  for (const [name, { value }] of entriesOf('groups'))
    attempt(problems, () => readGroup(tree, name, value, title))
  for (const [name, { value }] of entriesOf('hosts'))
    attempt(problems, () => readHost(tree, name, value, title))
  throwProblems(problems)
}

function readGroup(tree: Tree, name: string, source: Source, title: string): void {
  checkGroupName(name, source.place)
  groupOf(tree, name)
  const map = mustBeMap(source, `the group \`${name}\``)
  refuseUnknownKeys(map, ['vars', 'children'], `the group \`${name}\``)
  const vars = mapIn(map, 'vars', `the variables of \`${name}\``)
  if (vars) setGroupVars(tree, name, vars, title)
  for (const child of namesIn(map, 'children', name)) {
    checkGroupName(child, source.place)
    groupOf(tree, child)
    groupOf(tree, name).children.set(child, source.place)
  }
}

function readHost(tree: Tree, name: string, source: Source, title: string): void {
  const map = mustBeMap(source, `the host \`${name}\``)
  refuseUnknownKeys(map, ['vars', 'groups'], `the host \`${name}\``)
  const own = mapIn(map, 'vars', `the variables of \`${name}\``)
  const vars = own ? readVars(own, `the host \`${name}\``) : new Map()
  addHosts(tree, 'all', { written: name, place: source.place, vars, title })
  for (const group of namesIn(map, 'groups', name)) {
    checkGroupName(group, source.place)
    addHosts(tree, group, { written: name, place: source.place, vars: new Map(), title })
  }
}

function mustBeMap(source: Source, what: string): MapSource {
  if (source.kind === 'map') return source
  throw wrong(`${what} must be a map`, source)
}

function mapIn({ entries }: MapSource, key: string, what: string): MapSource | undefined {
  const source = entries.get(key)?.value
  if (!source || isNothing(source)) return undefined
  if (source.kind === 'map') return source
  throw wrong(`\`${key}\` is ${what}`, source)
}

function namesIn({ entries }: MapSource, key: string, of: string): string[] {
  const source = entries.get(key)?.value
  if (!source || isNothing(source)) return []
  if (source.kind !== 'list') throw wrong(`\`${key}\` of \`${of}\` must be a list of names`, source)
  return source.items.map(item => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return item.value
    throw wrong(`\`${key}\` of \`${of}\` must be a list of names`, item)
  })
}

function wrong(what: string, source: Source): InputError {
  return new InputError(`${what}, got ${describe(source)}`, { place: source.place })
}

/** Converts a value to a source. Data from outside the project is never rendered. */
function literals(value: unknown, place: Place): Source {
  const source = sourceAt(value, place)
  const literal = (each: Source): Source => {
    if (each.kind === 'list') return { ...each, items: each.items.map(literal) }
    if (each.kind === 'scalar') return typeof each.value === 'string' ? { ...each, tag: '!unsafe' } : each
    const entries = [...each.entries].map(
      ([key, entry]) => [key, { ...entry, value: literal(entry.value) }] as const,
    )
    return { ...each, entries: new Map(entries) }
  }
  return literal(source)
}

/** Runs the file. Returns the content that it lists, and the number of seconds for which that may be cached. */
function contentOf(file: string, place: Place): { content: unknown; seconds: number } {
  const { signal, status, said, error, fail } = runTypeScript({
    ...{ what: 'inventory', file, place, maxBuffer: MOST_OUTPUT },
    loader: 'src/inventory/run-typescript.cjs',
    module: 'src/authoring/inventory.ts',
    words: [String(TIMEOUT)],
  })
  if (error) return fail(`cannot be run: ${error.message}`)
  const messages = said.split('\n').filter(Boolean).map(readMessage)
  const { timeout = TIMEOUT, seconds = 0 } = messages.find(each => 'timeout' in each) ?? {}
  if (signal === 'SIGKILL') return fail(`did not end within ${timeout} seconds`)
  const failed = messages.find(each => 'error' in each)
  if (failed) return fail(`failed: ${failed.error}`, placeIn(file, failed.stack ?? ''))
  const done = messages.find(each => 'content' in each)
  if (done) return { content: done.content, seconds }
  return fail(`ended with status ${status ?? signal} before it returned anything`)
}

interface Message {
  readonly timeout?: number
  readonly seconds?: number
  readonly content?: unknown
  readonly error?: string
  readonly stack?: string
}

function readMessage(line: string): Message {
  return (parseJson(line) ?? {}) as Message
}

function lineOfExport(text: string): number {
  return text.split('\n').findIndex(line => /^\s*export default\b/.test(line)) + 1 || 1
}
