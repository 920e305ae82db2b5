/** The kind of value that a keyword takes. */
export type KeywordValueKind =
  | 'flag'
  | 'text'
  | 'number'
  | 'condition'
  | 'names'
  | 'map'
  | 'list'
  | 'tasks'
  | 'anything'
  | readonly string[]

/** A keyword of plays, blocks or tasks, for the documentation and for editors. */
export interface KeywordEntry {
  readonly about: string
  readonly takes: KeywordValueKind
  /** The behaviour if the keyword is absent. */
  readonly otherwise?: string
  readonly example: string
}

/**
 * All keywords of playbooks by name. The modules that read plays, blocks and tasks determine which of them each may
 * have.
 */
export const KEYWORD_TABLE: Readonly<Record<string, KeywordEntry>> = {
  // Of plays.
  hosts: entry('The hosts of the play: a pattern, or a list of patterns.', 'names', 'hosts: web:!web2'),
  gather_facts: entry(
    'Whether facts are gathered when the play begins (`true`), or not at all (`false`).',
    'flag',
    'gather_facts: true',
    'facts are gathered when something first needs them',
  ),
  serial: entry(
    'The size of the batches in which the play runs: a number or percentage of hosts, or a list with one value for each batch.',
    'anything',
    'serial: [1, "30%"]',
    'all hosts at once',
  ),
  strategy: entry(
    'Whether all hosts finish a task before the next one begins.',
    ['linear', 'free', 'host_pinned', 'debug'],
    'strategy: free',
    '`linear`',
  ),
  order: entry(
    'The order of the hosts in the play.',
    ['inventory', 'sorted', 'reverse_sorted', 'reverse_inventory', 'shuffle'],
    'order: sorted',
    '`inventory`',
  ),
  max_fail_percentage: entry(
    'The percentage of hosts in a batch that may fail. If more hosts fail, the run ends on all hosts.',
    'number',
    'max_fail_percentage: 20',
  ),
  force_handlers: entry(
    'Whether notified handlers also run on hosts that failed.',
    'flag',
    'force_handlers: true',
    'false',
  ),
  vars_files: entry(
    'Files with variables. An item may be a list of files: the first one that exists is read.',
    'list',
    'vars_files: [vars/app.yml]',
  ),
  vars_prompt: entry(
    'Variables for which Drover prompts before the run.',
    'list',
    'vars_prompt: [{name: release}]',
  ),
  pre_tasks: entry('Tasks that run before `roles` and `tasks`.', 'tasks', 'pre_tasks: [{ping: }]'),
  roles: entry('Roles whose tasks run before `tasks`.', 'list', 'roles: [web]'),
  tasks: entry('The tasks of the play, in order.', 'tasks', 'tasks: [{ping: }]'),
  post_tasks: entry('Tasks that run after `tasks` and their handlers.', 'tasks', 'post_tasks: [{ping: }]'),
  handlers: entry(
    'Tasks that run at the end of a section if a task has notified them.',
    'tasks',
    'handlers: [{name: reload nginx, systemd: {name: nginx, state: reloaded}}]',
  ),
  import_playbook: entry('Another playbook, whose plays run here.', 'text', 'import_playbook: db.yml'),

  // Of blocks.
  block: entry('Tasks that share the keywords of the block.', 'tasks', 'block: [{ping: }]'),
  rescue: entry(
    'Tasks that run on the hosts on which the block failed.',
    'tasks',
    'rescue: [{debug: {msg: failed}}]',
  ),
  always: entry('Tasks that run after the block, also on hosts that failed.', 'tasks', 'always: [{ping: }]'),
  rescue_unreachable: entry(
    'Whether `rescue` also runs for hosts that became unreachable in the block.',
    'flag',
    'rescue_unreachable: true',
    'false',
  ),
  guard: entry(
    'Seconds after which the host rolls back the changes of the task or block, unless Drover can log in again.',
    'anything',
    'guard: 60',
  ),

  // Of tasks.
  loop: entry(
    'Runs the task once for each item of this list, as the variable `item`.',
    'anything',
    'loop: [a, b]',
  ),
  loop_control: entry(
    'How the loop runs: `loop_var`, `index_var`, `label`, `pause`, `extended`, `extended_allitems`.',
    'map',
    'loop_control: {loop_var: site}',
  ),
  register: entry(
    'The name of the variable that stores the result of the task.',
    'anything',
    'register: result',
  ),
  notify: entry('The handlers to run if the task changed something.', 'names', 'notify: reload nginx'),
  listen: entry(
    'Topics of the handler. Tasks can notify a topic instead of the name of the handler.',
    'names',
    'listen: certificates changed',
  ),
  changed_when: entry(
    'The condition under which the result counts as changed.',
    'condition',
    'changed_when: result.rc == 2',
  ),
  failed_when: entry(
    'The condition under which the task counts as failed.',
    'condition',
    'failed_when: result.rc > 1',
  ),
  until: entry('Repeats the task until this condition is true.', 'condition', 'until: result.status == 200'),
  retries: entry(
    'The number of attempts after the first one, if the task fails or `until` is false.',
    'number',
    'retries: 10',
    '3 with `until`, otherwise 0',
  ),
  delay: entry('Seconds between two attempts.', 'number', 'delay: 2', '5'),
  async: entry('Runs the task as a job, which may take this number of seconds.', 'number', 'async: 3600'),
  poll: entry(
    'Seconds between two checks of the job. 0 does not wait for the job.',
    'number',
    'poll: 0',
    '15',
  ),
  args: entry(
    'Additional params, if the params of the task type are written as a text.',
    'map',
    'args: {chdir: /opt/app}',
  ),
  action: entry('The task type and its params, in the form of older playbooks.', 'anything', 'action: ping'),
  local_action: entry(
    'The same as `action`, but the task runs on the controller.',
    'anything',
    'local_action: ping',
  ),
  import_tasks: entry('A file with tasks. It is read before the run.', 'anything', 'import_tasks: web.yml'),
  include_tasks: entry(
    'A file with tasks. It is read when a host reaches the include.',
    'anything',
    'include_tasks: "{{kind}}.yml"',
  ),
  import_role: entry('A role. It is read before the run.', 'map', 'import_role: {name: web}'),
  include_role: entry(
    'A role. It is read when a host reaches the include.',
    'map',
    'include_role: {name: web}',
  ),

  // Of all of them.
  name: entry('The name in the output.', 'text', 'name: Install nginx'),
  when: entry(
    'The condition: an expression, or a list of expressions that must all be true.',
    'condition',
    'when: inventory_hostname == "web1"',
  ),
  tags: entry('Tags by which `--tags` and `--skip-tags` select tasks.', 'names', 'tags: [config]'),
  vars: entry('Variables of the play, block or task.', 'map', 'vars: {http_port: 8080}'),
  environment: entry(
    'Environment variables of commands on the host.',
    'anything',
    'environment: {http_proxy: "http://proxy:3128"}',
  ),
  module_defaults: entry(
    'Default params for tasks of certain types.',
    'map',
    'module_defaults: {apt: {update_cache: true}}',
  ),
  become: entry('Whether tasks run as another user.', 'flag', 'become: true', 'false'),
  become_user: entry('The user to run tasks as.', 'text', 'become_user: postgres', '`root`'),
  become_method: entry(
    'How Drover becomes another user: `sudo`, `su` or `doas`.',
    'text',
    'become_method: su',
    '`sudo`',
  ),
  become_flags: entry('Options for sudo, su or doas.', 'text', 'become_flags: -i'),
  connection: entry(
    'How Drover connects to the host: `ssh`, `local`, or a command that starts a shell.',
    'text',
    'connection: local',
    '`ssh`',
  ),
  remote_user: entry('The user to log in as.', 'text', 'remote_user: admin'),
  user: entry('The same as `remote_user`, in a play.', 'text', 'user: admin'),
  port: entry('The ssh port.', 'number', 'port: 2222'),
  delegate_to: entry(
    'Another host on which the task runs, in place of the host of the play.',
    'text',
    'delegate_to: localhost',
  ),
  delegate_facts: entry(
    'Whether facts that the task sets belong to the host in `delegate_to`.',
    'flag',
    'delegate_facts: true',
    'false',
  ),
  run_once: entry(
    'Runs the task only on the first host of a batch. Its result applies to all hosts. `play` runs it only once in the whole play.',
    'anything',
    'run_once: true',
    'false',
  ),
  no_log: entry('Hides params and results from output and journals.', 'flag', 'no_log: true', 'false'),
  ignore_errors: entry('Whether the host continues after a failure.', 'flag', 'ignore_errors: true', 'false'),
  ignore_unreachable: entry(
    'Whether the host continues after it was unreachable.',
    'flag',
    'ignore_unreachable: true',
    'false',
  ),
  any_errors_fatal: entry(
    'Whether a failure on one host ends the play on all hosts.',
    'flag',
    'any_errors_fatal: true',
    'false',
  ),
  check_mode: entry('Whether tasks run as a dry run. This overrides `--check`.', 'flag', 'check_mode: true'),
  diff: entry('Whether differences are shown. This overrides `--diff`.', 'flag', 'diff: false'),
  throttle: entry('Maximum number of hosts that run a task at the same time.', 'number', 'throttle: 1'),
  timeout: entry('Seconds after which a task fails.', 'number', 'timeout: 300'),
}

function entry(about: string, takes: KeywordValueKind, example: string, otherwise?: string): KeywordEntry {
  return { about, takes, example, ...(otherwise === undefined ? {} : { otherwise }) }
}
