import { InputError, type Place } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'
import { type Assembled, assemble, type Folders } from './assemble.ts'
import { checkGroupName, checkLogin, readHostName } from './host-name.ts'
import type { AddedHost, AddedMember, GrowingInventory } from './inventory.ts'
import { literalAt } from './plain-source.ts'
import { addHosts, copyTree, groupOf, type Tree } from './tree.ts'

/**
 * The inventory of a tree. What is added to it is put in order when something reads it, so that many can be added at once. `files` are those
 * that were read for the tree. Throws InputError, or InputErrors with all that is wrong in files of variables.
 */
export function growing(tree: Tree, folders: Folders, files: readonly string[]): GrowingInventory {
  return over({ tree, isOwn: true, assembled: assemble(tree, folders), isStale: false }, folders, files)
}

interface State {
  tree: Tree
  /** False while the tree is another inventory's too. */
  isOwn: boolean
  assembled: Assembled
  /** Set once something was added since. */
  isStale: boolean
}

function over(state: State, folders: Folders, files: readonly string[]): GrowingInventory {
  const now = (): Assembled => {
    if (state.isStale) state.assembled = assemble(state.tree, folders, state.assembled.hosts)
    state.isStale = false
    return state.assembled
  }
  const change = (add: (tree: Tree) => void): void => {
    if (!state.isOwn) Object.assign(state, { tree: copyTree(state.tree), isOwn: true })
    add(state.tree)
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
      return [...files, ...folders.vars.files()]
    },
    addHost: added => {
      const vars = new Map(
        Object.entries(added.variables).map(([name, value]) => [name, literalAt(value, added.place)]),
      )
      const name = checkHost(added, vars, folders)
      change(tree => addHost(tree, name, added, vars))
      return name
    },
    addToGroup: added => {
      checkMember(state.tree, added, folders)
      const { host, group, parents } = added
      const isMember = state.tree.groups.get(group)?.hosts.has(host) === true
      const isBelow = parents.every(parent => state.tree.groups.get(parent)?.children.has(group) === true)
      if (!isMember || !isBelow) change(tree => addToGroup(tree, added))
    },
    copy: () => {
      now()
      state.isOwn = false
      return over({ ...state, isOwn: false }, folders, files)
    },
  }
}

function addHost(
  tree: Tree,
  name: string,
  { name: written, groups, place }: AddedHost,
  vars: VarsSource,
): void {
  const known = tree.hosts.get(name)
  // Another address replaces the one that the host had.
  if (known) delete known.address
  for (const group of new Set(groups)) groupOf(tree, group).hosts.add(name)
  addHosts(tree, 'all', { written, place, vars, title: 'add_host' })
}

function addToGroup(tree: Tree, { host, group, parents, place }: AddedMember): void {
  groupOf(tree, group).hosts.add(host)
  for (const parent of parents) groupOf(tree, parent).children.set(group, place)
}

/** The name of the host, without a port. */
function checkHost({ name: written, groups, place }: AddedHost, vars: VarsSource, folders: Folders): string {
  const { names } = readHostName(written, place)
  const [name, ...others] = names
  if (name === undefined || others.length > 0)
    throw new InputError(`\`${written}\` stands for ${names.length} hosts, expected one`, {
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
    throw new InputError(`\`${host}\` is not in the inventory, so that it can be in no group`, {
      place,
      hint: `add it to the inventory${host === 'localhost' ? ', with `connection: local`' : ''}`,
    })
  for (const name of [group, ...parents]) checkGroup(name, place, folders)
  const isAll = group === 'all' && parents.length > 0
  const above = isAll ? parents[0] : parents.find(parent => isBelow(tree, parent, group))
  if (above === undefined) return
  throw new InputError(`\`${group}\` cannot be a child of \`${above}\`, which is below it`, { place })
}

/** Reads its files of variables, so that what is wrong in them is an error of what adds it. */
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
