import { z } from 'zod'
import { flag } from '../../authoring/params.ts'
import { commaTexts } from '../comma-texts-param.ts'
import { packageNames } from './managed-params.ts'

/** The params of the task type `homebrew`. */
export const homebrewParams = z
  .strictObject({
    name: packageNames('Names of formulae or casks, optionally as `TAP/NAME`.', ['wget', 'node@20']),
    state: z
      .enum([
        ...['present', 'installed', 'latest', 'upgraded', 'head'],
        ...['linked', 'unlinked', 'absent', 'removed', 'uninstalled'],
      ] as const)
      .default('present')
      .describe(
        'The desired state of the packages. `head` installs packages that are not installed from the head of their sources.',
      )
      .meta({ examples: ['latest'] }),
    update_homebrew: updateHomebrew(),
    upgrade_all: upgradeAll('Upgrade all packages.'),
    install_options: optionNames('Options of brew for `state`, without the leading `--`.', ['HEAD']),
    upgrade_options: optionNames('Options of brew for `upgrade_all`, without the leading `--`.', ['greedy']),
    path: brewPath(),
  })
  .refine(...packagesOrAll())

/** The params of the task type `homebrew_cask`. */
export const homebrewCaskParams = z
  .strictObject({
    name: packageNames('Names of casks, optionally as `TAP/NAME`.', ['firefox']),
    state: z
      .enum(['present', 'installed', 'latest', 'upgraded', 'absent', 'removed', 'uninstalled'])
      .default('present')
      .describe('The desired state of the casks.')
      .meta({ examples: ['latest'] }),
    update_homebrew: updateHomebrew(),
    upgrade_all: upgradeAll('Upgrade all casks.'),
    greedy: flag()
      .default(false)
      .describe('With `latest` and `upgrade_all`, also upgrade casks that update themselves.')
      .meta({ examples: [true] }),
    install_options: optionNames('Options of brew for `state`, without the leading `--`.', [
      'appdir=/Applications',
    ]),
    path: brewPath(),
  })
  .refine(...packagesOrAll())

/** Returns the schema of the param for the directories in which brew is searched. */
export function brewPath() {
  return z
    .string()
    .min(1)
    .default('/usr/local/bin:/opt/homebrew/bin:/home/linuxbrew/.linuxbrew/bin')
    .describe('Directories in which brew is looked for before those in `PATH`, separated by colons.')
    .meta({ examples: ['/opt/homebrew/bin'] })
}

function updateHomebrew() {
  return flag()
    .default(false)
    .describe(
      'Update Homebrew and its package lists before packages are installed or upgraded. Also works without `name`.',
    )
    .meta({ examples: [true] })
}

function upgradeAll(what: string) {
  return flag()
    .default(false)
    .describe(what)
    .meta({ examples: [true] })
}

function optionNames(what: string, example: readonly string[]) {
  return commaTexts()
    .refine(
      options => options.every(option => /^[A-Za-z]/.test(option) && !/[\r\n\0]/.test(option)),
      'expected names of options without the leading `--`',
    )
    .default([])
    .describe(what)
    .meta({ examples: [example] })
}

interface RequestParams {
  readonly name: readonly string[]
  readonly upgrade_all: boolean
  readonly update_homebrew: boolean
}

function packagesOrAll() {
  const isRight = (params: RequestParams): boolean =>
    params.name.length > 0 || params.upgrade_all || params.update_homebrew
  const error = { path: ['name'], message: 'expected names, or `upgrade_all` or `update_homebrew`' }
  return [isRight, error] as const
}
