import { sh } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'

/** The package managers whose packages can be listed, in the order in which they are searched on a host. */
export const LISTED_MANAGERS = ['apk', 'apt', 'pacman', 'rpm'] as const

/** One of these package managers. */
export type ListedManager = (typeof LISTED_MANAGERS)[number]

/** An installed package, with the fields of Ansible's `package_facts`. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly source: ListedManager
  readonly [field: string]: string | number | null | readonly string[]
}

/** Asks for all installed packages of these managers, or only those of the first manager that the host has. */
export function installedPackages(
  managers: readonly ListedManager[],
  isFirstOnly: boolean,
): Probe<readonly InstalledPackage[] | null> {
  return probeAbout(
    { kind: 'installed packages' },
    {
      title: `packages of ${managers.join(', ')}`,
      script: sh`s=3
for m in ${managers}; do
  case $m in apt) t=dpkg-query;; *) t=$m;; esac
  command -v "$t" >/dev/null 2>&1 || continue
  s=0; echo "= $m"
  case $m in
    apk) LC_ALL=C apk info -v 2>/dev/null || exit 1;;
    apt) dpkg --print-architecture && LC_ALL=C dpkg-query -W -f '\${db:Status-Abbrev}\\t\${Package}\\t\${Version}\\t\${Architecture}\\t\${Section}\\n' || exit 1;;
    pacman) LC_ALL=C pacman -Qi || exit 1;;
    rpm) LC_ALL=C rpm -qa --qf '%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n' || exit 1;;
  esac
  ${isFirstOnly ? sh`break` : sh``}
done
exit "$s"`,
      answers: [0, 3],
      parse: ({ status, stdout }) => (status === 3 ? null : packagesIn(stdout.toString())),
    },
  )
}

function packagesIn(text: string): InstalledPackage[] {
  return text.split(/^= /m).flatMap(part => {
    const [manager = '', ...lines] = part.split('\n').filter(line => line !== '')
    if (manager === 'apk') return lines.map(apkPackage)
    if (manager === 'pacman') return pacmanPackages(lines)
    if (manager === 'rpm') return lines.map(rpmPackage)
    const [native = '', ...packages] = lines
    return manager === 'apt' ? packages.flatMap(line => debPackage(line, native)) : []
  })
}

/** Parses a line of dpkg-query. The name has the architecture if that differs from the host's, as apt shows it. */
function debPackage(line: string, native: string): InstalledPackage[] {
  const [status = '', name = '', version = '', arch = '', category = ''] = line.split('\t')
  if (/^.[nc]/.test(status)) return []
  const isNative = arch === native || arch === 'all'
  return [{ name: isNative ? name : `${name}:${arch}`, version, arch, category, origin: '', source: 'apt' }]
}

function rpmPackage(line: string): InstalledPackage {
  const [name = '', version = '', release = '', epoch = '', arch = ''] = line.split('\t')
  const orNull = (field: string): string | null => (field === '(none)' ? null : field)
  const number = orNull(epoch)
  return {
    name,
    version,
    release,
    epoch: number === null ? null : Number(number),
    arch: orNull(arch),
    source: 'rpm',
  }
}

/** Parses lines such as `Name            : bash`. Continuation lines begin with spaces, and are ignored. */
function pacmanPackages(lines: readonly string[]): InstalledPackage[] {
  const packages: Record<string, string>[] = []
  for (const line of lines) {
    const [, field, value = ''] = /^([A-Z][\w ]*\w) +: (.*)$/.exec(line) ?? []
    if (field === 'Name') packages.push({})
    const last = packages.at(-1)
    if (field !== undefined && last !== undefined) last[field] = value
  }
  return packages.map(
    ({ Name: name = '', Version: version = '', Architecture: arch = '', Provides: list = '' }) => ({
      ...{ name, version, arch, source: 'pacman' },
      provides: list === 'None' ? null : list.split('  ').map(each => each.replace(/=.*/, '')),
    }),
  )
}

function apkPackage(line: string): InstalledPackage {
  const [, name = line, version = '', release = ''] = /^(.*)-([^-]+)-(r\d+)$/.exec(line) ?? []
  return { name, version, release, source: 'apk' }
}
