import type { ModuleRow } from './harness.ts'

const REPOS =
  "printf '[a]\\nbaseurl = https://a\\nname = A\\n\\n[b]\\nenabled = 1\\nname = B\\n\\n' > all.repo"

const repoRow = (name: string, tasks: string, differs?: string): ModuleRow => ({
  name: `yum_repository ${name}`,
  before: REPOS,
  tasks,
  ...(differs === undefined ? {} : { differs }),
})

const YUM_REPOSITORY: readonly ModuleRow[] = [
  repoRow(
    'adds a repository, with all kinds of settings',
    `
      - yum_repository:
          name: e-1
          description: "Tëst & [x]"
          reposdir: "{{ dir }}"
          baseurl: [https://a/$basearch, https://b]
          gpgkey: [https://a/key, https://b/key]
          exclude: [kernel*, x]
          includepkgs: y
          gpgcheck: yes
          enabled: off
          async: true
          ip_resolve: IPv4
          keepcache: "0"
          priority: 10
          validate_certs: true
          ca_cert: /etc/pki/x
          mode: "0600"
    `,
  ),
  repoRow(
    'adds a repository to a file that there is',
    '- yum_repository: { name: c, description: C, file: all, reposdir: "{{ dir }}", mirrorlist: https://c/list }',
  ),
  repoRow(
    'changes a repository in its place',
    '- yum_repository: { name: a, description: A, file: all, reposdir: "{{ dir }}", baseurl: https://other, timeout: 5 }',
    'Ansible moves the repository to the end of the file',
  ),
  repoRow(
    'leaves a repository alone',
    '- yum_repository: { name: a, description: A, file: all, reposdir: "{{ dir }}", baseurl: https://a }',
  ),
  repoRow(
    'changes the mode alone',
    '- yum_repository: { name: a, description: A, file: all, reposdir: "{{ dir }}", baseurl: https://a, mode: "0640" }',
  ),
  repoRow(
    'removes a repository',
    '- yum_repository: { name: a, file: all, state: absent, reposdir: "{{ dir }}" }',
  ),
  repoRow(
    'removes a file with its last repository',
    `
      - yum_repository: { name: a, file: all, state: absent, reposdir: "{{ dir }}" }
      - yum_repository: { name: b, file: all, state: absent, reposdir: "{{ dir }}" }
    `,
  ),
  repoRow('has nothing to remove', '- yum_repository: { name: x, state: absent, reposdir: "{{ dir }}" }'),
  repoRow(
    'fails without its directory',
    '- yum_repository: { name: x, description: X, baseurl: https://x, reposdir: "{{ dir }}/none" }',
  ),
  {
    name: 'yum_repository keeps comments',
    before: "printf '# mine\\n[a]\\nname=A\\n\\n[b]\\nname=B\\n' > all.repo",
    tasks:
      '- yum_repository: { name: a, description: X, file: all, reposdir: "{{ dir }}", baseurl: https://a }',
    differs: 'Ansible writes the whole file again, without its comments',
  },
]

/** A project that needs a package of a directory beside it, so that no registry is asked. */
const PROJECT = `mkdir a p; echo '{"name":"aa","version":"1.2.3"}' > a/package.json
echo '{"name":"p","version":"1.0.0","dependencies":{"aa":"file:../a"}}' > p/package.json`

const NPM: readonly ModuleRow[] = [
  {
    name: 'npm installs packages of a project and finds them',
    before: PROJECT,
    tasks: `
      - community.general.npm: { path: "{{ dir }}/p" }
      - community.general.npm: { path: "{{ dir }}/p", name: aa }
      - community.general.npm: { path: "{{ dir }}/p", name: aa, version: 1.2.3 }
      - community.general.npm: { path: "{{ dir }}/p", state: latest }
      - community.general.npm: { path: "{{ dir }}/p", name: bb, state: absent }
      - community.general.npm: { path: "{{ dir }}/p", state: absent }
    `,
  },
  {
    name: 'npm installs what the lock file says',
    before: PROJECT,
    tasks: `
      - community.general.npm: { path: "{{ dir }}/p" }
      - community.general.npm: { path: "{{ dir }}/p", ci: true }
    `,
    differs: 'Ansible installs again each time',
  },
]

/** Rows of the modules of packages, as far as they act on files of the row alone. */
export const PACKAGES: readonly ModuleRow[] = [...YUM_REPOSITORY, ...NPM]
