import { onHost } from './drover.ts'

/** What a host's system and its logins write by themselves. */
const OWN = '/proc /sys /dev /run /var/log /var/lib/systemd /var/lib/private /var/lib/etcd /etc/.pwd.lock'
const EXCEPT = `\\( ${OWN.split(' ')
  .map(path => `-path ${path}`)
  .join(' -o ')} \\) -prune`

/**
 * The rest of a host's files, a line each: kind, mode, owner, times of its data and of anything about it, inode, links, size
 * and target. The second time changes with everything, extended attributes among it, and cannot be set.
 */
const TREE = `find / /tmp /dev/shm -xdev ${EXCEPT} -o -printf '%p %y %m %U:%G %T@ %C@ %i %n %s %l\\n' | sort`
const CONTENT = `find / /tmp /dev/shm -xdev ${EXCEPT} -o -type f -exec sha256sum {} + | sort`

/** What a host's files are; it is asked over a login of its own. */
export function treeOf(host: string): ReadonlySet<string> {
  return new Set(onHost(host, TREE).split('\n'))
}

/** The digests of all of a host's files. */
export function contentOf(host: string): ReadonlySet<string> {
  return new Set(onHost(host, CONTENT).split('\n'))
}

/** What is in one and not in the other. */
export function differences(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  return [
    ...[...before].filter(line => !after.has(line)).map(line => `- ${line}`),
    ...[...after].filter(line => !before.has(line)).map(line => `+ ${line}`),
  ]
}
