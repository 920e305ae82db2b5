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
  acl: 'the entries are read once it is known whether the path is a link',
  apt_repository: 'the files of sources are read once they are listed',
  archive:
    'the members are found first, then the archive is described, and then it is compared with what packing would make',
  assemble: 'the fragments are read once they are listed, and then the file is described',
  at: 'each job is read once the queue is listed',
  authorized_key: 'the file is in the home of the user, which is asked first',
  ca_bundle: 'the certificate in use is read once the bundle is described',
  filesystem: 'the device is probed once it is known that the host has the programs for its type',
  find: 'a directory is described, then listed, then its files are described, then read and digested',
  hostname: 'how the host keeps its name decides which file is read',
  iptables: 'the rule is looked up once the program is known',
  modprobe: 'the files of a directory are read once they are listed',
  openssh_keypair: 'the key is read once its file is described, by a program that is looked for first',
  openssl_csr: 'the request and the key are read once their files are described',
  openssl_dhparam: 'the parameters are read once their file is described',
  openssl_pkcs12: 'the archive and its parts are read once their files are described',
  openssl_privatekey: 'the key is read once its file is described',
  parted: 'the disk is read once it is known that the host has parted',
  rpm_key: 'the keys of rpm are read once the file is',
  seboolean: 'the policy is asked once it is known that SELinux and its programs are on the host',
  sefcontext: 'the policy is asked once it is known that SELinux and its programs are on the host',
  sudoers: 'whether the host has visudo decides how the file is validated',
  synchronize: 'the tree is listed, then the files that may be the same are digested',
  ufw: 'the rules are read once the version is known',
  unarchive: 'the archive is listed once the destination is described, and then its members are compared',
  uri: 'the request depends on the version of curl',
  user: 'groups and passwords are read once the entry of the user is known',
  x509_certificate: 'the certificate, the request and the key are read once their files are described',
  xattr: 'the attributes are read once it is known whether the path is a link',
  yum_repository: 'the file is read once its directory is known to exist',
}
