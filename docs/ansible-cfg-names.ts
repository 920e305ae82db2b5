/** The place of a setting in `ansible.cfg`. */
export interface Setting {
  readonly section: string
  readonly key: string
}

/** Settings that Drover reads in addition to those that are options. */
export const READ_SETTINGS: readonly Setting[] = settings({
  defaults:
    'ansible_managed collections_path collections_paths error_on_missing_handler hash_behaviour jinja2_native private_role_vars remote_port roles_path',
  privilege_escalation: 'become_flags',
})

/** Settings that change nothing that a run does here, by what they are about. */
export const HARMLESS_SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  output: settings({
    colors:
      'changed console_prompt debug deprecate diff_add diff_lines diff_remove error highlight ok skip unreachable verbose warn',
    defaults:
      'action_warnings bin_ansible_callbacks callback_whitelist callbacks_enabled cow_selection cow_whitelist cowpath cowsay_enabled_stencils debug deprecation_warnings devel_warning display_args_to_stdout display_skipped_hosts docsite_root_url force_color jinja2_native_warning localhost_warning log_filter log_path max_diff_size no_target_syslog nocolor nocows retry_files_enabled retry_files_save_path show_custom_stats stdout_callback syslog_facility system_warnings verbose_to_stderr',
    diff: 'context',
    inventory: 'inventory_unparsed_warning',
  }),
  'speed, and facts, which are gathered when something reads them': settings({
    connection: 'pipelining',
    defaults:
      'fact_caching_connection fact_caching_prefix fact_caching_timeout gather_subset gather_timeout gathering internal_poll_interval pipelining poll_interval',
    inventory: 'cache cache_connection cache_plugin cache_prefix cache_timeout export',
  }),
  'Python and its modules on hosts, which Drover does not use': settings({
    defaults:
      'home inject_facts_as_vars interpreter_python keep_remote_files local_tmp module_compression module_ignore_exts module_utils python_module_rlimit_nofile',
    selinux: 'libvirt_lxc_noseclabel special_context_filesystems',
  }),
  'plugins and modules in Python: what a project uses of them is an error before the run': settings({
    defaults:
      'action_plugins become_plugins cache_plugins callback_plugins collections_on_ansible_version_mismatch collections_scan_sys_path connection_plugins doc_fragment_plugins filter_plugins inventory_plugins jinja2_extensions library lookup_plugins old_plugin_cache_clear plugin_filters_cfg run_vars_plugins strategy_plugins test_plugins',
    inventory: 'enable_plugins',
  }),
  'stricter here: an error in any case': settings({
    defaults:
      'duplicate_dict_key invalid_task_attribute_failed string_conversion_action validate_action_group_metadata',
    inventory: 'any_unparsed_is_failed unparsed_is_failed',
  }),
  'network devices, Windows and connections other than ssh': settings({
    defaults:
      'cliconf_plugins httpapi_plugins netconf_plugins network_group_modules terminal_plugins use_persistent_connections win_async_startup_timeout',
    netconf_connection: 'ssh_config',
    paramiko_connection: 'host_key_auto_add look_for_keys',
    persistent_connection:
      'ansible_connection_path command_timeout connect_retry_timeout connect_timeout control_path_dir',
  }),
  'other programs of Ansible, the debugger and `su` of old': settings({
    defaults:
      'enable_task_debugger module_args module_name playbook_dir su task_debugger_ignore_errors vault_encrypt_identity',
    galaxy:
      'cache_dir collection_skeleton collection_skeleton_ignore disable_gpg_verify display_progress gpg_keyring ignore_certs ignore_signature_status_codes required_valid_signature_count role_skeleton role_skeleton_ignore server server_list token_path',
  }),
  'passwords of vaults and prompts, which are found without': settings({
    defaults: 'vault_id_match vault_identity',
    privilege_escalation: 'agnostic_become_prompt become_allow_same_user',
  }),
}

/** `keys` has the keys of each section, with spaces between them. */
function settings(keys: Readonly<Record<string, string>>): Setting[] {
  return Object.entries(keys).flatMap(([section, text]) => text.split(' ').map(key => ({ section, key })))
}
