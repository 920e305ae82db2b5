import { spawnSync } from 'node:child_process'
import { hostPlaces } from '../../lab/places.ts'
import { onHost } from './drover.ts'

/** What a host's system and its logins write by themselves. */
const OWN = '/proc /sys /dev /run /var/log /var/lib/systemd /var/lib/private /var/lib/etcd /etc/.pwd.lock'
const except = (root: string): string =>
  `\\( ${OWN.split(' ')
    .map(path => `-path '${root}${path}'`)
    .join(' -o ')} \\) -prune`

/** Kind, mode, owner, times of a file's data and of anything about it, inode, links, size and target. */
const ATTRIBUTES = "-printf '%p %y %m %U:%G %T@ %C@ %i %n %s %l\\n'"
const DIGESTS = '-type f -exec sha256sum {} +'

/**
 * A host's files that differ from those it began with, a line each, with their attributes. The time of anything about a file changes
 * with everything, extended attributes among it, and cannot be set. Read from outside is the layer over the base that all hosts
 * share, which nothing can write; the host is asked for what it has in memory, over a login of its own.
 */
export function treeOf(host: string): ReadonlySet<string> {
  return linesOf(host, ATTRIBUTES)
}

/** The digests of these files. */
export function contentOf(host: string): ReadonlySet<string> {
  return linesOf(host, DIGESTS)
}

function linesOf(host: string, action: string): ReadonlySet<string> {
  const { upper } = hostPlaces(host)
  const script = `find '${upper}' ${except(upper)} -o ${action}`
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (status !== 0) throw new Error(`${script}: status ${status}: ${stderr}`)
  return new Set(`${stdout}${onHost(host, `find /tmp /dev/shm -xdev ${action}`)}`.split('\n'))
}

/** What is in one and not in the other. */
export function differences(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [
    ...[...before].filter(line => !after.has(line)).map(line => `- ${line}`),
    ...[...after].filter(line => !before.has(line)).map(line => `+ ${line}`),
  ]
}
