/** Where something of ansible-core's is here. */
export interface Note {
  readonly status: 'same' | 'better' | 'none'
  /** How it is better, or why it is not here and what to use instead. */
  readonly note?: string
}

export type Level = 'play' | 'role' | 'block' | 'task'

const ALL = [
  ...[
    'any_errors_fatal',
    'become',
    'become_exe',
    'become_flags',
    'become_method',
    'become_user',
    'check_mode',
  ],
  ...['collections', 'connection', 'debugger', 'diff', 'environment', 'ignore_errors', 'ignore_unreachable'],
  ...[
    'module_defaults',
    'name',
    'no_log',
    'port',
    'remote_user',
    'run_once',
    'tags',
    'throttle',
    'timeout',
    'vars',
  ],
]
const DELEGATED = ['delegate_facts', 'delegate_to', 'when']

/** The keywords of ansible-core, by level; what of them is here is asked of the code. */
export const KEYWORDS: {
  readonly at: Readonly<Record<Level, readonly string[]>>
  readonly notes: Readonly<Record<string, string>>
} = {
  at: {
    play: [
      ...ALL,
      ...[
        'fact_path',
        'force_handlers',
        'gather_facts',
        'gather_subset',
        'gather_timeout',
        'handlers',
        'hosts',
      ],
      ...['max_fail_percentage', 'order', 'post_tasks', 'pre_tasks', 'roles', 'serial', 'strategy', 'tasks'],
      ...['vars_files', 'vars_prompt'],
    ],
    role: [...ALL, ...DELEGATED, 'role'],
    block: [...ALL, ...DELEGATED, 'always', 'block', 'notify', 'rescue'],
    task: [
      ...ALL,
      ...DELEGATED,
      ...[
        'action',
        'args',
        'async',
        'changed_when',
        'delay',
        'failed_when',
        'listen',
        'loop',
        'loop_control',
        'notify',
      ],
      ...['poll', 'register', 'retries', 'until'],
    ],
  },
  notes: {
    collections: 'of a play, it says where roles are; task types have no collections',
    gather_facts:
      'better: if it is not set, facts are gathered when something reads them, also those of other hosts',
    gather_subset: 'all facts come with one request',
    gather_timeout: 'all facts come with one request',
    loop: 'better: also on a block',
    loop_control: 'better: also on a block',
    retries: 'better: also on a block',
    until: 'better: also on a block',
    run_once: 'better: `run_once: play` runs once for all batches',
    vars_prompt: 'better: Drover asks before it contacts any host; `-e` answers too',
  },
}

const ROLES_ONLY = 'in the tasks of a role'

/** The special variables of ansible-core. Source: its documentation, "Special Variables", and `vars/manager.py`. */
export const VARIABLES: readonly (Note & { readonly name: string })[] = [
  { name: 'ansible_check_mode', status: 'same' },
  { name: 'ansible_collection_name', status: 'same', note: ROLES_ONLY },
  {
    name: 'ansible_config_file',
    status: 'same',
    note: 'see [Settings](from-ansible.md#settings-of-ansible)',
  },
  {
    name: 'ansible_delegated_vars',
    status: 'same',
    note: 'in a task with `delegate_to`; it has the variables of all hosts',
  },
  { name: 'ansible_dependent_role_names', status: 'same' },
  { name: 'ansible_diff_mode', status: 'same' },
  { name: 'ansible_facts', status: 'better', note: 'gathered when something reads it' },
  { name: 'ansible_failed_result', status: 'same', note: 'in `rescue` and `always`' },
  { name: 'ansible_failed_task', status: 'same', note: 'in `rescue` and `always`' },
  { name: 'ansible_forks', status: 'same' },
  { name: 'ansible_index_var', status: 'same', note: 'in a loop with `index_var`' },
  { name: 'ansible_inventory_sources', status: 'same' },
  { name: 'ansible_limit', status: 'same', note: 'only if `--limit` is given, as in Ansible' },
  { name: 'ansible_local', status: 'same', note: 'from `/etc/ansible/facts.d`' },
  { name: 'ansible_loop', status: 'same', note: 'with `loop_control: {extended: true}`' },
  { name: 'ansible_loop_var', status: 'same', note: 'in a loop, and in its results' },
  {
    name: 'ansible_managed',
    status: 'same',
    note: 'also outside of templates: there it is `Ansible managed`, unless a variable of that name exists',
  },
  { name: 'ansible_parent_role_names', status: 'same', note: ROLES_ONLY },
  { name: 'ansible_parent_role_paths', status: 'same', note: ROLES_ONLY },
  { name: 'ansible_play_batch', status: 'same' },
  { name: 'ansible_play_hosts', status: 'same' },
  { name: 'ansible_play_hosts_all', status: 'same' },
  { name: 'ansible_play_name', status: 'same' },
  { name: 'ansible_play_role_names', status: 'same' },
  {
    name: 'ansible_playbook_python',
    status: 'same',
    note: 'the `python3` of the controller; Drover does not use it',
  },
  { name: 'ansible_role_name', status: 'same', note: ROLES_ONLY },
  { name: 'ansible_role_names', status: 'same' },
  { name: 'ansible_run_tags', status: 'same' },
  { name: 'ansible_search_path', status: 'same' },
  { name: 'ansible_skip_tags', status: 'same' },
  { name: 'ansible_verbosity', status: 'same' },
  {
    name: 'ansible_version',
    status: 'same',
    note: 'the version of ansible-core whose language Drover follows',
  },
  { name: 'environment', status: 'none', note: '`ansible_env` is the environment of the host' },
  { name: 'group_names', status: 'same' },
  { name: 'groups', status: 'same' },
  { name: 'hostvars', status: 'better', note: 'reading a fact of another host gathers it' },
  { name: 'inventory_dir', status: 'same' },
  { name: 'inventory_file', status: 'same' },
  { name: 'inventory_hostname', status: 'same' },
  { name: 'inventory_hostname_short', status: 'same' },
  { name: 'omit', status: 'same' },
  { name: 'play_hosts', status: 'same' },
  { name: 'playbook_dir', status: 'same' },
  { name: 'role_name', status: 'same', note: ROLES_ONLY },
  { name: 'role_names', status: 'same' },
  { name: 'role_path', status: 'same', note: ROLES_ONLY },
  { name: 'role_uuid', status: 'none', note: 'use `role_path`' },
  { name: 'vars', status: 'same' },
]

