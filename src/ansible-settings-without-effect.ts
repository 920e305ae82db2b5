/** A setting of `ansible.cfg` that has no effect here but would change what a run does. */
interface SettingWithoutEffect {
  readonly section: string
  readonly key: string
  /** The values that change nothing. */
  readonly usual: readonly string[]
  /** What does the same, or what holds always. */
  readonly instead: string
}

/** The settings that a run warns about, unless they have a usual value. Source: ansible-core 2.14, `lib/ansible/config/base.yml`. */
export const WITHOUT_EFFECT: readonly SettingWithoutEffect[] = [
  setting('defaults', 'allow_unsafe_lookups', ['false'], 'what a lookup gives is not rendered again'),
  setting('defaults', 'any_errors_fatal', ['false'], 'set the keyword `any_errors_fatal` on the plays'),
  setting('defaults', 'become_password_file', [], 'set the variable `ansible_become_password`'),
  setting('defaults', 'connection_password_file', [], 'set the variable `ansible_password`'),
  setting('defaults', 'error_on_undefined_vars', ['true'], 'an undefined variable is an error'),
  setting('defaults', 'executable', ['/bin/sh'], 'set the param `executable` of the tasks'),
  setting('defaults', 'fact_caching', ['memory', 'ansible.builtin.memory'], 'facts are gathered in each run'),
  setting(
    'defaults',
    'fact_path',
    ['/etc/ansible/facts.d'],
    'facts that a host keeps itself are in `/etc/ansible/facts.d`',
  ),
  setting(
    'defaults',
    'facts_modules',
    ['smart', 'setup', 'ansible.builtin.setup', 'ansible.legacy.setup'],
    'facts are those of `setup`; run other modules as tasks',
  ),
  setting('defaults', 'force_valid_group_names', ['never', 'ignore'], 'groups keep their names'),
  setting('defaults', 'host_key_checking', ['true'], '`run hosts trust HOST` accepts the key of a host'),
  setting(
    'defaults',
    'inventory_ignore_extensions',
    [],
    'keep files that are not inventories in another folder',
  ),
  setting(
    'defaults',
    'inventory_ignore_patterns',
    [],
    'keep files that are not inventories in another folder',
  ),
  setting('defaults', 'no_log', ['false'], 'set the keyword `no_log` on the plays'),
  setting('defaults', 'null_representation', [], 'null has its usual text'),
  setting(
    'defaults',
    'playbook_vars_root',
    ['top'],
    '`group_vars` and `host_vars` are next to the inventory and the playbook',
  ),
  setting('defaults', 'precedence', [], 'the precedence of variables cannot be changed'),
  setting(
    'defaults',
    'strategy',
    ['linear', 'ansible.builtin.linear', 'mitogen_linear', 'debug'],
    'set the keyword `strategy` on the plays',
  ),
  setting('defaults', 'task_timeout', ['0'], 'set the keyword `timeout` on the plays'),
  setting('defaults', 'vars_plugins', [], 'variables come from inventories, `group_vars` and `host_vars`'),
  setting(
    'defaults',
    'vars_plugins_enabled',
    ['host_group_vars', 'ansible.builtin.host_group_vars'],
    'variables come from inventories, `group_vars` and `host_vars`',
  ),
  setting(
    'defaults',
    'yaml_valid_extensions',
    ['.yml,.yaml,.json', '.yaml,.yml,.json'],
    'files of variables end in `.yml`, `.yaml` or `.json`, or have no extension',
  ),
  setting(
    'inventory',
    'host_pattern_mismatch',
    ['warning'],
    'a pattern of hosts that matches nothing is a warning',
  ),
  setting('inventory', 'ignore_extensions', [], 'keep files that are not inventories in another folder'),
  setting('inventory', 'ignore_patterns', [], 'keep files that are not inventories in another folder'),
  setting('jinja2', 'dont_type_filters', [], 'values of filters that give a text stay texts'),
  setting(
    'privilege_escalation',
    'become_exe',
    ['sudo'],
    '`become_method` is `sudo`, `su` or `doas`, found in PATH',
  ),
  setting('tags', 'run', [], 'use the option `--tags`'),
  setting('tags', 'skip', [], 'use the option `--skip-tags`'),
]

function setting(
  section: string,
  key: string,
  usual: readonly string[],
  instead: string,
): SettingWithoutEffect {
  return { section, key, usual, instead }
}
