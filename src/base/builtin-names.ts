/**
 * The variables whose values Drover always sets itself, whatever else sets them: a user who sets one probably expects
 * something else. The names in `facts`, `item` and Ansible's `environment` are not among them: only `register` may
 * not use those.
 */
export const GIVEN_NAMES: ReadonlySet<string> = new Set([
  'ansible_check_mode',
  'ansible_config_file',
  'ansible_diff_mode',
  'ansible_facts',
  'ansible_limit',
  'ansible_play_batch',
  'ansible_play_hosts',
  'ansible_play_hosts_all',
  'ansible_play_name',
  'ansible_run_tags',
  'ansible_search_path',
  'ansible_skip_tags',
  'ansible_version',
  'group_names',
  'groups',
  'hostvars',
  'inventory_dir',
  'inventory_hostname',
  'inventory_hostname_short',
  'omit',
  'play_hosts',
  'playbook_dir',
  'vars',
])
