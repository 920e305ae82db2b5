import type { z } from 'zod'
import type { homebrewCaskParams, homebrewParams } from './homebrew-params.ts'
import type { PackageWish } from './package-manager.ts'

/** What a task asks of Homebrew. */
export interface HomebrewWish extends PackageWish {
  /** Whether installed packages are linked into the prefix, or are not; absent if the task does not say. */
  readonly links?: boolean
  /** Directories in which brew is looked for first. */
  readonly path: string
  readonly onlyCasks: boolean
  /** Whether casks that update themselves are upgraded too. */
  readonly isGreedy: boolean
  /** The words for named packages, before the names. */
  readonly words: Readonly<Record<HomebrewVerb, readonly string[]>>
  /** The words that upgrade all packages, and those that list what would be upgraded. */
  readonly upgradeAll: readonly string[]
  readonly outdated: readonly string[]
}

/** What brew does to a package. */
export type HomebrewVerb = 'install' | 'upgrade' | 'uninstall' | 'link' | 'unlink'

/** What the params of `homebrew` ask for. */
export function homebrewWish(params: z.output<typeof homebrewParams>): HomebrewWish {
  const { state, path } = params
  const options = params.install_options.map(option => `--${option}`)
  const upgradeOptions = params.upgrade_options.map(option => `--${option}`)
  const links = state === 'linked' || state === 'unlinked' ? state === 'linked' : undefined
  return {
    ...plainWish(params),
    ...(links === undefined ? {} : { links }),
    path,
    onlyCasks: false,
    isGreedy: false,
    words: {
      install: ['install', ...(state === 'head' ? ['--HEAD'] : []), ...options],
      upgrade: ['upgrade', ...options],
      uninstall: ['uninstall', '--force', ...options],
      link: ['link', ...options],
      unlink: ['unlink', ...options],
    },
    upgradeAll: ['upgrade', ...upgradeOptions],
    outdated: ['outdated', '--json=v2', ...upgradeOptions.filter(option => OF_OUTDATED.test(option))],
  }
}

/** What the params of `homebrew_cask` ask for. */
export function homebrewCaskWish(params: z.output<typeof homebrewCaskParams>): HomebrewWish {
  const { path, greedy: isGreedy } = params
  const options = ['--cask', ...params.install_options.map(option => `--${option}`)]
  const all = ['--cask', ...(isGreedy ? ['--greedy'] : [])]
  return {
    ...plainWish(params),
    path,
    onlyCasks: true,
    isGreedy,
    words: {
      install: ['install', ...options],
      upgrade: ['upgrade', ...(isGreedy ? ['--greedy'] : []), ...options],
      uninstall: ['uninstall', ...options],
      link: [],
      unlink: [],
    },
    upgradeAll: ['upgrade', ...all],
    outdated: ['outdated', '--json=v2', ...all],
  }
}

/** The options of `brew upgrade` that `brew outdated` has too. */
const OF_OUTDATED = /^--(formulae?|casks?|greedy(-latest|-auto-updates)?|fetch-HEAD)$/

function plainWish(params: {
  readonly name: readonly string[]
  readonly state: z.output<typeof homebrewParams>['state']
  readonly update_homebrew: boolean
  readonly upgrade_all: boolean
}): PackageWish {
  return {
    names: params.name,
    state: PLAIN[params.state],
    refreshes: params.update_homebrew,
    upgradesAll: params.upgrade_all,
  }
}

const PLAIN = {
  present: 'present',
  installed: 'present',
  head: 'present',
  linked: 'present',
  unlinked: 'present',
  latest: 'latest',
  upgraded: 'latest',
  absent: 'absent',
  removed: 'absent',
  uninstalled: 'absent',
} as const
