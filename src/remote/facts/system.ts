type LinesOf = (part: string) => string[]

/** Distribution id of os-release to Ansible's name and family. */
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

const PACKAGE_MANAGERS: readonly (readonly [string, string])[] = [
  ['apt-get', 'apt'],
  ['dnf', 'dnf'],
  ['yum', 'yum'],
  ['zypper', 'zypper'],
  ['apk', 'apk'],
  ['pacman', 'pacman'],
]

/** What a host is and runs: system, distribution, user, processors, memory, time, file systems, environment. */
export function parseSystem(linesOf: LinesOf): Record<string, unknown> {
  const [system = '', node = '', kernel = '', kernelVersion = '', machine = ''] = linesOf('uname')
  const [hostname = node] = linesOf('hostname')
  const [fqdn = hostname] = linesOf('fqdn')
  const tools = linesOf('tools')
  const [user = '', uid, gid, home = '', shell = ''] = linesOf('id')
  return {
    system,
    nodename: node,
    kernel,
    kernel_version: kernelVersion,
    machine,
    architecture: machine === 'i686' ? 'i386' : machine,
    hostname: hostname.split('.')[0],
    fqdn,
    domain: fqdn.includes('.') ? fqdn.slice(fqdn.indexOf('.') + 1) : '',
    ...parseDistribution(linesOf),
    pkg_mgr: PACKAGE_MANAGERS.find(([tool]) => tools.includes(tool))?.[1] ?? 'unknown',
    service_mgr: serviceManager(linesOf('init')),
    user_id: user,
    user_uid: Number(uid),
    user_gid: Number(gid),
    user_dir: home,
    user_shell: shell,
    ...parseProcessors(linesOf('cpu')),
    ...parseMemory(linesOf('memory')),
    uptime_seconds: Math.floor(Number(linesOf('uptime')[0]?.split(' ')[0] ?? 0)),
    date_time: parseDate(linesOf('date')),
    machine_id: linesOf('ids').length > 1 ? linesOf('ids')[0] : '',
    boot_id: linesOf('ids').at(-1) ?? '',
    selinux: {
      status: linesOf('selinux').length === 0 ? 'disabled' : 'enabled',
      mode: linesOf('selinux')[0] === '1' ? 'enforcing' : 'permissive',
    },
    virtualization_type: linesOf('virtual').find(word => word !== 'none') ?? 'none',
    mounts: parseMounts(linesOf('mounts')),
    env: parseEnvironment(linesOf('env')),
  }
}

/** os-release is read as data and never sourced. Source: the freedesktop.org os-release manual page. */
function parseDistribution(linesOf: LinesOf): Record<string, unknown> {
  const fields = new Map<string, string>()
  for (const line of linesOf('os-release')) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(line) ?? []
    if (name !== undefined && value !== undefined) fields.set(name, unquote(value))
  }
  const id = fields.get('ID') ?? ''
  const like = (fields.get('ID_LIKE') ?? '').split(' ')
  const [redhat = ''] = linesOf('redhat-release')
  // CentOS 7 says "7" in os-release and the whole version in a file of its own.
  const version = /release (\d[\d.]*)/.exec(redhat)?.[1] ?? fields.get('VERSION_ID') ?? ''
  const known = DISTRIBUTIONS[id]
  const family = known?.[1] ?? like.map(each => DISTRIBUTIONS[each]?.[1]).find(Boolean) ?? id
  return {
    distribution: known?.[0] ?? fields.get('NAME') ?? id,
    distribution_version: version,
    distribution_major_version: version.split('.')[0] ?? '',
    distribution_release: fields.get('VERSION_CODENAME') ?? '',
    os_family: family,
  }
}

function unquote(value: string): string {
  const [, quoted] = /^(?:"(.*)"|'(.*)')$/s.exec(value)?.filter(part => part !== undefined) ?? []
  return (quoted ?? value).replace(/\\(["$`\\])/g, '$1')
}

function serviceManager(lines: readonly string[]): string {
  if (lines.includes('systemd-is-running')) return 'systemd'
  return lines[0] === 'init' ? 'sysvinit' : (lines[0] ?? 'unknown')
}

function parseProcessors(lines: readonly string[]): Record<string, unknown> {
  const counts = lines.filter(line => /^\d+$/.test(line)).map(Number)
  const model = lines
    .find(line => line.startsWith('model name'))
    ?.split(':')[1]
    ?.trim()
  const [all = 0, usable = all] = counts
  return {
    processor_vcpus: all,
    processor_count: all,
    processor_nproc: usable,
    ...(model ? { processor: [model] } : {}),
  }
}

function parseMemory(lines: readonly string[]): Record<string, number> {
  const megabytes = (field: string): number => {
    const line = lines.find(each => each.startsWith(`${field}:`))
    return Math.floor(Number(/(\d+) kB/.exec(line ?? '')?.[1] ?? 0) / 1024)
  }
  return {
    memtotal_mb: megabytes('MemTotal'),
    memfree_mb: megabytes('MemFree'),
    memavailable_mb: megabytes('MemAvailable'),
    swaptotal_mb: megabytes('SwapTotal'),
    swapfree_mb: megabytes('SwapFree'),
  }
}

function parseDate([
  epoch = '',
  date = '',
  time = '',
  zone = '',
  offset = '',
  iso = '',
]: readonly string[]): Record<string, string> {
  const [year = '', month = '', day = ''] = date.split('-')
  return { epoch, date, time, year, month, day, tz: zone, tz_offset: offset, iso8601: iso }
}

function parseMounts(lines: readonly string[]): Record<string, unknown>[] {
  return lines.slice(1).flatMap(line => {
    const [, device, total, , available, mount] =
      /^(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+\S+\s+(.*)$/s.exec(line) ?? []
    if (device === undefined) return []
    return [{ device, mount, size_total: Number(total) * 1024, size_available: Number(available) * 1024 }]
  })
}

/** A map without a prototype: a variable may have any name. */
function parseEnvironment(lines: readonly string[]): Record<string, string> {
  const environment = Object.create(null) as Record<string, string>
  for (const line of lines) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line) ?? []
    if (name !== undefined && value !== undefined) environment[name] = value
  }
  return environment
}
