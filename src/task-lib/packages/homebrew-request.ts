import type { z } from 'zod'
import type { homebrewCaskParams, homebrewParams } from './homebrew-params.ts'
import type { PackageRequest } from './package-manager.ts'

/** The request of a task to Homebrew. */
export interface HomebrewRequest extends PackageRequest {
  /** Whether installed packages should be linked into the prefix; absent if the task does not say. */
  readonly links?: boolean
  /** Directories that are searched for brew before those in `PATH`, separated by colons. */
  readonly path: string
  readonly onlyCasks: boolean
  /** Whether casks that update themselves are upgraded too. */
  readonly isGreedy: boolean
  /** The words of each command that come before the package names. */
  readonly words: Readonly<Record<HomebrewVerb, readonly string[]>>
  /** The commands that upgrade all packages, and that list what would be upgraded. */
  readonly upgradeAll: readonly string[]
  readonly outdated: readonly string[]
}

/** A command of brew for a package. */
export type HomebrewVerb = 'install' | 'upgrade' | 'uninstall' | 'link' | 'unlink'

/** Converts the params of `homebrew` to a request. */
export function homebrewRequest(params: z.output<typeof homebrewParams>): HomebrewRequest {
  const { state, path } = params
  const options = params.install_options.map(option => `--${option}`)
  const upgradeOptions = params.upgrade_options.map(option => `--${option}`)
  const links = state === 'linked' || state === 'unlinked' ? state === 'linked' : undefined
  return {
    ...basicRequest(params),
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

/** Converts the params of `homebrew_cask` to a request. */
export function homebrewCaskRequest(params: z.output<typeof homebrewCaskParams>): HomebrewRequest {
  const { path, greedy: isGreedy } = params
  const options = ['--cask', ...params.install_options.map(option => `--${option}`)]
  const all = ['--cask', ...(isGreedy ? ['--greedy'] : [])]
  return {
    ...basicRequest(params),
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

/** Matches the options of `brew upgrade` that `brew outdated` also accepts. */
const OF_OUTDATED = /^--(formulae?|casks?|greedy(-latest|-auto-updates)?|fetch-HEAD)$/

function basicRequest(params: {
  readonly name: readonly string[]
  readonly state: z.output<typeof homebrewParams>['state']
  readonly update_homebrew: boolean
  readonly upgrade_all: boolean
}): PackageRequest {
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
