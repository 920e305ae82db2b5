import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Debian packages, each with a program or path that exists if it is installed: shells, the referee, programs that
 * create keys, certificates and archives, database servers, containers, and a browser.
 */
const PACKAGES: Readonly<Record<string, string>> = {
  mksh: 'mksh',
  busybox: 'busybox',
  ksh: 'ksh93',
  yash: 'yash',
  zsh: 'zsh',
  posh: 'posh',
  tcsh: 'tcsh',
  fish: 'fish',
  sudo: 'sudo',
  rpm: 'rpm',
  'openssh-server': 'sshd',
  'ansible-core': 'ansible-playbook',
  tmux: 'tmux',
  strace: 'strace',
  gpg: 'gpg',
  curl: 'curl',
  wget: 'wget',
  file: 'file',
  zstd: 'zstd',
  'golang-cfssl': 'cfssl',
  shellcheck: 'shellcheck',
  openssl: 'openssl',
  'libarchive-tools': 'bsdtar',
  zip: 'zip',
  unzip: 'unzip',
  bzip2: 'bzip2',
  'xz-utils': 'xz',
  acl: 'setfacl',
  attr: 'setfattr',
  git: 'git',
  'apache2-utils': 'htpasswd',
  rsync: 'rsync',
  locales: 'locale-gen',
  tzdata: '/usr/share/zoneinfo/Europe/Berlin',
  iptables: 'iptables',
  dbus: 'dbus-daemon',
  procps: 'pgrep',
  iproute2: 'ip',
  at: 'atq',
  parted: 'parted',
  ufw: 'ufw',
  podman: 'podman',
  'pacman-package-manager': 'pacman',
  zypper: 'zypper',
  runc: 'runc',
  xfsprogs: 'mkfs.xfs',
  'btrfs-progs': 'mkfs.btrfs',
  dosfstools: 'mkfs.vfat',
  'selinux-utils': 'getsebool',
  'policycoreutils-python-utils': 'semanage',
  'selinux-policy-default': '/etc/selinux/default/policy',
  'python3-pip': 'pip3',
  'python3-venv': '/var/lib/dpkg/info/python3-venv.list',
  'postgresql-15': '/usr/lib/postgresql/15/bin/postgres',
  'mariadb-server-core': '/usr/sbin/mariadbd',
  'mariadb-client': 'mariadb-dump',
  'redis-server': 'redis-server',
  supervisor: 'supervisord',
  chromium: 'chromium',
}

/** Settings that keep Debian's PostgreSQL from starting its own server: tests start theirs. */
const CREATE_CLUSTER = '/etc/postgresql-common/createcluster.conf'

/** Installs the programs that the tests need in addition to Drover. Does nothing if all are installed. */
export function installPackages(): void {
  const paths = (process.env.PATH ?? '').split(':')
  const isMissing = (shown: string): boolean =>
    shown.startsWith('/') ? !existsSync(shown) : !paths.some(path => existsSync(`${path}/${shown}`))
  if (!Object.values(PACKAGES).some(isMissing)) return
  if (!existsSync(CREATE_CLUSTER)) {
    mkdirSync(dirname(CREATE_CLUSTER), { recursive: true })
    writeFileSync(CREATE_CLUSTER, 'create_main_cluster = false\n')
  }
  for (const words of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...Object.keys(PACKAGES)],
  ]) {
    const { status } = spawnSync('apt-get', words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) throw new Error(`apt-get ${words.join(' ')} failed with ${status}`)
  }
}
