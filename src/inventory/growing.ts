import { InputError, type Place, type Source } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'
import { type Assembled, assemble, type Folders } from './assemble.ts'
import { checkGroupName, checkLogin, readHostName } from './host-name.ts'
import type { AddedHost, AddedMember, GrowingInventory } from './inventory.ts'
import { literalAt } from './plain-source.ts'
import { addHosts, copyTree, groupOf, type Tree } from './tree.ts'

/** The content of the inventory files, without anything that tasks added. */
export interface Sources {
  readonly tree: Tree
  readonly folders: Folders
  /** The files from which the tree was read. */
  readonly files: readonly string[]
}

/**
 * Creates an inventory that hosts and groups can be added to. Additions are assembled when something reads the
 * inventory, so that many can be made at once. `reread` reads the sources again. Throws InputError, or InputErrors
 * with all errors in files of variables.
 */
export function growing(sources: Sources, reread: () => Sources): GrowingInventory {
  const { tree, folders } = sources
  return over({ sources, isOwn: true, assembled: assemble(tree, folders), isStale: false, added: [] }, reread)
}

interface State {
  sources: Sources
  /** False while another inventory shares the tree. */
  isOwn: boolean
  assembled: Assembled
  /** Whether something was added after `assembled` was computed. */
  isStale: boolean
  /** The additions by tasks, which are repeated if the sources are read again. */
  readonly added: ((tree: Tree) => void)[]
}

function over(state: State, reread: () => Sources): GrowingInventory {
  const now = (): Assembled => {
    const { tree, folders } = state.sources
    if (state.isStale) state.assembled = assemble(tree, folders, state.assembled.hosts)
    state.isStale = false
    return state.assembled
  }
  const change = (add: (tree: Tree) => void): void => {
    const { sources } = state
    if (!state.isOwn)
      Object.assign(state, { sources: { ...sources, tree: copyTree(sources.tree) }, isOwn: true })
    add(state.sources.tree)
    state.added.push(add)
    state.isStale = true
  }
  return {
    get hosts() {
      return now().hosts
    },
    get groups() {
      return now().groups
    },
    get localhostLayers() {
      return now().localhostLayers
    },
    get files() {
      return [...state.sources.files, ...state.sources.folders.vars.files()]
    },
    childrenOf: group => [...(state.sources.tree.groups.get(group)?.children.keys() ?? [])],
    addHost: added => {
      const vars = new Map(
        Object.entries(added.variables).map(([name, value]) => [name, literalAt(value, added.place)]),
      )
      const name = checkHost(added, vars, state.sources.folders)
      const isChange = isNewForHost(state.sources.tree, name, added, vars)
      change(tree => addHost(tree, name, added, vars))
      return { name, isChange }
    },
    addToGroup: added => {
      const { tree, folders } = state.sources
      checkMember(tree, added, folders)
      const { host, group, parents } = added
      const isMember = tree.groups.get(group)?.hosts.has(host) === true
      const isBelow = parents.every(parent => tree.groups.get(parent)?.children.has(group) === true)
      const isChange = !isMember || !isBelow
      if (isChange) change(tree => addToGroup(tree, added))
      return isChange
    },
    refresh: () => {
      const sources = reread()
      for (const add of state.added) add(sources.tree)
      const assembled = assemble(sources.tree, sources.folders)
      Object.assign(state, { sources, assembled, isOwn: true, isStale: false })
    },
    copy: () => {
      now()
      state.isOwn = false
      return over({ ...state, isOwn: false, added: [...state.added] }, reread)
    },
  }
}

/** Whether the host is new, or one of the groups or variable values is new for it. */
function isNewForHost(
  { hosts, groups: known }: Tree,
  name: string,
  { groups }: AddedHost,
  vars: VarsSource,
): boolean {
  const host = hosts.get(name)
  if (!host || groups.some(group => !known.get(group)?.hosts.has(name))) return true
  return [...vars].some(([variable, source]) => {
    const before = host.layers.findLast(layer => layer.vars.has(variable))?.vars.get(variable)
    return before === undefined || textOf(before) !== textOf(source)
  })
}

/** Returns a value as text, without its places, for comparison. */
function textOf(source: Source): string {
  return JSON.stringify(source, (key, value) => {
    if (key === 'place' || key === 'keyPlace') return undefined
    return value instanceof Map ? [...value] : value
  })
}

function addHost(
  tree: Tree,
  name: string,
  { name: written, groups, place }: AddedHost,
  vars: VarsSource,
): void {
  const known = tree.hosts.get(name)
  // A new address replaces the previous one.
  if (known) delete known.address
  for (const group of new Set(groups)) groupOf(tree, group).hosts.add(name)
  addHosts(tree, 'all', { written, place, vars, title: 'add_host' })
}

function addToGroup(tree: Tree, { host, group, parents, place }: AddedMember): void {
  // If the inventory was read again, it may no longer have the host.
  if (!tree.hosts.has(host)) return
  groupOf(tree, group).hosts.add(host)
  for (const parent of parents) groupOf(tree, parent).children.set(group, place)
}

/** Checks a host that a task adds. Returns its name, without a port. */
function checkHost({ name: written, groups, place }: AddedHost, vars: VarsSource, folders: Folders): string {
  const { names } = readHostName(written, place)
  const [name, ...others] = names
  if (name === undefined || others.length > 0)
    throw new InputError(`\`${written}\` stands for ${names.length} hosts, but only one host is allowed`, {
      place,
      hint: 'add each with a `loop`',
    })
  checkLogin(vars)
  for (const group of groups) checkGroup(group, place, folders)
  folders.vars.host(name)
  folders.secrets(name)
  return name
}

function checkMember(tree: Tree, { host, group, parents, place }: AddedMember, folders: Folders): void {
  if (!tree.hosts.has(host))
    throw new InputError(`\`${host}\` is not in the inventory, so it cannot be in a group`, {
      place,
      hint: `add it to the inventory${host === 'localhost' ? ', with `connection: local`' : ''}`,
    })
  for (const name of [group, ...parents]) checkGroup(name, place, folders)
  const isAll = group === 'all' && parents.length > 0
  const above = isAll ? parents[0] : parents.find(parent => isBelow(tree, parent, group))
  if (above === undefined) return
  throw new InputError(`\`${group}\` cannot be a child of \`${above}\`, which is below it`, { place })
}

/**
 * Checks a group that a task adds. Reads its files of variables, so that errors in them are reported for the task
 * that adds it.
 */
function checkGroup(name: string, place: Place, { vars, secrets }: Folders): void {
  checkGroupName(name, place)
  vars.group(name, 'inventory')
  vars.group(name, 'playbook')
  secrets(name)
}

function isBelow(tree: Tree, name: string, top: string): boolean {
  const children = [...(tree.groups.get(top)?.children.keys() ?? [])]
  return name === top || children.some(child => isBelow(tree, name, child))
}
