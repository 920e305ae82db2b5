/** What the value of a keyword is. */
export type Takes =
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
  readonly takes: Takes
  /** What holds if it is not given. */
  readonly otherwise?: string
  readonly example: string
}

/** All keywords of playbooks by name. Which of them a play, block or task has is known to the readers of these. */
export const KEYWORD_TABLE: Readonly<Record<string, KeywordEntry>> = {
  // Of plays.
  hosts: entry('The hosts of the play: a pattern, or a list of patterns.', 'names', 'hosts: web:!web2'),
  gather_facts: entry(
    'Whether facts are gathered when the play begins, or not at all.',
    'flag',
    'gather_facts: true',
    'facts are gathered when something first needs them',
  ),
  serial: entry(
    'The number or share of hosts that the play runs on at once, or a list of these, one for each batch.',
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
    'The order in which the hosts of the play are worked on.',
    ['inventory', 'sorted', 'reverse_sorted', 'reverse_inventory', 'shuffle'],
    'order: sorted',
    '`inventory`',
  ),
  max_fail_percentage: entry(
    'The share of hosts in a batch that may fail. If more fail, the play ends on all hosts.',
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
    'Files of variables. Of an inner list, the first file that exists is read.',
    'list',
    'vars_files: [vars/app.yml]',
  ),
  vars_prompt: entry(
    'Variables that are asked for before the run.',
    'list',
    'vars_prompt: [{name: release}]',
  ),
  pre_tasks: entry('Tasks that run before roles and `tasks`.', 'tasks', 'pre_tasks: [{ping: }]'),
  roles: entry('Roles whose tasks run before `tasks`.', 'list', 'roles: [web]'),
  tasks: entry('The tasks of the play, in order.', 'tasks', 'tasks: [{ping: }]'),
  post_tasks: entry('Tasks that run after `tasks` and their handlers.', 'tasks', 'post_tasks: [{ping: }]'),
  handlers: entry(
    'Tasks that run at the end of a section if a task has notified them.',
    'tasks',
    'handlers: [{name: reload nginx, systemd: {name: nginx, state: reloaded}}]',
  ),
  import_playbook: entry(
    'Another playbook, whose plays are read in this place.',
    'text',
    'import_playbook: db.yml',
  ),

  // Of blocks.
  block: entry('Tasks that share the keywords of the block.', 'tasks', 'block: [{ping: }]'),
  rescue: entry(
    'Tasks that run on hosts on which the block failed.',
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
    'Seconds after which the host rolls back what the task or block changed, unless Drover can log in again.',
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
  register: entry('The variable that is given the result of the task.', 'anything', 'register: result'),
  notify: entry('The handlers to run if the task changed something.', 'names', 'notify: reload nginx'),
  listen: entry(
    'Further names by which tasks can notify the handler.',
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
    'How often the task is repeated if it fails, or with `until`.',
    'number',
    'retries: 10',
    '3 with `until`, otherwise 0',
  ),
  delay: entry('Seconds between two attempts.', 'number', 'delay: 2', '5'),
  async: entry('Runs the task as a job that may take this many seconds.', 'number', 'async: 3600'),
  poll: entry('Seconds between two looks at the job; 0 does not wait for it.', 'number', 'poll: 0', '10'),
  args: entry('Further params of the task type, next to a text.', 'map', 'args: {chdir: /opt/app}'),
  action: entry('The task type and its params, as older playbooks write them.', 'anything', 'action: ping'),
  local_action: entry('The same, on the controller.', 'anything', 'local_action: ping'),
  import_tasks: entry('A file of tasks, which is read before the run.', 'anything', 'import_tasks: web.yml'),
  include_tasks: entry(
    'A file of tasks, which is read when a host reaches it.',
    'anything',
    'include_tasks: "{{kind}}.yml"',
  ),
  import_role: entry('A role, which is read before the run.', 'map', 'import_role: {name: web}'),
  include_role: entry('A role, which is read when a host reaches it.', 'map', 'include_role: {name: web}'),

  // Of all of them.
  name: entry('What it is called in the output.', 'text', 'name: Install nginx'),
  when: entry(
    'The condition under which it runs: an expression, or a list of which all must be true.',
    'condition',
    'when: inventory_hostname == "web1"',
  ),
  tags: entry('Names by which `--tags` and `--skip-tags` select tasks.', 'names', 'tags: [config]'),
  vars: entry('Variables of the play, block or task.', 'map', 'vars: {http_port: 8080}'),
  environment: entry(
    'Environment variables of commands on the host.',
    'anything',
    'environment: {http_proxy: "http://proxy:3128"}',
  ),
  module_defaults: entry(
    'Params that tasks of a type have unless they set them.',
    'map',
    'module_defaults: {apt: {update_cache: true}}',
  ),
  become: entry('Whether tasks run as another user.', 'flag', 'become: true', 'false'),
  become_user: entry('The user that tasks run as.', 'text', 'become_user: postgres', '`root`'),
  become_method: entry(
    'How Drover becomes that user: `sudo`, `su` or `doas`.',
    'text',
    'become_method: su',
    '`sudo`',
  ),
  become_flags: entry('Options for the program that becomes the user.', 'text', 'become_flags: -i'),
  connection: entry(
    'How the host is reached: `ssh`, `local`, or a command that gives a shell.',
    'text',
    'connection: local',
    '`ssh`',
  ),
  remote_user: entry('The user to log in as.', 'text', 'remote_user: admin'),
  user: entry('The same as `remote_user`, in a play.', 'text', 'user: admin'),
  port: entry('The port of ssh.', 'number', 'port: 2222'),
  delegate_to: entry(
    'The host that does the work in place of the one that the task is for.',
    'text',
    'delegate_to: localhost',
  ),
  delegate_facts: entry(
    'Whether facts that the task sets belong to the host that did the work.',
    'flag',
    'delegate_facts: true',
    'false',
  ),
  run_once: entry(
    'Runs on the first host only; the result applies to all hosts. `play`: once in the whole play.',
    'anything',
    'run_once: true',
    'false',
  ),
  no_log: entry('Hides params and results from output and journals.', 'flag', 'no_log: true', 'false'),
  ignore_errors: entry('Whether a host goes on after a failure.', 'flag', 'ignore_errors: true', 'false'),
  ignore_unreachable: entry(
    'Whether a host goes on after it was unreachable.',
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
  check_mode: entry('Whether tasks are a dry run, whatever the run is.', 'flag', 'check_mode: true'),
  diff: entry('Whether differences are shown, whatever the run is.', 'flag', 'diff: false'),
  throttle: entry('How many hosts work on a task at once.', 'number', 'throttle: 1'),
  timeout: entry('Seconds after which a task fails.', 'number', 'timeout: 300'),
}

function entry(about: string, takes: Takes, example: string, otherwise?: string): KeywordEntry {
  return { about, takes, example, ...(otherwise === undefined ? {} : { otherwise }) }
}
