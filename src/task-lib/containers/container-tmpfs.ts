import type { SettingContext } from './container-setting.ts'
import type { InspectedContainer } from './inspected-container.ts'

/** Options that podman adds to every tmpfs mount. */
const PODMANS = ['rw', 'rprivate', 'nosuid', 'nodev', 'tmpcopyup', 'noexec']

/** Mount points of the tmpfs mounts that podman adds if the root file system is read-only. */
const READ_ONLY = ['/run', '/tmp', '/var/tmp']

/** Returns tmpfs mounts by path, with sorted options. */
export function tmpfsAs(mounts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mounts).map(([path, options]) => [path, optionsOf(options).sort().join(',')]),
  )
}

/**
 * Returns the tmpfs mounts of a container in the form of `tmpfsAs`, without those that podman adds itself or that
 * come from `--mount`.
 */
export function foundTmpfs(
  { HostConfig }: InspectedContainer,
  { program, wanted }: SettingContext,
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
