import type { AptParams } from './apt-params.ts'

/**
 * Returns the options for every call of apt-get: the lock timeout, dpkg options, the target release, and what apt may
 * do without asking.
 */
export function aptOptions(params: AptParams): string[] {
  return [
    '-o',
    `DPkg::Lock::Timeout=${params.lock_timeout}`,
    ...params.dpkg_options.flatMap(option => ['-o', `Dpkg::Options::=--${option}`]),
    ...(params.install_recommends === undefined
      ? []
      : [params.install_recommends ? '--install-recommends' : '--no-install-recommends']),
    ...(params.default_release === undefined ? [] : ['-t', params.default_release]),
    ...(params.allow_downgrade || params.force ? ['--allow-downgrades'] : []),
    ...(params.allow_unauthenticated || params.force ? ['--allow-unauthenticated'] : []),
    ...(params.allow_change_held_packages || params.force ? ['--allow-change-held-packages'] : []),
    ...(params.only_upgrade ? ['--only-upgrade'] : []),
  ]
}

/** Returns the apt-get command that removes packages, with its options. */
export function removalWords(params: AptParams): string[] {
  return [...(params.autoremove ? ['--auto-remove'] : []), removalVerb(params)]
}

/** Returns the apt-get command that removes packages: `purge` also removes their configuration files. */
export function removalVerb({ purge }: AptParams): string {
  return purge ? 'purge' : 'remove'
}

/** Returns the apt-get command that upgrades all packages, with its options. */
export function upgradeWords({ upgrade }: AptParams): string[] {
  return upgrade === 'full' || upgrade === 'dist' ? ['dist-upgrade'] : ['upgrade', '--with-new-pkgs']
}
