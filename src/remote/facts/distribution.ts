import { type Answers, assignmentsIn } from './parts.ts'

/** Ansible's name and family for each distribution, by the id in os-release. */
const DISTRIBUTIONS: Readonly<Record<string, readonly [string, string]>> = {
  debian: ['Debian', 'Debian'],
  ubuntu: ['Ubuntu', 'Debian'],
  linuxmint: ['Linux Mint', 'Debian'],
  raspbian: ['Debian', 'Debian'],
  kali: ['Kali', 'Debian'],
  centos: ['CentOS', 'RedHat'],
  rhel: ['RedHat', 'RedHat'],
  fedora: ['Fedora', 'RedHat'],
  rocky: ['Rocky', 'RedHat'],
  almalinux: ['AlmaLinux', 'RedHat'],
  ol: ['OracleLinux', 'RedHat'],
  amzn: ['Amazon', 'RedHat'],
  opensuse: ['openSUSE', 'Suse'],
  'opensuse-leap': ['openSUSE Leap', 'Suse'],
  'opensuse-tumbleweed': ['openSUSE Tumbleweed', 'Suse'],
  sles: ['SLES', 'Suse'],
  alpine: ['Alpine', 'Alpine'],
  arch: ['Archlinux', 'Archlinux'],
  gentoo: ['Gentoo', 'Gentoo'],
}

/** Returns the facts on the distribution: its names and version, and those that LSB defines. */
export function parseDistribution({ fileOf }: Answers): Record<string, unknown> {
  const own = fileOf('/etc/os-release')
  const fields = assignmentsIn(own.length > 0 ? own : fileOf('/usr/lib/os-release'))
  const id = fields.get('ID') ?? ''
  const like = (fields.get('ID_LIKE') ?? '').split(' ')
  const known = DISTRIBUTIONS[id]
  const family = known?.[1] ?? like.map(each => DISTRIBUTIONS[each]?.[1]).find(Boolean) ?? id
  const version = versionOf(id, fields.get('VERSION_ID') ?? '', fileOf)
  const [major = '', minor = 'NA'] = version.split('.')
  const isRedHat = fileOf('/etc/redhat-release').length > 0
  return {
    distribution: known?.[0] ?? fields.get('NAME') ?? id,
    distribution_version: version,
    distribution_major_version: major,
    distribution_minor_version: minor,
    distribution_release: fields.get('VERSION_CODENAME') ?? '',
    distribution_file_path: isRedHat ? '/etc/redhat-release' : '/etc/os-release',
    distribution_file_variety: isRedHat ? 'RedHat' : family,
    distribution_file_parsed: true,
    os_family: family,
    lsb: lsbOf(fields, fileOf),
  }
}

/** Returns the most exact version that the host knows; for CentOS only two numbers, as Ansible does. */
function versionOf(id: string, version: string, fileOf: Answers['fileOf']): string {
  const [redhat = ''] = fileOf('/etc/redhat-release')
  const [debian = ''] = fileOf('/etc/debian_version')
  // CentOS 7 has only "7" in os-release, and its whole version in a file of its own.
  const released = /release (\d[\d.]*)/.exec(redhat)?.[1]
  if (id === 'centos' && released !== undefined) return released.split('.').slice(0, 2).join('.')
  if (id === 'debian' && /^\d+\.\d+$/.test(debian)) return debian
  return released ?? version
}

/** Returns what `lsb_release -a` prints, from the files that it reads itself. */
function lsbOf(fields: ReadonlyMap<string, string>, fileOf: Answers['fileOf']): Record<string, string> {
  const own = assignmentsIn(fileOf('/etc/lsb-release'))
  const release = own.get('DISTRIB_RELEASE') ?? fields.get('VERSION_ID')
  const found = {
    id: own.get('DISTRIB_ID') ?? DISTRIBUTIONS[fields.get('ID') ?? '']?.[0] ?? fields.get('NAME'),
    description: own.get('DISTRIB_DESCRIPTION') ?? fields.get('PRETTY_NAME'),
    release,
    codename: own.get('DISTRIB_CODENAME') ?? fields.get('VERSION_CODENAME'),
    major_release: release?.split('.')[0],
  }
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
