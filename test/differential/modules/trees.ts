import type { ModuleRow } from './harness.ts'

const TREE =
  "mkdir -p 'a/s b/.git' a/log b/old b/s b/log; echo 1 > 'a/s b/f'; echo x > 'a/s b/.git/x'; echo l > a/log/1.log; ln -s 's b/f' a/link; chmod 700 'a/s b'; chmod 640 'a/s b/f'; echo old > b/old/f; echo keep > b/log/2.log; echo other > b/f"

const syncRow = (name: string, params: string, differs?: string): ModuleRow => ({
  name: `synchronize ${name}`,
  before: TREE,
  tasks: `- ansible.posix.synchronize: { src: "{{ dir }}/a/", dest: "{{ dir }}/b", ${params} }`,
  ...(differs === undefined ? {} : { differs }),
})

const SYNCHRONIZE: readonly ModuleRow[] = [
  syncRow('copies what is in a directory', 'archive: true'),
  syncRow('deletes what is not in the source', 'delete: true'),
  syncRow(
    'leaves out what is excluded',
    'delete: true, rsync_opts: ["--exclude=.git", "--exclude=/log/*.log"]',
  ),
  syncRow('copies neither links nor modes', 'links: false, perms: false'),
  syncRow('copies what links lead to', 'copy_links: true'),
  syncRow('sets other modes', 'rsync_opts: ["--chmod=D0750,F0604"]'),
  syncRow('pulls', 'mode: pull'),
  {
    name: 'synchronize copies a directory, and a file',
    before: TREE,
    tasks: `
      - synchronize: { src: "{{ dir }}/a", dest: "{{ dir }}/c" }
      - synchronize: { src: "{{ dir }}/a/s b/f", dest: "{{ dir }}/d" }
      - synchronize: { src: "{{ dir }}/a/s b/f", dest: "{{ dir }}/b/" }
      - synchronize: { src: "{{ dir }}/none", dest: "{{ dir }}/b/" }
    `,
  },
  {
    name: 'synchronize copies nothing if only times differ',
    before: 'mkdir a b; echo x > a/f; echo x > b/f; touch -d 2020-01-01 a/f',
    tasks: '- ansible.posix.synchronize: { src: "{{ dir }}/a/", dest: "{{ dir }}/b" }',
    differs: 'Ansible copies times',
  },
]

const aclRow = (name: string, ...params: readonly string[]): ModuleRow => ({
  name: `acl ${name}`,
  before: 'mkdir d; echo x > f; echo x > d/f; ln -s f l',
  tasks: params.map(each => `- ansible.posix.acl: { ${each} }`).join('\n'),
})

const ACL: readonly ModuleRow[] = [
  aclRow(
    'sets, finds and removes an entry',
    'path: "{{ dir }}/f", etype: user, entity: daemon, permissions: rw, state: present',
    'path: "{{ dir }}/l", entry: "user:daemon:rw", state: present',
    'path: "{{ dir }}/f", etype: user, entity: daemon, state: absent',
  ),
  aclRow('reads entries', 'path: "{{ dir }}/f"', 'path: "{{ dir }}/none"'),
  aclRow(
    'sets an entry of all that is below',
    'path: "{{ dir }}/d", etype: group, entity: daemon, permissions: rwX, recursive: true, state: present',
    'path: "{{ dir }}/d", etype: group, entity: daemon, permissions: rX, default: true, state: present',
  ),
  aclRow(
    'sets the mask and others',
    'path: "{{ dir }}/f", etype: mask, permissions: rwx, state: present',
    'path: "{{ dir }}/d", etype: other, permissions: "-", state: present',
  ),
  aclRow(
    'refuses what makes no sense',
    'path: "{{ dir }}/f", etype: user, entity: no-such-user, permissions: r, state: present',
    'path: "{{ dir }}/f", etype: user, entity: daemon, permissions: r, default: true, state: present',
  ),
]

