import { z } from 'zod'
import { flag } from '../../authoring/params.ts'
import {
  namesOrUpgrade,
  optionWords,
  packageNames,
  packageState,
  somethingToDo,
  updateCache,
} from './managed-params.ts'

/** The params of the task type `pacman`. */
export const pacmanParams = z
  .strictObject({
    name: packageNames('Names of packages or groups, optionally as `REPOSITORY/NAME`.', [
      'git',
      'base-devel',
    ]),
    state: packageState(),
    update_cache: updateCache(),
    upgrade: flag()
      .default(false)
      .describe('Upgrade all packages.')
      .meta({ examples: [true] }),
    executable: z
      .string()
      .regex(/^[^-\s]\S*$/, 'expected the name or path of a program')
      .default('pacman')
      .describe('Name or path of pacman.')
      .meta({ examples: ['/usr/bin/pacman'] }),
    extra_args: optionWords()
      .describe('Additional options of pacman for `state`.')
      .meta({ examples: ['--recursive'] }),
    force: flag()
      .default(false)
      .describe(
        'Remove packages even if others need them, and fetch package lists even if they are up to date.',
      )
      .meta({ examples: [true] }),
    reason: z
      .enum(['dependency', 'explicit'])
      .optional()
      .describe('The install reason that new packages get.')
      .meta({ examples: ['dependency'] }),
    remove_nosave: flag()
      .default(false)
      .describe('Do not keep changed configuration files of removed packages.')
      .meta({ examples: [true] }),
    update_cache_extra_args: optionWords()
      .describe('Additional options of pacman for `update_cache`.')
      .meta({ examples: ['--refresh'] }),
    upgrade_extra_args: optionWords()
      .describe('Additional options of pacman for `upgrade`.')
      .meta({ examples: ['--ignore linux'] }),
  })
  .refine(...namesOrUpgrade())
  .refine(...somethingToDo())
