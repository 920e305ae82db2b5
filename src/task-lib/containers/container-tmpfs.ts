import type { Around } from './container-setting.ts'
import type { InspectedContainer } from './inspected-container.ts'

/** Options that podman adds to each of them. */
const PODMANS = ['rw', 'rprivate', 'nosuid', 'nodev', 'tmpcopyup', 'noexec']

/** File systems that podman adds to a container whose root is read-only. */
const READ_ONLY = ['/run', '/tmp', '/var/tmp']

/** Temporary file systems by path, with their options sorted. */
export function tmpfsAs(mounts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mounts).map(([path, options]) => [path, optionsOf(options).sort().join(',')]),
  )
}

/** Those of a container in the same form, without what podman adds by itself and what `--mount` asked for. */
export function foundTmpfs(
  { HostConfig }: InspectedContainer,
  { program, wanted }: Around,
): Record<string, string> {
  const asked = wanted.tmpfs ?? {}
  if (program === 'docker') return tmpfsAs(HostConfig.Tmpfs)
  const isOwn = (path: string): boolean =>
    (HostConfig.ReadonlyRootfs && READ_ONLY.includes(path)) ||
    (wanted.volume?.mounts ?? []).some(mount => mount.split(',').some(field => field.endsWith(`=${path}`)))
  const found = Object.entries(HostConfig.Tmpfs).filter(([path]) => path in asked || !isOwn(path))
  return tmpfsAs(
    Object.fromEntries(
      found.map(([path, options]) => {
        const named = optionsOf(asked[path] ?? '')
        const kept = optionsOf(options).filter(option => named.includes(option) || !PODMANS.includes(option))
        return [path, kept.join(',')]
      }),
    ),
  )
}

function optionsOf(options: string): string[] {
  return options.split(',').filter(option => option !== '')
}
