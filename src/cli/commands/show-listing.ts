import type { Listing } from '../../run.ts'

interface What {
  readonly listHosts: boolean
  readonly listTasks: boolean
  readonly listTags: boolean
}

/**
 * Returns the output of `--list-hosts`, `--list-tasks` and `--list-tags`; without any of them, that of
 * `--syntax-check`.
 */
export function showListing(listings: readonly Listing[], { listHosts, listTasks, listTags }: What): string {
  const lines: string[] = []
  let playbook: string | undefined
  for (const [index, play] of listings.entries()) {
    if (play.playbook !== playbook) {
      playbook = play.playbook
      lines.push(`playbook: ${playbook}`)
    }
    if (!listHosts && !listTasks && !listTags) continue
    lines.push(`  play #${index + 1} (${play.pattern}): ${play.play}`)
    if (listHosts) lines.push(`    hosts (${play.hosts.length}):`, ...play.hosts.map(host => `      ${host}`))
    if (listTasks)
      lines.push(
        '    tasks:',
        ...play.tasks.map(
          task => `      ${task.name}${task.tags.length > 0 ? `  [${task.tags.join(', ')}]` : ''}`,
        ),
      )
    if (listTags) lines.push(`    tags: [${play.tags.join(', ')}]`)
  }
  if (!listHosts && !listTasks && !listTags) lines.push('no errors')
  return `${lines.join('\n')}\n`
}
