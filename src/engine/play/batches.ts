import { InputError, type Source } from '../../errors.ts'
import type { Play } from '../../playbook/steps.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { playScope } from '../variables/variable-precedence.ts'

/** Returns the hosts of a play in the order that its `order` specifies. */
export function inOrder(play: Play, hosts: readonly HostState[]): HostState[] {
  const byName = [...hosts].sort((a, b) => (a.name < b.name ? -1 : 1))
  if (play.order === 'sorted') return byName
  if (play.order === 'reverse_sorted') return byName.reverse()
  if (play.order === 'reverse_inventory') return [...hosts].reverse()
  if (play.order === 'shuffle') {
    return hosts
      .map(host => ({ host, at: Math.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ host }) => host)
  }
  return [...hosts]
}

/**
 * Divides the hosts into batches by `serial`: its numbers and percentages of hosts are used in turn, and the last one
 * is repeated.
 */
export function batchesOf(play: Play, hosts: readonly HostState[], run: RunContext): HostState[][] {
  if (play.serial.length === 0) return [[...hosts]]
  const scope = playScope(run, play, hosts[0])
  const sizes = play.serial
    .flatMap(source => scope.render(source))
    .map((size, index) => batchSize(size, hosts.length, play.serial[index] ?? play.hosts))
  const batches: HostState[][] = []
  for (let start = 0, turn = 0; start < hosts.length; turn += 1) {
    const size = sizes[Math.min(turn, sizes.length - 1)] ?? hosts.length
    batches.push(hosts.slice(start, start + size))
    start += size
  }
  return batches
}

function batchSize(size: unknown, total: number, source: Source): number {
  const text = String(size)
  const count = text.endsWith('%') ? Math.floor((total * Number(text.slice(0, -1))) / 100) : Number(text)
  if (!Number.isFinite(count) || count < 0) {
    throw new InputError(`\`serial\` takes numbers or percentages, got \`${text}\``, { place: source.place })
  }
  if (count > 0) return Math.floor(count)
  return text.endsWith('%') ? 1 : total
}
