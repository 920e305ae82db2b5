import type { Kind } from './row.ts'

/** Why no row of a task type is held on kinds of hosts, and where it is held instead. */
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

/** The first that fits counts. */
export const ABSENCES: readonly Absence[] = [
  {
    types: words('systemd systemd_unit systemd_timer service_facts hostname'),
    on: ['systemd'],
    reason:
      'held by playbooks on hosts of the lab, `test/e2e/units.test.ts` and `test/e2e/pure-check.test.ts`, and by its unit rows',
  },
  {
    types: words('dnf package'),
    on: ['rpm'],
    reason:
      'held by a site on rpm hosts of the lab, `test/faults/etcd-rpm.lab.faults.ts`, and by its unit rows',
  },
  {
    types: words('rpm_key yum_repository package_facts'),
    on: ['rpm'],
    reason:
      'held by its rows in the columns of Debian, which has an rpm and the same files, and by unit rows on what rpm prints',
  },
  {
    types: ETCD,
    on: [...SHELLS, 'systemd', 'rpm'],
    reason:
      'needs a cluster of several hosts: held by playbooks on hosts of the lab, `test/e2e/site.test.ts` and `test/faults/etcd-*.lab.faults.ts`',
  },
  { types: words('fail'), reason: 'only fails: held by its unit rows' },
  { types: words('pause'), reason: 'only waits: held by its unit rows' },
  {
    types: words('etcd_restoration etcd_roles'),
    reason: 'evaluates what a survey of a cluster says: held by its unit rows',
  },
  {
    types: words('wait_for_connection'),
    reason: 'opens sessions of its own: held by `test/tasks/network/wait_for_connection.contract.test.ts`',
  },
  { types: words('async_status'), reason: 'needs a job of the engine: held by `test/e2e/jobs.test.ts`' },
  { types: SYSTEMD, on: SHELLS, reason: 'needs systemd' },
  { types: words('reboot'), reason: 'restarts the host: held by `test/e2e/reboot.test.ts`' },
  { types: words('dnf'), on: SHELLS, reason: 'needs dnf' },
  {
    types: words('apk'),
    reason: 'needs apk, which Debian does not have: held by unit rows on what apk prints',
  },
  {
    types: words('docker_compose docker_container docker_image docker_network docker_volume'),
    reason:
      'needs a Docker daemon: held by unit rows on what Docker prints, and next to the modules of Ansible in `test/differential/modules/containers.test.ts`',
  },
  {
    types: words('firewalld'),
    reason: 'needs the daemon firewalld: held by unit rows on what its commands print',
  },
  {
    types: words('apache2_module'),
    reason: 'needs Apache of Debian: held by unit rows on what `a2query` prints',
  },
  {
    types: words('lvg lvol'),
    reason: 'needs disks and the device mapper: held by unit rows on what LVM prints',
  },
  { types: words('package'), on: ['busybox'], reason: 'the root has no package manager' },
]

/** What holds for every type that takes no part in what makes the kind special. */
export const USUAL: Readonly<Partial<Record<Kind, string>>> = {
  controller: 'needs a host',
  systemd: 'does nothing with systemd: the columns of Debian hold for this host',
  rpm: 'does nothing with packages: its programs are those of the columns of Debian',
}

/** Why the check of a task type takes more than one round trip: what it asks next depends on the answer. */
export const SEVERAL_ROUND_TRIPS: Readonly<Record<string, string>> = {
  apt_repository: 'the files of sources are read once they are listed',
  archive:
    'the members are found first, then the archive is described, and then it is compared with what packing would make',
  assemble: 'the fragments are read once they are listed',
  find: 'a directory is described, then listed, then its files are described, then read and digested',
  modprobe: 'the files of a directory are read once they are listed',
  rpm_key: 'the keys of rpm are read once the file is',
  synchronize: 'the tree is listed, then the files that may be the same are digested',
  unarchive: 'the archive is listed once the destination is described, and then its members are compared',
  uri: 'the request depends on the version of curl',
}
