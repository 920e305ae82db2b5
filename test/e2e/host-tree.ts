import { spawnSync } from 'node:child_process'
import { hostPlaces } from '../../lab/places.ts'
import { onHost } from './drover.ts'

/** Paths that a host's system and its logins write by themselves. */
const OWN = '/proc /sys /dev /run /var/log /var/lib/systemd /var/lib/private /var/lib/etcd /etc/.pwd.lock'
const except = (root: string): string =>
  `\\( ${OWN.split(' ')
    .map(path => `-path '${root}${path}'`)
    .join(' -o ')} \\) -prune`

/** Path, kind, mode, owner, mtime, ctime, inode, links, size and link target. */
const ATTRIBUTES = "-printf '%p %y %m %U:%G %T@ %C@ %i %n %s %l\\n'"
const DIGESTS = '-type f -exec sha256sum {} +'

/**
 * The attributes of a host's files that differ from the lab's base image, one line each. The ctime changes
 * with every attribute, also extended ones, and cannot be set. The overlay above the read-only base is read
 * from outside; files in memory are read over a login of its own.
 */
export function treeOf(host: string): ReadonlySet<string> {
  return linesOf(host, ATTRIBUTES)
}

/** The digests of the same files. */
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

/** The lines that are in only one of both sets, marked with `-` and `+`. */
export function differences(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [
    ...[...before].filter(line => !after.has(line)).map(line => `- ${line}`),
    ...[...after].filter(line => !before.has(line)).map(line => `+ ${line}`),
  ]
}
