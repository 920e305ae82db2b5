import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The only folder from which included configuration is read; the /etc/ssh/ssh_config of Debian and its derivatives
 * includes it.
 */
const INCLUDED = '/etc/ssh/ssh_config.d'

/** Variables of the locale, which each session sets itself anyway. */
const LOCALE = /^(LANG|LC_\*|LC_[A-Z]+)$/

/**
 * Returns the environment variables that ssh's configuration sends to a host; undefined if only ssh itself can
 * determine them: if it sends or sets other variables than those of the locale, or only for some hosts, or if its
 * configuration files are not the usual ones.
 */
export function sentVariables(
  sshArgs: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> | undefined {
  if (sshArgs.some(word => /^-F|sendenv|setenv|include/i.test(word))) return undefined
  const settings = [join(homedir(), '.ssh', 'config'), '/etc/ssh/ssh_config'].flatMap(settingsIn)
  const patterns: string[] = []
  for (const { name, value, isForAll } of settings) {
    const isKnown = name === 'include' ? value === `${INCLUDED}/*.conf` : name === 'sendenv' && isForAll
    if (!isKnown) return undefined
    if (name === 'sendenv') patterns.push(...value.split(/\s+/))
  }
  if (!patterns.every(pattern => LOCALE.test(pattern))) return undefined
  const isSent = (name: string): boolean =>
    patterns.some(pattern => pattern === name || (pattern === 'LC_*' && name.startsWith('LC_')))
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && isSent(name) ? [[name, value]] : [],
    ),
  )
}

interface Setting {
  readonly name: string
  readonly value: string
  /** Whether it applies to all hosts: it is in no section for some hosts only. */
  readonly isForAll: boolean
}

/**
 * Returns what a configuration file, and those that it includes from the known folder, set about variables and
 * included files.
 */
function settingsIn(file: string): Setting[] {
  let isForAll = true
  return textOf(file)
    .split('\n')
    .flatMap((line): Setting[] => {
      const [, word = '', value = ''] = /^\s*([a-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/i.exec(line) ?? []
      const name = word.toLowerCase()
      if (name === 'host') isForAll = value === '*'
      if (name === 'match') isForAll = value.toLowerCase() === 'all'
      if (name === 'include') return [{ name, value, isForAll }, ...includedBy(value)]
      return ['sendenv', 'setenv'].includes(name) ? [{ name, value, isForAll }] : []
    })
}

function includedBy(value: string): Setting[] {
  if (value !== `${INCLUDED}/*.conf`) return []
  try {
    const names = readdirSync(INCLUDED).filter(name => name.endsWith('.conf') && !name.startsWith('.'))
    return names.flatMap(name => settingsIn(join(INCLUDED, name)))
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    // ssh ignores a file that does not exist. If one exists that cannot be read here, ssh itself must determine the
    // variables.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    return 'setenv unreadable'
  }
}
