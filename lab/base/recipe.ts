/** What a bare host has: Debian's smallest system, systemd, sshd, sudo; the library is what Debian's cfssl needs. */
export const hostPackages = [
  'usr-is-merged', // instead of usrmerge, which brings all of perl
  'systemd',
  'systemd-sysv',
  'dbus',
  'libpam-systemd',
  'openssh-server',
  'sudo',
  'iproute2',
  'ca-certificates',
  'libsqlite3-0',
]

/** What a host can install from the lab's mirror, each with all that it depends on. */
export const mirrorPackages = [
  ...[
    'etcd-server',
    'etcd-client',
    'golang-cfssl',
    'curl',
    'wget',
    'nginx-light',
    'haproxy',
    'chrony',
    'cron',
  ],
  ...[
    'tree',
    'jq',
    'less',
    'file',
    'lsof',
    'git',
    'rsync',
    'cpio',
    'bzip2',
    'xz-utils',
    'zstd',
    'unzip',
    'zip',
  ],
  ...[
    'acl',
    'attr',
    'strace',
    'netcat-openbsd',
    'nftables',
    'iptables',
    'iputils-ping',
    'logrotate',
    'rsyslog',
  ],
  ...['busybox', 'ksh93u+m', 'mksh', 'posh', 'yash', 'zsh', 'fish', 'tcsh', 'opendoas', 'locales', 'gnupg'],
  ...['postgresql', 'mariadb-server', 'podman', 'crun', 'uidmap', 'slirp4netns'],
  ...['python3', 'python3-apt', 'perl'], // for the peers that need them: Ansible, Rex
]

/** The packages whose programs are served again under the names of the upstream releases. */
export const releasePackages = ['etcd-server', 'etcd-client', 'golang-cfssl']

/** Debian releases that have an older and a newer etcd: real versions to join and to upgrade with. */
export const otherSuites = ['bullseye', 'trixie']