/** The inventory plugins of ansible-core. */
export const INVENTORY_PLUGINS: readonly (Note & { readonly name: string })[] = [
  { name: 'advanced_host_list', status: 'same', note: '`-i "web[1:3],db"`' },
  { name: 'auto', status: 'same', note: 'Drover looks at the file itself' },
  {
    name: 'constructed',
    status: 'better',
    note: 'expressions in CEL or Jinja, with the place of what is wrong',
  },
  {
    name: 'generator',
    status: 'none',
    note: 'make the hosts in [TypeScript](inventories.md#inventories-in-typescript)',
  },
  { name: 'host_list', status: 'same' },
  { name: 'ini', status: 'better', note: 'a name that is misspelt in `:children` is an error' },
  { name: 'script', status: 'better', note: 'a deadline, and the standard error of a program that fails' },
  { name: 'toml', status: 'none', note: '`ansible-inventory -i FILE --list --yaml` converts it' },
  { name: 'yaml', status: 'better', note: 'misspelt keys are errors with their place' },
]

/** An option of ansible-playbook under all its names; whether it is here, the command line says. */
export interface Flag {
  readonly names: readonly string[]
  readonly note?: string
}

/** The options of ansible-playbook. */
export const FLAGS: readonly Flag[] = [
  { names: ['-h', '--help'] },
  { names: ['--version'] },
  { names: ['-v', '--verbose'] },
  { names: ['--private-key', '--key-file'] },
  { names: ['-u', '--user'] },
  { names: ['-c', '--connection'] },
  { names: ['-T', '--timeout'] },
  { names: ['--ssh-common-args'], note: 'set `ssh_args` in the inventory or with `-e`' },
  { names: ['--sftp-extra-args'], note: 'Drover does not use sftp' },
  { names: ['--scp-extra-args'], note: 'Drover does not use scp' },
  { names: ['--ssh-extra-args'], note: 'set `ssh_extra_args` in the inventory or with `-e`' },
  { names: ['-k', '--ask-pass'] },
  {
    names: ['--connection-password-file', '--conn-pass-file'],
    note: '`-e "password={{file …}}"`, or a `!secret`',
  },
  { names: ['--force-handlers'] },
  {
    names: ['--flush-cache'],
    note: 'facts are not kept from run to run; `meta: refresh_inventory` reads inventories again',
  },
  { names: ['-b', '--become'] },
  { names: ['--become-method'] },
  { names: ['--become-user'] },
  { names: ['-K', '--ask-become-pass'] },
  { names: ['--become-password-file', '--become-pass-file'], note: 'set `become_password`, as a `!secret`' },
  { names: ['-t', '--tags'] },
  { names: ['--skip-tags'] },
  { names: ['-C', '--check'], note: 'later tasks see what earlier ones would have changed' },
  { names: ['--syntax-check'], note: 'also checks params, variables and files of all tasks' },
  { names: ['-D', '--diff'] },
  { names: ['-i', '--inventory', '--inventory-file'] },
  { names: ['--list-hosts'] },
  { names: ['-l', '--limit'], note: '`@failed`: the hosts that the last run has not completed' },
  { names: ['-e', '--extra-vars'] },
  { names: ['--vault-id'], note: '`--vault-password-file` may be repeated' },
  { names: ['--ask-vault-password', '--ask-vault-pass'], note: 'also `-J`' },
  { names: ['--vault-password-file', '--vault-pass-file'] },
  { names: ['-f', '--forks'] },
  { names: ['-M', '--module-path'], note: 'task types are in `tasks/`, and in `task_types/` of roles' },
  { names: ['--list-tasks'] },
  { names: ['--list-tags'] },
  { names: ['--step'], note: 'see [One task at a time](plays.md#one-task-at-a-time---step)' },
  { names: ['--start-at-task'] },
]
