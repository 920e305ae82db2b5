import { z } from 'zod'
import { flag } from '../../authoring/params.ts'
import { optionWords, packageNames, updateCache } from './managed-params.ts'

const switched = (what: string) =>
  flag()
    .default(false)
    .describe(what)
    .meta({ examples: [true] })

/** The params of the task type `zypper`. */
export const zypperParams = z
  .strictObject({
    name: packageNames(
      'Names of packages, optionally with a version (`name=1.0`, `name<2`), or paths or URLs of package files. `*` with `latest` means all packages.',
      ['git', 'curl=8.0'],
    ),
    state: z
      .enum(['present', 'installed', 'latest', 'absent', 'removed', 'dist-upgrade'])
      .default('present')
      .describe('The desired state of the packages. With `name: "*"`, `dist-upgrade` upgrades all packages.')
      .meta({ examples: ['latest'] }),
    type: z
      .enum(['package', 'patch', 'pattern', 'product', 'srcpackage', 'application'])
      .default('package')
      .describe('The type of the items in `name`.')
      .meta({ examples: ['pattern'] }),
    update_cache: updateCache(),
    allow_vendor_change: switched('With `dist-upgrade`, allow packages to change their vendor.'),
    clean_deps: switched('Also remove packages that only the removed packages needed.'),
    disable_gpg_check: switched('Install packages without a valid signature.'),
    disable_recommends: flag()
      .default(true)
      .describe('Do not install recommended packages.')
      .meta({ examples: [false] }),
    extra_args: optionWords()
      .describe('Additional options of the zypper command.')
      .meta({ examples: ['--details'] }),
    extra_args_precommand: optionWords()
      .describe('Additional global options of zypper, which come before the command.')
      .meta({ examples: ['--gpg-auto-import-keys'] }),
    force: switched('Install packages again, and allow other vendors and architectures.'),
    force_resolution: switched('Let zypper resolve conflicts automatically.'),
    oldpackage: switched(
      'Allow downgrades. If `name` contains a version, downgrades to it are always allowed.',
    ),
    replacefiles: switched('Allow packages to replace files of other packages.'),
  })
  .refine(({ name, update_cache, state }) => name.length > 0 || update_cache || state === 'dist-upgrade', {
    path: ['name'],
    message: 'expected names, or `update_cache`',
  })
  .refine(
    ({ name, state }) =>
      !name.includes('*') || (name.length === 1 && ['latest', 'dist-upgrade'].includes(state)),
    { path: ['name'], message: '`*` stands alone, with `state: latest` or `dist-upgrade`' },
  )
  .refine(({ name, state }) => state !== 'dist-upgrade' || name.every(each => each === '*'), {
    path: ['name'],
    message: 'expected `*` with `dist-upgrade`',
  })
