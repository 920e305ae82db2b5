import type { Answers } from './parts.ts'

const PACKAGE_MANAGERS: readonly (readonly [string, string])[] = [
  ['apt-get', 'apt'],
  ['dnf', 'dnf'],
  ['yum', 'yum'],
  ['zypper', 'zypper'],
  ['apk', 'apk'],
  ['pacman', 'pacman'],
  // The paths at which Homebrew installs itself.
  ['/usr/local/bin/brew', 'homebrew'],
  ['/opt/homebrew/bin/brew', 'homebrew'],
  ['/home/linuxbrew/.linuxbrew/bin/brew', 'homebrew'],
]

/** Returns the facts on the system: kernel, host names, package and service manager, user, time, environment. */
export function parseSystem({ linesOf, fileOf }: Answers): Record<string, unknown> {
  const words = linesOf('uname')[0]?.split(' ') ?? []
  const [system = '', node = '', kernel = ''] = words
  const machine = words.at(-1) ?? ''
  const [fqdn = node] = linesOf('fqdn')
  const tools = linesOf('tools')
  const architecture = machine === 'i686' ? 'i386' : machine
  return {
    system,
    nodename: node,
    kernel,
    kernel_version: words.slice(3, -1).join(' '),
    machine,
    architecture,
    userspace_architecture: architecture,
    hostname: node.split('.')[0],
    fqdn,
    domain: fqdn.includes('.') ? fqdn.slice(fqdn.indexOf('.') + 1) : '',
    pkg_mgr: PACKAGE_MANAGERS.find(([tool]) => tools.includes(tool))?.[1] ?? 'unknown',
    service_mgr: serviceManager(fileOf('/proc/1/comm'), linesOf('flags')),
    ...parseUser(linesOf('id'), linesOf('passwd')),
    uptime_seconds: Math.floor(Number(fileOf('/proc/uptime')[0]?.split(' ')[0] ?? 0)),
    date_time: parseDate(linesOf('date')),
    machine_id: fileOf('/etc/machine-id')[0] ?? '',
    boot_id: fileOf('/proc/sys/kernel/random/boot_id')[0] ?? '',
    env: parseEnvironment(linesOf('env')),
  }
}

/**
 * Returns the name of the first process, unless that is a shell or `init`. Source: ansible-core,
 * `module_utils/facts/system/service_mgr.py`.
 */
function serviceManager([first]: readonly string[], flags: readonly string[]): string {
  if (flags.includes('systemd')) return 'systemd'
  if (first !== undefined && first !== 'init' && !first.endsWith('sh')) return FIRST[first] ?? first
  const found = ['upstart', 'openrc', 'systemd-offline', 'sysvinit'].find(each => flags.includes(each))
  return found?.replace('-offline', '') ?? 'service'
}

const FIRST: Readonly<Record<string, string>> = {
  procd: 'openwrt_init',
  'runit-init': 'runit',
  svscan: 'svc',
  'openrc-init': 'openrc',
}

/**
 * Returns the user's facts from the user database; if it has no entry for the user, from the session's environment.
 */
function parseUser(
  [line = '', home = '', shell = '']: readonly string[],
  [entry = '']: readonly string[],
): Record<string, unknown> {
  const number = (field: string): number => Number(new RegExp(`\\b${field}=(\\d+)`).exec(line)?.[1])
  const [name, , , , gecos = '', ownHome = home, ownShell = shell] = entry.split(':')
  const [uid, gid] = [number('uid'), number('gid')]
  return {
    user_id: name || (/\buid=\d+\(([^)]*)\)/.exec(line)?.[1] ?? ''),
    user_uid: uid,
    user_gid: gid,
    user_gecos: gecos,
    user_dir: ownHome,
    user_shell: ownShell,
    real_user_id: uid,
    effective_user_id: uid,
    real_group_id: gid,
    effective_group_id: gid,
  }
}

function parseDate([line = '', iso = '']: readonly string[]): Record<string, string> {
  const [epoch = '', date = '', time = '', zone = '', offset = '', day = '', week = '', weekday = ''] =
    line.split('|')
  const [year = '', month = '', dayOfMonth = ''] = date.split('-')
  const [hour = '', minute = '', second = ''] = time.split(':')
  const [compact, compactTime] = [date.replaceAll('-', ''), time.replaceAll(':', '')]
  return {
    ...{ epoch, epoch_int: epoch, date, time, year, month, day: dayOfMonth, hour, minute, second },
    ...{ weekday, weekday_number: day, weeknumber: week, tz: zone, tz_offset: offset },
    iso8601: iso,
    iso8601_micro: iso.replace('Z', '.000000Z'),
    iso8601_basic: `${compact}T${compactTime}000000`,
    iso8601_basic_short: `${compact}T${compactTime}`,
  }
}

/** The object has no prototype, since a variable may have any name. */
function parseEnvironment(lines: readonly string[]): Record<string, string> {
  const environment = Object.create(null) as Record<string, string>
  for (const line of lines) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line) ?? []
    if (name !== undefined && value !== undefined) environment[name] = value
  }
  return environment
}
