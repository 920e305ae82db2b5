import type { ModuleRow } from './harness.ts'

// Repositories are next to the folder of the row: what git writes in them differs each time.
const MADE = `export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000'
git init -q -b main "$PWD.work"; cd "$PWD.work"
printf one > file; git add file; git commit -q -m one; git tag -a -m first v1; git branch dev
printf two > file; git commit -q -a -m two
git clone -q --bare . "\${PWD%.work}.git"; d=\${PWD%.work}.d`

const CLONED = `${MADE}; git clone -q "file://\${PWD%.work}.git" "$d"`
const PUSHED = `${CLONED}; printf three > file; git commit -q -a -m three; git push -q "\${PWD%.work}.git" main`

/** The task, and what came of it in the folder of the row. */
const gitRow = (
  name: string,
  before: string,
  params: string,
  { isError = false, differs }: { isError?: boolean; differs?: string } = {},
): ModuleRow => ({
  name: `git ${name}`,
  before,
  tasks: `
- git: { repo: "{{ dir }}.git", dest: "{{ dir }}.d", ${params} }
  register: out
${isError ? '' : '- debug: { msg: "{{ out.after }}" }'}
- shell: 'cd "{{ dir }}.d" && { git rev-parse --abbrev-ref HEAD; git remote; cat file; } > "{{ dir }}/came"'
  changed_when: false
`,
  ...(differs === undefined ? {} : { differs }),
})

/** Rows of the modules that bring source code. */
const GIT_CONFIG: readonly ModuleRow[] = [
  {
    name: 'git_config sets, finds, changes, reads and removes settings of a file',
    tasks: `
      - community.general.git_config: { name: user.email, value: "a b <é>", scope: file, file: "{{ dir }}/c" }
      - community.general.git_config: { name: user.email, value: "a b <é>", scope: file, file: "{{ dir }}/c" }
      - community.general.git_config: { name: user.email, value: "other # ;", scope: file, file: "{{ dir }}/c" }
      - community.general.git_config: { name: user.email, scope: file, file: "{{ dir }}/c" }
      - community.general.git_config: { list_all: true, scope: file, file: "{{ dir }}/c" }
      - community.general.git_config: { list_all: true, scope: file, file: "{{ dir }}/none" }
      - community.general.git_config: { name: user.name, state: absent, scope: file, file: "{{ dir }}/c" }
      - community.general.git_config: { name: user.email, state: absent, scope: file, file: "{{ dir }}/c" }
    `,
  },
  {
    name: 'git_config sets settings of a repository',
    before: 'git init -q r; rm -r r/.git/hooks',
    tasks: `
      - community.general.git_config: { name: a.b, value: "1", scope: local, repo: "{{ dir }}/r" }
      - community.general.git_config: { name: a.b, value: "1", scope: local, repo: "{{ dir }}/none" }
    `,
  },
  {
    name: 'git_config replaces several values',
    before: "printf '[a]\\n\\tb = 1\\n\\tb = 2\\n' > c",
    tasks: '- community.general.git_config: { name: a.b, value: "3", scope: file, file: "{{ dir }}/c" }',
    differs: 'Ansible fails',
  },
]

export const SOURCE: readonly ModuleRow[] = [
  gitRow('clones HEAD', MADE, 'remote: up'),
  gitRow('clones a branch, one commit of it', MADE, 'version: dev, depth: 1'),
  gitRow('clones a tag', MADE, 'version: v1'),
  gitRow('updates a branch', PUSHED, 'version: main'),
  gitRow('leaves a repository alone', PUSHED, 'update: false'),
  gitRow('switches to another branch', CLONED, 'version: dev'),
  gitRow('fails if a file is modified', `${PUSHED}; printf mine > "$d/file"`, 'version: main', {
    isError: true,
  }),
  gitRow('discards modifications', `${PUSHED}; printf mine > "$d/file"`, 'force: true'),
  gitRow('changes the address', `${CLONED}; git -C "$d" remote set-url origin /nowhere`, 'version: main'),
  gitRow('fails if there is no such version', MADE, 'version: nope', {
    isError: true,
    differs: 'nothing is cloned if the check shows that the version does not exist',
  }),
  ...GIT_CONFIG,
]
