// In the format of `brew info --json=v2` and `brew outdated --json=v2` of Homebrew 4.

/** The path of brew, with which each answer begins. */
export const BREW = '/opt/homebrew/bin/brew\n'

/** A formula that is not installed. */
export function formula(name: string, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ name, full_name: name, tap: 'homebrew/core', oldnames: [], aliases: [], versioned_formulae: [] },
    versions: { stable: '1.25.0', head: 'HEAD', bottle: true },
    ...{ revision: 0, version_scheme: 0, keg_only: false, dependencies: ['libidn2', 'openssl@3'] },
    ...{
      installed: [],
      linked_keg: null,
      pinned: false,
      outdated: false,
      deprecated: false,
      disabled: false,
    },
    ...fields,
  }
}

/** A formula that is installed. */
export function keg(name: string, version: string, fields: Readonly<Record<string, unknown>> = {}) {
  const installed = [
    {
      ...{ version, used_options: [], built_as_bottle: true, poured_from_bottle: true, time: 1764000000 },
      ...{ runtime_dependencies: [], installed_as_dependency: false, installed_on_request: true },
    },
  ]
  return formula(name, { installed, linked_keg: version, ...fields })
}

/** A cask. */
export function cask(token: string, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ token, full_token: token, old_tokens: [], tap: 'homebrew/cask', name: [token], desc: null },
    ...{ version: '2.0', installed: null, outdated: false, auto_updates: true, depends_on: {} },
    ...fields,
  }
}

/** The title of the probe of packages. */
export const says = (names: string) => `what brew says of ${names}`
/** The title of the probe of what a command of brew would do. */
export const would = (words: string) => `what brew ${words} would do`
/** The answer of brew about packages. */
export const info = (formulae: readonly object[], casks: readonly object[] = []) =>
  `${BREW}${JSON.stringify({ formulae, casks }, null, 2)}\n`
/** The answer of brew about outdated packages, in the same format. */
export const outdated = (formulae: readonly object[], casks: readonly object[] = []) => info(formulae, casks)

/** The beginning of the commands of apply. */
export const RUN = '$ LC_ALL=C HOMEBREW_NO_AUTO_UPDATE=1 /opt/homebrew/bin/brew'
