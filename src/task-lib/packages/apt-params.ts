import { z } from 'zod'
import { flag, number, oneOrMore, text } from '../../authoring/params.ts'
import { commaList } from '../text/comma-list.ts'
import { isPackageSpec } from './apt-requests.ts'
import { debFilesParam } from './deb-files.ts'

/** The params of the task type `apt`. */
export const aptParams = z
  .strictObject({
    name: oneOrMore(text().refine(isPackageSpec, 'expected package names, optionally with `=VERSION`'))
      .default([])
      .describe('Package names, optionally with a version: `name=1.2*`. Wildcards are allowed.')
      .meta({ examples: [['etcd-server', 'curl=7.88*']] }),
    state: z
      .enum(['present', 'installed', 'latest', 'absent', 'removed', 'build-dep', 'fixed'])
      .default('present')
      .describe('The desired state of the packages. `build-dep` and `fixed` are not supported.')
      .meta({ examples: ['latest'] }),
    deb: debFilesParam()
      .default([])
      .describe(
        'Package files to install: paths on the host, or URLs. A file is not downloaded if its version of the package is already installed.',
      )
      .meta({ examples: ['/root/app_1.2_amd64.deb', 'https://example.org/app_1.2_amd64.deb'] }),
    update_cache: flag()
      .default(false)
      .describe(
        'Update the package lists if they are older than `cache_valid_time` or older than the package sources. If the packages are already in the requested state, nothing is fetched. Without other params, the task is `changed` only if a list has changed.',
      )
      .meta({ examples: [true] }),
    cache_valid_time: number()
      .default(0)
      .describe('How long the package lists count as fresh, in seconds.')
      .meta({ examples: [3600] }),
    install_recommends: flag()
      .optional()
      .describe('Whether to install recommended packages. If omitted, the configuration of the host decides.')
      .meta({ examples: [false] }),
    purge: flag()
      .default(false)
      .describe('Also remove configuration files, including those left behind by an earlier removal.')
      .meta({ examples: [true] }),
    autoremove: flag()
      .default(false)
      .describe(
        'Remove automatically installed packages that are no longer needed. Also works without `name`.',
      )
      .meta({ examples: [true] }),
    clean: flag()
      .default(false)
      .describe('Delete all package files in the apt cache.')
      .meta({ examples: [true] }),
    autoclean: flag()
      .default(false)
      .describe('Delete package files in the apt cache that can no longer be downloaded.')
      .meta({ examples: [true] }),
    upgrade: z
      .enum(['no', 'yes', 'safe', 'full', 'dist'])
      .default('no')
      .describe('Upgrade all packages.')
      .meta({ examples: ['safe'] }),
    default_release: text()
      .optional()
      .describe('Release to install packages from.')
      .meta({ examples: ['bookworm-backports'] }),
    allow_downgrade: flag()
      .default(false)
      .describe('Allow the requested version to be older than the installed one.')
      .meta({ examples: [true] }),
    allow_unauthenticated: flag()
      .default(false)
      .describe('Install packages without a valid signature.')
      .meta({ examples: [true] }),
    allow_change_held_packages: flag()
      .default(false)
      .describe('Allow changes to held packages.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Allow downgrades, packages without a valid signature, and changes to held packages.')
      .meta({ examples: [true] }),
    dpkg_options: commaList(text())
      .default(['force-confdef', 'force-confold'])
      .describe('Options of dpkg, without the leading dashes.')
      .meta({ examples: [['force-confdef', 'force-confnew']] }),
    only_upgrade: flag()
      .default(false)
      .describe('Only upgrade installed packages; do not install new ones.')
      .meta({ examples: [true] }),
    lock_timeout: number()
      .default(60)
      .describe('Seconds to wait for another package manager to finish.')
      .meta({ examples: [300] }),
    policy_rc_d: number()
      .optional()
      .describe(
        'Exit status of `policy-rc.d` during installation; `101` prevents packages from starting their services.',
      )
      .meta({ examples: [101] }),
  })
  .refine(({ state }) => state !== 'build-dep' && state !== 'fixed', {
    path: ['state'],
    message: 'expected present, latest or absent',
  })
  .refine(({ deb, state }) => deb.length === 0 || (state !== 'absent' && state !== 'removed'), {
    path: ['deb'],
    message: 'can only be installed; remove a package by its `name`',
  })

/** The validated params of `apt`. In a dry run, reading an unknown one throws. */
export type AptParams = z.output<typeof aptParams>
