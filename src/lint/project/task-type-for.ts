import { ownValue } from '../../base/own-value.ts'

/**
 * Returns the task type that does the same as a command line; undefined if there is none, or the command only shows
 * something.
 */
export function taskTypeFor(words: readonly string[]): string | undefined {
  const [program = '', ...args] = words
  const name = program.replace(/^(\/usr)?(\/local)?\/s?bin\//, '')
  const found = ownValue(INSTEAD, name)
  return found?.find(([, matches]) => matches(args))?.[0]
}

type TaskTypeMatch = readonly [type: string, isMeant: (args: readonly string[]) => boolean]

const PACKAGE_VERBS = [
  'install',
  'remove',
  'purge',
  'update',
  'upgrade',
  'dist-upgrade',
  'autoremove',
  'reinstall',
]
const UNIT_VERBS = [
  'start',
  'stop',
  'restart',
  'reload',
  'enable',
  'disable',
  'mask',
  'unmask',
  'daemon-reload',
]

/** For each program, the task types that can replace it, and for which arguments. */
const INSTEAD: Readonly<Record<string, readonly TaskTypeMatch[]>> = {
  apt: [verbs('apt', PACKAGE_VERBS)],
  'apt-get': [verbs('apt', PACKAGE_VERBS)],
  aptitude: [verbs('apt', PACKAGE_VERBS)],
  'apt-key': [verbs('apt_key', ['add', 'adv', 'del'])],
  'add-apt-repository': [always('apt_repository')],
  crontab: [always('cron', args => !args.includes('-l'))],
  chmod: [always('file')],
  chown: [always('file')],
  chgrp: [always('file')],
  curl: [
    always('get_url', args => args.some(arg => /^(-[A-Za-z]*[oO]|--output|--remote-name)/.test(arg))),
    always('uri'),
  ],
  dnf: [verbs('dnf', PACKAGE_VERBS)],
  dpkg: [always('apt', args => args.some(arg => ['-i', '--install', '-r', '--remove'].includes(arg)))],
  'dpkg-divert': [always('dpkg_divert', args => !args.includes('--list'))],
  'firewall-cmd': [always('firewalld', args => args.some(arg => /^--(add|remove)-/.test(arg)))],
  git: [verbs('git', ['clone', 'pull']), verbs('git_config', ['config'])],
  groupadd: [always('group')],
  groupdel: [always('group')],
  groupmod: [always('group')],
  hostnamectl: [verbs('hostname', ['set-hostname', 'hostname'])],
  ip6tables: [always('iptables', changesRules)],
  iptables: [always('iptables', changesRules)],
  ln: [always('file')],
  'locale-gen': [always('locale_gen')],
  mkdir: [always('file')],
  modprobe: [always('modprobe')],
  mount: [always('mount', args => args.length > 1)],
  npm: [verbs('npm', ['install', 'ci', 'uninstall'])],
  pip: [verbs('pip', ['install', 'uninstall'])],
  pip3: [verbs('pip', ['install', 'uninstall'])],
  reboot: [always('reboot')],
  rm: [always('file')],
  rsync: [always('synchronize')],
  sed: [always('replace', args => args.some(arg => /^(-[A-Za-z]*i|--in-place)/.test(arg)))],
  service: [always('service', args => UNIT_VERBS.includes(args[1] ?? ''))],
  setenforce: [always('selinux')],
  setsebool: [always('seboolean')],
  shutdown: [always('reboot', args => args.includes('-r'))],
  sysctl: [always('sysctl', args => args.includes('-w') || args.some(arg => /^[\w.]+=/.test(arg)))],
  systemctl: [verbs('systemd', UNIT_VERBS)],
  tar: [
    always('unarchive', args => args.some(arg => /^(-?[a-z]*x|--extract)/.test(arg))),
    always('archive', args => args.some(arg => /^(-?[a-z]*c|--create)/.test(arg))),
  ],
  timedatectl: [verbs('timezone', ['set-timezone'])],
  touch: [always('file')],
  ufw: [always('ufw', args => args[0] !== 'status')],
  umount: [always('mount')],
  unzip: [always('unarchive', args => !args.includes('-l'))],
  'update-alternatives': [always('alternatives', args => args.some(arg => /^--(set|install)$/.test(arg)))],
  useradd: [always('user')],
  userdel: [always('user')],
  usermod: [always('user')],
  wget: [always('get_url')],
  yum: [verbs('dnf', PACKAGE_VERBS)],
}

function always(type: string, matches: (args: readonly string[]) => boolean = () => true): TaskTypeMatch {
  return [type, matches]
}

/** Matches if the first argument that is not an option is one of `words`. */
function verbs(type: string, words: readonly string[]): TaskTypeMatch {
  return [type, args => words.includes(args.find(arg => !arg.startsWith('-')) ?? '')]
}

function changesRules(args: readonly string[]): boolean {
  return args.some(arg => /^(-[AIDRFPNX]|--(append|insert|delete|replace|flush|policy))$/.test(arg))
}
