import type { CoverageRow } from '../row.ts'

const HOSTILE = `it's "é" $(id) \\1`

/** Task types that edit a part of a text file, and those for the files of certain programs. */
export const TEXT_ROWS: readonly CoverageRow[] = [
  {
    type: 'blockinfile',
    title: 'replaces a marked block',
    params: ({ at }) => ({ path: `${at}/f`, block: `${HOSTILE}\nz`, marker: '# {mark} é' }),
    before: () => 'printf "a\\n# BEGIN é\\nold\\n# END é\\nb" >f',
    shows: () => ['cat f', `a\n# BEGIN é\n${HOSTILE}\nz\n# END é\nb`],
  },
  {
    type: 'ini_file',
    title: 'sets an option of a section',
    params: ({ at }) => ({
      path: `${at}/f`,
      section: 's "é"',
      option: 'o',
      value: HOSTILE,
      mode: '0600',
      group: 'daemon',
      modify_inactive_option: false,
    }),
    before: () => `printf '[s "é"]\\n#o = x\\no = old\\n[t]\\n' >f`,
    shows: () => ['cat f; stat -c "%a %g" f', `[s "é"]\n#o = x\no = ${HOSTILE}\n[t]\n600 1\n`],
  },
  {
    type: 'lineinfile',
    title: 'replaces the first line that matches',
    params: ({ at }) => ({ path: `${at}/f`, regexp: '^(b|it)', line: HOSTILE, firstmatch: true }),
    before: () => 'printf "a\\nb\\nc\\nb2" >f',
    shows: () => ['cat f', `a\n${HOSTILE}\nc\nb2`],
  },
  {
    type: 'replace',
    title: 'replaces the text that matches a pattern after a line',
    params: ({ at }) => ({
      path: `${at}/f`,
      regexp: '(o)ld',
      replace: '\\1$(id) é',
      after: 'a',
      owner: 'daemon',
    }),
    before: () => 'printf "old\\na old\\n" >f',
    shows: () => ['cat f; stat -c %u f', 'old\na o$(id) é\n1\n'],
  },
  {
    type: 'kernel_blacklist',
    title: 'blacklists a module',
    params: ({ at, nth }) => ({ name: `module_${nth}`, blacklist_file: `${at}/f` }),
    before: () => 'echo "# mine" >f',
    shows: ({ nth }) => ['cat f', new RegExp(`^# mine\\nblacklist module_${nth}\\n$`)],
  },
  {
    type: 'pam_limits',
    title: 'adds a limit with a comment',
    params: ({ at }) => ({
      ...{ domain: '@daemon', limit_type: 'soft', limit_item: 'nofile', value: '65536', dest: `${at}/f` },
      comment: `it's "é"`,
    }),
    before: () => 'echo "# mine" >f',
    shows: () => ['cat f', /^# mine\n@daemon\tsoft\tnofile\t65536.*it's "é"\n$/],
  },
  {
    type: 'pamd',
    title: 'adds a rule after another rule',
    params: ({ at }) => ({
      ...{ path: at, name: 'su', type: 'auth', control: 'sufficient', module_path: 'pam_rootok.so' },
      ...{ state: 'after', new_type: 'auth', new_control: 'required', new_module_path: 'pam_wheel.so' },
      module_arguments: ['use_uid', '[query=a b]'],
    }),
    before: () => 'printf "auth sufficient pam_rootok.so\\nauth required pam_unix.so\\n" >su',
    shows: () => ['sed -n 2p su | tr -s "\\t " " "', 'auth required pam_wheel.so use_uid [query=a b]\n'],
  },
  {
    type: 'cron',
    title: 'adds a job to a crontab file',
    params: ({ at }) => ({
      name: `a "b" $(id) é`,
      cron_file: `${at}/jobs`,
      user: 'root',
      minute: '*/5',
      day: '1',
      month: '2',
      job: `echo '$HOME' \\%`,
    }),
    before: () => 'echo "A=b" >jobs',
    shows: () => ['cat jobs', `A=b\n#Ansible: a "b" $(id) é\n*/5 * 1 2 * root echo '$HOME' \\%\n`],
  },
  {
    type: 'sudoers',
    title: 'adds a rule that visudo validates',
    params: ({ at, nth }) => ({
      name: `rule-${nth}`,
      user: 'daemon',
      commands: '/bin/echo',
      sudoers_path: at,
      validation: 'detect',
    }),
    shows: ({ nth }) => [`cat rule-${nth}; stat -c %a rule-${nth}`, 'daemon ALL=NOPASSWD: /bin/echo\n440\n'],
  },
  {
    type: 'sysctl',
    title: 'sets a value in a sysctl file',
    params: ({ at }) => ({
      name: 'net.ipv4.ip_forward',
      value: '1',
      sysctl_file: `${at}/f`,
      reload: false,
      owner: 'daemon',
      group: 'daemon',
    }),
    before: () => 'printf "# mine\\nnet.ipv4.ip_forward = 0\\n" >f',
    shows: () => ['cat f; stat -c %u:%g f', '# mine\nnet.ipv4.ip_forward=1\n1:1\n'],
  },
  {
    type: 'known_hosts',
    title: 'adds the key of a host',
    params: ({ at }) => ({
      name: 'git.example.com',
      path: `${at}/f`,
      key: `git.example.com ${KEY}`,
      hash_host: false,
    }),
    before: () => `echo 'other.example.com ${KEY}' >f`,
    shows: () => ['tail -n 1 f', `git.example.com ${KEY}\n`],
    notOn: { busybox: 'needs ssh-keygen, which busybox does not have' },
  },
  {
    type: 'authorized_key',
    title: 'adds a key with options',
    params: ({ at }) => ({
      user: 'daemon',
      path: `${at}/f`,
      key: `${KEY} it's "é"`,
      key_options: 'command="a b",no-pty',
      manage_dir: false,
    }),
    before: () => 'echo "# mine" >f && chown daemon f',
    shows: () => ['cat f', `# mine\ncommand="a b",no-pty ${KEY} it's "é"\n`],
  },
  {
    type: 'git_config',
    title: 'sets a value in a git configuration file',
    params: ({ at }) => ({ name: 'user.name', value: HOSTILE, scope: 'file', file: `${at}/f` }),
    before: () => 'git config --file f user.name old',
    shows: () => ['git config --file f user.name', `${HOSTILE}\n`],
    notOn: { busybox: 'needs git, which busybox does not have' },
  },
  {
    type: 'htpasswd',
    title: 'adds a user with a password',
    params: ({ at }) => ({ path: `${at}/f`, name: 'a "b" é', password: `it's $(id)`, mode: '0640' }),
    before: () => 'echo "other:x" >f',
    shows: () => ['cut -d: -f1 f; stat -c %a f', 'other\na "b" é\n640\n'],
  },
]

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd'
