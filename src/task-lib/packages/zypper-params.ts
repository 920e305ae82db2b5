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
      'Names of packages, also with a version (`name=1.0`, `name<2`), or paths or URLs of files. `*` with `latest` means all packages.',
      ['git', 'curl=8.0'],
    ),
    state: z
      .enum(['present', 'installed', 'latest', 'absent', 'removed', 'dist-upgrade'])
      .default('present')
      .describe('The desired state of the packages. `dist-upgrade` upgrades all of them, with `name: "*"`.')
      .meta({ examples: ['latest'] }),
    type: z
      .enum(['package', 'patch', 'pattern', 'product', 'srcpackage', 'application'])
      .default('package')
      .describe('What the names are names of.')
      .meta({ examples: ['pattern'] }),
    update_cache: updateCache(),
    allow_vendor_change: switched('With `dist-upgrade`: take packages of other vendors.'),
    clean_deps: switched('Remove packages too that only the removed ones needed.'),
    disable_gpg_check: switched('Install packages without a valid signature.'),
    disable_recommends: flag()
      .default(true)
      .describe('Install no packages that are only recommended.')
      .meta({ examples: [false] }),
    extra_args: optionWords()
      .describe('Further options of the command.')
      .meta({ examples: ['--details'] }),
    extra_args_precommand: optionWords()
      .describe('Further options before the command.')
      .meta({ examples: ['--gpg-auto-import-keys'] }),
    force: switched('Install packages again, and take other vendors and architectures.'),
    force_resolution: switched('Let zypper choose how conflicts are solved.'),
    oldpackage: switched('Allow older versions. A version in `name` allows them too.'),
    replacefiles: switched('Install packages whose files are those of others.'),
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
