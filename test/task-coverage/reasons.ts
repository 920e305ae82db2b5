import type { Kind } from './row.ts'

/** Why a task type has no row on some kinds of hosts, and where it is tested instead. */
interface Absence {
  readonly types: readonly string[]
  /** Default: every kind. */
  readonly on?: readonly Kind[]
  readonly reason: string
}

const words = (text: string): readonly string[] => text.split(' ')

const ETCD = words(
  'etcd etcd_add etcd_aside etcd_compact etcd_defrag etcd_disarm etcd_health etcd_member etcd_promote etcd_remove etcd_restart etcd_restore etcd_snapshot etcd_survey etcd_tls etcdctl cfssl',
)
const SYSTEMD = words('systemd systemd_timer systemd_unit reboot')
const SHELLS: readonly Kind[] = ['dash', 'bash', 'mksh', 'busybox']

/** The first entry that matches applies. */
export const ABSENCES: readonly Absence[] = [
  {
    types: words('systemd systemd_unit systemd_timer service_facts hostname'),
    on: ['systemd'],
    reason:
      'tested by playbooks on hosts of the lab (`test/e2e/units.test.ts`, `test/e2e/pure-check.test.ts`) and by its unit tests',
  },
  {
    types: words('dnf package'),
    on: ['rpm'],
    reason:
      'tested by a site on rpm hosts of the lab (`test/faults/etcd-rpm.lab.faults.ts`) and by its unit tests',
  },
  {
    types: words('rpm_key yum_repository package_facts'),
    on: ['rpm'],
    reason:
      'tested by its rows in the Debian columns, where rpm and the same files exist, and by unit tests with recorded output of rpm',
  },
  {
    types: ETCD,
    on: [...SHELLS, 'systemd', 'rpm'],
    reason:
      'needs a cluster of several hosts: tested by playbooks on hosts of the lab (`test/e2e/site.test.ts`, `test/faults/etcd-*.lab.faults.ts`)',
  },
  { types: words('fail'), reason: 'only fails: covered by its unit tests' },
  { types: words('pause'), reason: 'only waits: covered by its unit tests' },
  {
    types: words('etcd_restoration etcd_roles'),
    reason: 'evaluates the result of a cluster survey: covered by its unit tests',
  },
  {
    types: words('wait_for_connection'),
    reason: 'opens its own sessions: tested by `test/tasks/network/wait_for_connection.contract.test.ts`',
  },
  {
    types: words('async_status'),
    reason: 'needs a job that the engine has started: tested by `test/e2e/jobs.test.ts`',
  },
  { types: SYSTEMD, on: SHELLS, reason: 'needs systemd' },
  { types: words('reboot'), reason: 'restarts the host: tested by `test/e2e/reboot.test.ts`' },
  { types: words('dnf'), on: SHELLS, reason: 'needs dnf' },
  {
    types: words('apk'),
    reason: 'needs apk, which Debian does not have: covered by unit tests with output of apk',
  },
  {
    types: words('docker_compose docker_container docker_image docker_network docker_volume'),
    reason:
      'needs a Docker daemon: covered by unit tests with output of Docker, and compared with the modules of Ansible in `test/differential/modules/containers.test.ts`',
  },
  {
    types: words('firewalld'),
    reason: 'needs the firewalld daemon: covered by unit tests with output of its commands',
  },
  {
    types: words('apache2_module'),
    reason: "needs Debian's Apache: covered by unit tests with output of `a2query`",
  },
  {
    types: words('lvg lvol'),
    reason: 'needs block devices and the device mapper: covered by unit tests with output of LVM',
  },
  { types: words('package'), on: ['busybox'], reason: 'the root has no package manager' },
]

/** The reason for every task type that does not use what distinguishes the kind of host. */
export const USUAL: Readonly<Partial<Record<Kind, string>>> = {
  controller: 'needs a host',
  systemd: 'does nothing with systemd, so the Debian columns apply to this kind of host too',
  rpm: 'does nothing with packages, and uses the same programs as in the Debian columns',
}

/** Why the check of a task type takes more than one round trip: a later request depends on the answer to an earlier one. */
export const SEVERAL_ROUND_TRIPS: Readonly<Record<string, string>> = {
  apt_repository: 'first lists the source files, then reads them',
  archive:
    'first finds the members, then reads the attributes of the archive, then compares it with what packing would make',
  assemble: 'first lists the fragments, then reads them',
  find: 'reads the attributes of a directory, lists it, reads the attributes of its files, then their contents and checksums',
  modprobe: 'first lists the files of a directory, then reads them',
  rpm_key: 'first reads the file, then the keys of rpm',
  synchronize: 'first lists the tree, then computes checksums of the files that may be equal',
  unarchive:
    'first reads the attributes of the destination, then lists the archive, then compares its members',
  uri: 'the request depends on the version of curl',
}
