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

/** Rows of the modules that are about whole directories, and about what files have besides their content. */
export const TREES: readonly ModuleRow[] = [...SYNCHRONIZE]
