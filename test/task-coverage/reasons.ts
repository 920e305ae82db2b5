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
  { types: ETCD, on: [...SHELLS, 'systemd', 'rpm'], reason: 'needs a cluster of several hosts: held by playbooks on hosts of the lab, `test/e2e/site.test.ts` and `test/faults/etcd-*.lab.faults.ts`' },
  { types: words('fail'), reason: 'only fails: held by its unit rows' },
  { types: words('pause'), reason: 'only waits: held by its unit rows' },
  { types: words('etcd_restoration etcd_roles'), on: ['controller'], reason: 'evaluates what a survey of a cluster says: held by its unit rows' },
  { types: words('wait_for_connection'), reason: 'opens sessions of its own: held by `test/tasks/network/wait_for_connection.contract.test.ts`' },
  { types: words('async_status'), reason: 'needs a job of the engine: held by `test/e2e/jobs.test.ts`' },
  { types: SYSTEMD, on: SHELLS, reason: 'needs systemd' },
  { types: words('reboot'), reason: 'restarts the host: held by `test/e2e/reboot.test.ts`' },
  { types: words('dnf'), on: SHELLS, reason: 'needs dnf' },
  { types: words('apk'), reason: 'needs apk, which Debian does not have: held by unit rows on what apk prints' },
  { types: words('docker_compose docker_container docker_image docker_network docker_volume'), reason: 'needs a Docker daemon: held by unit rows on what Docker prints, and next to the modules of Ansible in `test/differential/modules/containers.test.ts`' },
  { types: words('firewalld'), reason: 'needs the daemon firewalld: held by unit rows on what its commands print' },
  { types: words('apache2_module'), reason: 'needs Apache of Debian: held by unit rows on what `a2query` prints' },
  { types: words('lvg lvol'), reason: 'needs disks and the device mapper: held by unit rows on what LVM prints' },
  { types: words('package'), on: ['busybox'], reason: 'the root has no package manager' },
]

/** What holds for every type that takes no part in what makes the kind special. */
export const USUAL: Readonly<Partial<Record<Kind, string>>> = {
  controller: 'needs a host',
  systemd: 'does nothing with systemd: the columns of Debian hold for this host',
  rpm: 'does nothing with packages: its programs are those of the columns of Debian',
}