const XATTR: readonly ModuleRow[] = [
  {
    name: 'xattr sets, finds, reads and removes an attribute',
    before: 'echo x > f; ln -s f l',
    tasks: `
      - community.general.xattr: { path: "{{ dir }}/f", key: user.a, value: "1 2" }
      - community.general.xattr: { path: "{{ dir }}/l", key: a, value: "1 2", state: present }
      - community.general.xattr: { path: "{{ dir }}/f", key: a, value: "3" }
      - community.general.xattr: { path: "{{ dir }}/f", key: b }
      - community.general.xattr: { path: "{{ dir }}/f", state: keys }
      - community.general.xattr: { path: "{{ dir }}/f", state: all }
      - community.general.xattr: { path: "{{ dir }}/f", namespace: trusted, key: a, value: x }
      - community.general.xattr: { path: "{{ dir }}/f", key: a, state: absent }
      - community.general.xattr: { path: "{{ dir }}/f", key: a, state: absent }
      - community.general.xattr: { path: "{{ dir }}/none", key: a }
    `,
  },
]

/** Archives are not the same byte for byte, so each is unpacked and then removed. */
const archiveRow = (name: string, params: string, format = 'gz'): ModuleRow => ({
  name: `archive ${name}`,
  before: 'mkdir -p d/e x; echo 1 > d/f; echo 2 > d/e/f.log; echo 3 > g; touch d/.hidden',
  tasks: `
- community.general.archive: { dest: "{{ dir }}/a", format: ${format}, ${params} }
- community.general.archive: { dest: "{{ dir }}/a", format: ${format}, ${params} }
- command: ${UNPACK[format] ?? `tar -C "{{ dir }}/x" -xf "{{ dir }}/a"`}
- file: { path: "{{ dir }}/a", state: absent }
`,
})

const UNPACK: Readonly<Record<string, string>> = {
  zip: 'unzip -qo "{{ dir }}/a" -d "{{ dir }}/x"',
}

const ARCHIVE: readonly ModuleRow[] = [
  archiveRow('packs a directory', 'path: "{{ dir }}/d"'),
  archiveRow('packs what is in a directory', 'path: "{{ dir }}/d/"', 'bz2'),
  archiveRow('packs several paths', 'path: ["{{ dir }}/d", "{{ dir }}/g", "{{ dir }}/none"]', 'xz'),
  archiveRow('packs what a pattern stands for', 'path: "{{ dir }}/d/*"', 'tar'),
  archiveRow(
    'leaves things out',
    'path: ["{{ dir }}/d", "{{ dir }}/*"], exclude_path: "{{ dir }}/g", exclusion_patterns: ["*.log"]',
  ),
  archiveRow('packs a file as zip', 'path: "{{ dir }}/g"', 'zip'),
  archiveRow('packs a directory as zip', 'path: "{{ dir }}/d"', 'zip'),
  {
    name: 'archive deletes what it has packed',
    before: 'mkdir -p d/e; echo 1 > d/f; echo 3 > g',
    tasks: `
      - community.general.archive: { path: "{{ dir }}/d", dest: "{{ dir }}/a", remove: true }
      - file: { path: "{{ dir }}/a", state: absent }
      - community.general.archive: { path: "{{ dir }}/g", remove: true, format: bz2 }
      - file: { path: "{{ dir }}/g.bz2", state: absent }
      - community.general.archive: { path: "{{ dir }}/none*", dest: "{{ dir }}/a" }
      - community.general.archive: { path: ["{{ dir }}/x", "{{ dir }}/y"] }
    `,
  },
]

const SECURITY: readonly ModuleRow[] = [
  {
    name: 'files with contexts on a host without SELinux, and unsafe_writes',
    before: 'echo x > f; echo a > l',
    tasks: `
      - file: { path: "{{ dir }}/f", setype: var_t, selevel: s0, seuser: system_u, serole: object_r }
      - file: { path: "{{ dir }}/new", state: directory, setype: var_t }
      - copy: { dest: "{{ dir }}/c", content: x, setype: var_t, unsafe_writes: true }
      - lineinfile: { path: "{{ dir }}/l", line: b, setype: _default, unsafe_writes: true }
    `,
  },
  {
    name: 'files with flags',
    before: 'echo x > f',
    tasks: `
      - file: { path: "{{ dir }}/f", attributes: +d, mode: "0600" }
      - file: { path: "{{ dir }}/f", attributes: -A }
      - copy: { dest: "{{ dir }}/c", content: x, attributes: +d }
    `,
    differs: 'Ansible sets flags at each run',
  },
]

/** Rows of the modules that are about whole directories, and about what files have besides their content. */
export const TREES: readonly ModuleRow[] = [...SYNCHRONIZE, ...ACL, ...XATTR, ...ARCHIVE, ...SECURITY]
