import { parseJson } from '../../base/parse-json.ts'

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
}

/**
 * Whether the installed packages are exactly those of the lock file, so that `npm ci` would change nothing. `installed`
 * is `node_modules/.package-lock.json`, which npm writes since version 7. Returns false if it is
 * missing, or if either file is in the format of npm 6 or earlier.
 */
export function isInstalledAsLocked(
  lock: Buffer | null,
  installed: Buffer | null,
  omits: { readonly dev: boolean; readonly optional: boolean },
): boolean {
  const [wanted, found] = [packagesIn(lock), packagesIn(installed)]
  if (wanted === undefined || found === undefined) return false
  const names = Object.keys(wanted).filter(name => name !== '')
  const isRight = (name: string): boolean => {
    const { [name]: own = {} } = wanted
    const there = found[name]
    const isOmitted = (omits.dev && own.dev === true) || (omits.optional && own.optional === true)
    if (there !== undefined) return !isOmitted && idOf(there) === idOf(own)
    // npm does not install an optional package for another platform.
    return own.optional === true || own.devOptional === true || (omits.dev && own.dev === true)
  }
  return names.every(isRight) && Object.keys(found).every(name => name in wanted)
}

function idOf({ version, resolved, integrity, link }: LockedPackage): string {
  return JSON.stringify([version, resolved, integrity, link === true])
}

function packagesIn(bytes: Buffer | null): Readonly<Record<string, LockedPackage>> | undefined {
  const parsed = bytes === null ? undefined : parseJson(bytes.toString())
  const { packages } = (parsed ?? {}) as { packages?: Readonly<Record<string, LockedPackage>> }
  return packages
}
