import { basename } from 'node:path'
import { suggest } from '../base/suggest.ts'
import { InputError, type MapSource, type Place, type Source } from '../errors.ts'
import { describe, isNothing, itemsOf } from '../yaml/describe.ts'
import { confidential } from '../yaml/encrypted.ts'
import { loadYamlIfAny } from '../yaml/load.ts'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import type { Dialect, YamlReading } from '../yaml/reading.ts'
import { readVars } from '../yaml/variables.ts'
import { setGroupVars } from './group-vars.ts'
import { checkGroupName } from './host-name.ts'
import { addHosts, groupOf, type Tree } from './tree.ts'

/** Stands for a file in the places of hosts on the command line. */
export const HOST_LIST = '--inventory'

/** Reads `web1,web2,` as hosts without a group. Throws InputError. */
export function readHostList(tree: Tree, list: string, dialect: Dialect | undefined): void {
  let column = 1
  for (const word of list.split(',')) {
    const place = { file: HOST_LIST, line: 1, column }
    column += word.length + 1
    if (word.trim() !== '')
      addHosts(tree, 'all', {
        ...{ written: word.trim(), place, vars: new Map(), dialect },
        title: 'the command line',
      })
  }
}

/**
 * Reads one file into the tree. Passes a file that configures a plugin to `construct`. Throws InputError, or
 * InputErrors with all errors in it.
 */
export function readInventory(
  tree: Tree,
  file: string,
  options: YamlReading,
  construct: (config: MapSource) => void,
): void {
  const source = loadYamlIfAny(file, options, confidential)
  if (source === null) return
  if (source.kind !== 'map') {
    throw new InputError(`an inventory must be a map of groups, got ${describe(source)}`, {
      place: source.place,
      hint: 'begin with `all:`, and below it `hosts:` or `children:`',
    })
  }
  if (source.entries.has('plugin')) {
    refuseForeign(source, file)
    construct(source)
    return
  }
  const reading: Reading = { tree, title: basename(file), problems: [] }
  for (const [name, { keyPlace, value }] of source.entries) {
    if (name === '_meta') attempt(reading.problems, () => readMeta(reading, value))
    else readGroup(reading, name, keyPlace, value)
  }
  throwProblems(reading.problems)
}

/** Throws InputError for an inventory plugin that Drover does not have. */
function refuseForeign({ entries }: MapSource, file: string): void {
  const { keyPlace = undefined, value = undefined } = entries.get('plugin') ?? {}
  const name = value?.kind === 'scalar' ? String(value.value) : ''
  if (/^(ansible\.(builtin|legacy)\.)?constructed$/.test(name)) return
  throw new InputError(`Drover does not have the inventory plugin \`${name}\``, {
    place: keyPlace,
    hint:
      `list its hosts in TypeScript, in \`${basename(file).replace(/\.\w+$/, '')}.ts\` next to it (docs/inventories.md); ` +
      `\`ansible-inventory -i ${file} --list --yaml > hosts.yml\` converts the current hosts`,
  })
}

interface Reading {
  readonly tree: Tree
  readonly title: string
  readonly problems: Problems
}

const GROUP_KEYS = ['hosts', 'children', 'vars']

function readGroup(reading: Reading, name: string, place: Place, body: Source): void {
  const { tree, problems } = reading
  attempt(problems, () => checkGroupName(name, place))
  groupOf(tree, name)
  // `ansible-inventory --list` without `--yaml` writes a group that contains only hosts as a list.
  if (body.kind === 'list') attempt(problems, () => readHosts(reading, name, body))
  if (body.kind === 'list' || isNothing(body)) return
  if (body.kind !== 'map') {
    problems.push(
      new InputError(`the group \`${name}\` must be a map, got ${describe(body)}`, {
        place: body.place,
        hint: 'with `hosts`, `children` and `vars`',
      }),
    )
    return
  }
  for (const [key, { keyPlace, value }] of body.entries) {
    attempt(problems, () => {
      if (key === 'hosts') readHosts(reading, name, value)
      else if (key === 'children') readChildren(reading, name, value)
      else if (key === 'vars') setGroupVars(reading.tree, name, value, reading.title)
      else throw unknownKey(name, key, keyPlace)
    })
  }
}

function unknownKey(group: string, key: string, place: Place): InputError {
  const near = suggest(key, GROUP_KEYS)
  return new InputError(`the group \`${group}\` cannot have \`${key}\``, {
    place,
    hint: near
      ? `did you mean \`${near}\`?`
      : `a group has \`hosts\`, \`children\` and \`vars\`; a nested group goes below \`children:\``,
  })
}

function readHosts(reading: Reading, group: string, source: Source): void {
  const { tree, title, problems } = reading
  for (const { name, place, value } of namedIn(source, `\`hosts\` of \`${group}\``)) {
    attempt(problems, () =>
      addHosts(tree, group, {
        ...{ written: name, place, title },
        vars: readVars(value, `the host \`${name}\``),
        dialect: source.kind === 'map' ? source.dialect : undefined,
      }),
    )
  }
}

function readChildren(reading: Reading, parent: string, source: Source): void {
  const { children } = groupOf(reading.tree, parent)
  for (const { name, place, value } of namedIn(source, `\`children\` of \`${parent}\``)) {
    if (!children.has(name)) children.set(name, place)
    readGroup(reading, name, place, value)
  }
}

/** Reads `_meta: {hostvars: …}`, which `ansible-inventory --list` writes. */
function readMeta({ tree, title, problems }: Reading, source: Source): void {
  const hostvars = source.kind === 'map' ? source.entries.get('hostvars')?.value : undefined
  if (hostvars?.kind !== 'map') return
  for (const [name, { keyPlace, value }] of hostvars.entries) {
    attempt(problems, () =>
      addHosts(tree, 'all', {
        written: name,
        place: keyPlace,
        vars: readVars(value, `the host \`${name}\``),
        title,
      }),
    )
  }
}

/** Returns the names in a map, a list or a single string, each with its value. */
function namedIn(source: Source, what: string): { name: string; place: Place; value: Source }[] {
  const nothing = (place: Place): Source => ({ kind: 'scalar', value: null, place })
  if (source.kind === 'map') return fromMap(source)
  const items = itemsOf(source)
  return items.map(item => {
    if (item.kind === 'scalar' && item.value !== null) {
      return { name: String(item.value), place: item.place, value: nothing(item.place) }
    }
    throw new InputError(`${what} must be a map of names, got ${describe(item)} in it`, {
      place: item.place,
      hint: 'write each name as a key: `node1:`',
    })
  })
}

function fromMap({ entries }: MapSource): { name: string; place: Place; value: Source }[] {
  return [...entries].map(([name, { keyPlace, value }]) => ({ name, place: keyPlace, value }))
}
