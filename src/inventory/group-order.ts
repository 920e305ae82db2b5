import { InputError } from '../errors.ts'
import type { Tree } from './tree.ts'

export interface GroupTree {
  /** Returns a host's groups: `all` first, then by depth, `ansible_group_priority` and name. */
  readonly groupsOf: (host: string) => readonly string[]
  /**
   * Returns the hosts of a group in the order of the files: its own, then those of its children, then those of their
   * children.
   */
  readonly hostsBelow: (group: string) => readonly string[]
}

/** Orders groups as Ansible does. Throws InputError if a group is, through others, its own child. */
export function groupTree(tree: Tree): GroupTree {
  refuseCycles(tree)
  const parents = parentsOf(tree)
  const depths = new Map<string, number>()
  const depthOf = (name: string): number => {
    const known = depths.get(name)
    if (known !== undefined) return known
    const depth = name === 'all' ? 0 : 1 + Math.max(0, ...(parents.get(name) ?? []).map(depthOf))
    depths.set(name, depth)
    return depth
  }
  const ancestry = new Map<string, ReadonlySet<string>>()
  const withParents = (name: string): ReadonlySet<string> => {
    const known = ancestry.get(name)
    if (known) return known
    const found = new Set([name, ...(parents.get(name) ?? []).flatMap(parent => [...withParents(parent)])])
    ancestry.set(name, found)
    return found
  }
  const direct = new Map<string, string[]>()
  for (const [name, { hosts }] of tree.groups) {
    for (const host of hosts) direct.set(host, [...(direct.get(host) ?? []), name])
  }
  const rank = (name: string): [number, number] => [depthOf(name), tree.groups.get(name)?.priority ?? 1]
  const before = (left: string, right: string): number => {
    const [[depth, priority], [otherDepth, otherPriority]] = [rank(left), rank(right)]
    return depth - otherDepth || priority - otherPriority || (left < right ? -1 : 1)
  }
  return {
    groupsOf: host => {
      const own = (direct.get(host) ?? []).filter(name => name !== 'all' && name !== 'ungrouped')
      if (own.length === 0) return ['all', 'ungrouped']
      return [...new Set(['all', ...own.flatMap(name => [...withParents(name)])])].sort(before)
    },
    hostsBelow: group => hostsBelow(tree, parents, group),
  }
}

function hostsBelow(
  { groups }: Tree,
  parents: ReadonlyMap<string, readonly string[]>,
  group: string,
): string[] {
  const childrenOf = (name: string): string[] => {
    const children = [...(groups.get(name)?.children.keys() ?? [])]
    if (name !== 'all') return children
    const others = [...parents].filter(([, above]) => above.includes('all')).map(([child]) => child)
    return ['ungrouped', ...children, ...others]
  }
  const order = new Set([group])
  // The set grows during the iteration, so the groups are added level by level.
  for (const name of order) for (const child of childrenOf(name)) order.add(child)
  return [...new Set([...order].flatMap(name => [...(groups.get(name)?.hosts ?? [])]))]
}

/** Returns the parents of each group. A group that is the child of no other is a child of `all`. */
function parentsOf({ groups }: Tree): ReadonlyMap<string, string[]> {
  const parents = new Map<string, string[]>([...groups.keys()].map(name => [name, []]))
  for (const [parent, { children }] of groups) {
    for (const child of children.keys()) parents.get(child)?.push(parent)
  }
  for (const [name, above] of parents) if (above.length === 0 && name !== 'all') above.push('all')
  return parents
}

function refuseCycles({ groups }: Tree): void {
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): void => {
    if (done.has(name)) return
    for (const [child, place] of groups.get(name)?.children ?? []) {
      const chain = [...path, name]
      const start = chain.indexOf(child)
      if (start >= 0) {
        const cycle = [...chain.slice(start), child].map(each => `\`${each}\``).join(' → ')
        throw new InputError(`the groups ${cycle} are children of each other`, {
          place,
          hint: 'remove one of them from the `children` of its predecessor',
        })
      }
      visit(child, chain)
    }
    done.add(name)
  }
  // Every group is below `all`, even if that is not written, so a child `all` always closes a cycle.
  for (const [name, { children }] of groups) {
    const place = children.get('all')
    if (!place) continue
    throw new InputError(`\`all\` cannot be a child of \`${name}\`: every group is below \`all\``, { place })
  }
  for (const name of groups.keys()) visit(name, [])
}
