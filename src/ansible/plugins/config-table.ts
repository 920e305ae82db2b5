/**
 * The settings of ansible-core 2.14. Columns: name, type, keys in `ansible.cfg` as `section:key`, environment
 * variables, and the default, if there is one. If several keys or variables are set, the last one counts.
 * Source: ansible-core 2.14, `lib/ansible/config/base.yml`.
 */
export const CONFIG_TABLE = `
ACTION_WARNINGS | flag | defaults:action_warnings | ANSIBLE_ACTION_WARNINGS | true |
AGNOSTIC_BECOME_PROMPT | flag | privilege_escalation:agnostic_become_prompt | ANSIBLE_AGNOSTIC_BECOME_PROMPT | true |
ANSIBLE_CONNECTION_PATH | path | persistent_connection:ansible_connection_path | ANSIBLE_CONNECTION_PATH |
ANSIBLE_COW_ACCEPTLIST | list | defaults:cow_whitelist defaults:cowsay_enabled_stencils | ANSIBLE_COW_WHITELIST ANSIBLE_COW_ACCEPTLIST | bud-frogs,bunny,cheese,daemon,default,dragon,elephant-in-snake,elephant,eyes,hellokitty,kitty,luke-koala,meow,milk,moofasa,moose,ren,sheep,small,stegosaurus,stimpy,supermilker,three-eyes,turkey,turtle,tux,udder,vader-koala,vader,www |
ANSIBLE_COW_PATH | text | defaults:cowpath | ANSIBLE_COW_PATH |
ANSIBLE_COW_SELECTION | text | defaults:cow_selection | ANSIBLE_COW_SELECTION | default |
ANSIBLE_FORCE_COLOR | flag | defaults:force_color | ANSIBLE_FORCE_COLOR | false |
ANSIBLE_HOME | path | defaults:home | ANSIBLE_HOME | ~/.ansible |
ANSIBLE_NOCOLOR | flag | defaults:nocolor | ANSIBLE_NOCOLOR NO_COLOR | false |
ANSIBLE_NOCOWS | flag | defaults:nocows | ANSIBLE_NOCOWS | false |
ANSIBLE_PIPELINING | flag | defaults:pipelining connection:pipelining | ANSIBLE_PIPELINING | false |
ANY_ERRORS_FATAL | flag | defaults:any_errors_fatal | ANSIBLE_ANY_ERRORS_FATAL | false |
BECOME_ALLOW_SAME_USER | flag | privilege_escalation:become_allow_same_user | ANSIBLE_BECOME_ALLOW_SAME_USER | false |
BECOME_PASSWORD_FILE | path | defaults:become_password_file | ANSIBLE_BECOME_PASSWORD_FILE |
BECOME_PLUGIN_PATH | paths | defaults:become_plugins | ANSIBLE_BECOME_PLUGINS | {home}/plugins/become:/usr/share/ansible/plugins/become |
CACHE_PLUGIN | text | defaults:fact_caching | ANSIBLE_CACHE_PLUGIN | memory |
CACHE_PLUGIN_CONNECTION | text | defaults:fact_caching_connection | ANSIBLE_CACHE_PLUGIN_CONNECTION |
CACHE_PLUGIN_PREFIX | text | defaults:fact_caching_prefix | ANSIBLE_CACHE_PLUGIN_PREFIX | ansible_facts |
CACHE_PLUGIN_TIMEOUT | whole | defaults:fact_caching_timeout | ANSIBLE_CACHE_PLUGIN_TIMEOUT | 86400 |
CALLBACKS_ENABLED | list | defaults:callback_whitelist defaults:callbacks_enabled | ANSIBLE_CALLBACK_WHITELIST ANSIBLE_CALLBACKS_ENABLED | |
COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH | text | defaults:collections_on_ansible_version_mismatch | ANSIBLE_COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH | warning |
COLLECTIONS_PATHS | paths | defaults:collections_paths defaults:collections_path | ANSIBLE_COLLECTIONS_PATHS ANSIBLE_COLLECTIONS_PATH | {home}/collections:/usr/share/ansible/collections |
COLLECTIONS_SCAN_SYS_PATH | flag | defaults:collections_scan_sys_path | ANSIBLE_COLLECTIONS_SCAN_SYS_PATH | true |
COLOR_CHANGED | text | colors:changed | ANSIBLE_COLOR_CHANGED | yellow |
COLOR_CONSOLE_PROMPT | text | colors:console_prompt | ANSIBLE_COLOR_CONSOLE_PROMPT | white |
COLOR_DEBUG | text | colors:debug | ANSIBLE_COLOR_DEBUG | dark gray |
COLOR_DEPRECATE | text | colors:deprecate | ANSIBLE_COLOR_DEPRECATE | purple |
COLOR_DIFF_ADD | text | colors:diff_add | ANSIBLE_COLOR_DIFF_ADD | green |
COLOR_DIFF_LINES | text | colors:diff_lines | ANSIBLE_COLOR_DIFF_LINES | cyan |
COLOR_DIFF_REMOVE | text | colors:diff_remove | ANSIBLE_COLOR_DIFF_REMOVE | red |
COLOR_ERROR | text | colors:error | ANSIBLE_COLOR_ERROR | red |
COLOR_HIGHLIGHT | text | colors:highlight | ANSIBLE_COLOR_HIGHLIGHT | white |
COLOR_OK | text | colors:ok | ANSIBLE_COLOR_OK | green |
COLOR_SKIP | text | colors:skip | ANSIBLE_COLOR_SKIP | cyan |
COLOR_UNREACHABLE | text | colors:unreachable | ANSIBLE_COLOR_UNREACHABLE | bright red |
COLOR_VERBOSE | text | colors:verbose | ANSIBLE_COLOR_VERBOSE | blue |
COLOR_WARN | text | colors:warn | ANSIBLE_COLOR_WARN | bright purple |
CONNECTION_PASSWORD_FILE | path | defaults:connection_password_file | ANSIBLE_CONNECTION_PASSWORD_FILE |
DEFAULT_ACTION_PLUGIN_PATH | paths | defaults:action_plugins | ANSIBLE_ACTION_PLUGINS | {home}/plugins/action:/usr/share/ansible/plugins/action |
DEFAULT_ALLOW_UNSAFE_LOOKUPS | flag | defaults:allow_unsafe_lookups | | false |
DEFAULT_ASK_PASS | flag | defaults:ask_pass | ANSIBLE_ASK_PASS | false |
DEFAULT_ASK_VAULT_PASS | flag | defaults:ask_vault_pass | ANSIBLE_ASK_VAULT_PASS | false |
DEFAULT_BECOME | flag | privilege_escalation:become | ANSIBLE_BECOME | false |
DEFAULT_BECOME_ASK_PASS | flag | privilege_escalation:become_ask_pass | ANSIBLE_BECOME_ASK_PASS | false |
DEFAULT_BECOME_EXE | text | privilege_escalation:become_exe | ANSIBLE_BECOME_EXE |
DEFAULT_BECOME_FLAGS | text | privilege_escalation:become_flags | ANSIBLE_BECOME_FLAGS |
DEFAULT_BECOME_METHOD | text | privilege_escalation:become_method | ANSIBLE_BECOME_METHOD | sudo |
DEFAULT_BECOME_USER | text | privilege_escalation:become_user | ANSIBLE_BECOME_USER | root |
DEFAULT_CACHE_PLUGIN_PATH | paths | defaults:cache_plugins | ANSIBLE_CACHE_PLUGINS | {home}/plugins/cache:/usr/share/ansible/plugins/cache |
DEFAULT_CALLBACK_PLUGIN_PATH | paths | defaults:callback_plugins | ANSIBLE_CALLBACK_PLUGINS | {home}/plugins/callback:/usr/share/ansible/plugins/callback |
DEFAULT_CLICONF_PLUGIN_PATH | paths | defaults:cliconf_plugins | ANSIBLE_CLICONF_PLUGINS | {home}/plugins/cliconf:/usr/share/ansible/plugins/cliconf |
DEFAULT_CONNECTION_PLUGIN_PATH | paths | defaults:connection_plugins | ANSIBLE_CONNECTION_PLUGINS | {home}/plugins/connection:/usr/share/ansible/plugins/connection |
DEFAULT_DEBUG | flag | defaults:debug | ANSIBLE_DEBUG | false |
DEFAULT_EXECUTABLE | text | defaults:executable | ANSIBLE_EXECUTABLE | /bin/sh |
DEFAULT_FACT_PATH | text | defaults:fact_path | ANSIBLE_FACT_PATH |
DEFAULT_FILTER_PLUGIN_PATH | paths | defaults:filter_plugins | ANSIBLE_FILTER_PLUGINS | {home}/plugins/filter:/usr/share/ansible/plugins/filter |
DEFAULT_FORCE_HANDLERS | flag | defaults:force_handlers | ANSIBLE_FORCE_HANDLERS | false |
DEFAULT_FORKS | whole | defaults:forks | ANSIBLE_FORKS | 5 |
DEFAULT_GATHERING | text | defaults:gathering | ANSIBLE_GATHERING | implicit |
DEFAULT_GATHER_SUBSET | list | defaults:gather_subset | ANSIBLE_GATHER_SUBSET |
DEFAULT_GATHER_TIMEOUT | whole | defaults:gather_timeout | ANSIBLE_GATHER_TIMEOUT |
DEFAULT_HASH_BEHAVIOUR | text | defaults:hash_behaviour | ANSIBLE_HASH_BEHAVIOUR | replace |
DEFAULT_HOST_LIST | files | defaults:inventory | ANSIBLE_INVENTORY | /etc/ansible/hosts |
DEFAULT_HTTPAPI_PLUGIN_PATH | paths | defaults:httpapi_plugins | ANSIBLE_HTTPAPI_PLUGINS | {home}/plugins/httpapi:/usr/share/ansible/plugins/httpapi |
DEFAULT_INTERNAL_POLL_INTERVAL | float | defaults:internal_poll_interval | | 0.001 |
DEFAULT_INVENTORY_PLUGIN_PATH | paths | defaults:inventory_plugins | ANSIBLE_INVENTORY_PLUGINS | {home}/plugins/inventory:/usr/share/ansible/plugins/inventory |
DEFAULT_JINJA2_EXTENSIONS | list | defaults:jinja2_extensions | ANSIBLE_JINJA2_EXTENSIONS | |
DEFAULT_JINJA2_NATIVE | flag | defaults:jinja2_native | ANSIBLE_JINJA2_NATIVE | false |
DEFAULT_KEEP_REMOTE_FILES | flag | defaults:keep_remote_files | ANSIBLE_KEEP_REMOTE_FILES | false |
DEFAULT_LIBVIRT_LXC_NOSECLABEL | flag | selinux:libvirt_lxc_noseclabel | ANSIBLE_LIBVIRT_LXC_NOSECLABEL | false |
DEFAULT_LOAD_CALLBACK_PLUGINS | flag | defaults:bin_ansible_callbacks | ANSIBLE_LOAD_CALLBACK_PLUGINS | false |
DEFAULT_LOG_FILTER | list | defaults:log_filter | ANSIBLE_LOG_FILTER | |
DEFAULT_LOG_PATH | path | defaults:log_path | ANSIBLE_LOG_PATH |
DEFAULT_LOOKUP_PLUGIN_PATH | paths | defaults:lookup_plugins | ANSIBLE_LOOKUP_PLUGINS | {home}/plugins/lookup:/usr/share/ansible/plugins/lookup |
DEFAULT_MANAGED_STR | text | defaults:ansible_managed | | Ansible managed |
DEFAULT_MODULE_ARGS | text | defaults:module_args | ANSIBLE_MODULE_ARGS |
DEFAULT_MODULE_COMPRESSION | text | defaults:module_compression | | ZIP_DEFLATED |
DEFAULT_MODULE_NAME | text | defaults:module_name | | command |
DEFAULT_MODULE_PATH | paths | defaults:library | ANSIBLE_LIBRARY | {home}/plugins/modules:/usr/share/ansible/plugins/modules |
DEFAULT_MODULE_UTILS_PATH | paths | defaults:module_utils | ANSIBLE_MODULE_UTILS | {home}/plugins/module_utils:/usr/share/ansible/plugins/module_utils |
DEFAULT_NETCONF_PLUGIN_PATH | paths | defaults:netconf_plugins | ANSIBLE_NETCONF_PLUGINS | {home}/plugins/netconf:/usr/share/ansible/plugins/netconf |
DEFAULT_NO_LOG | flag | defaults:no_log | ANSIBLE_NO_LOG | false |
DEFAULT_NO_TARGET_SYSLOG | flag | defaults:no_target_syslog | ANSIBLE_NO_TARGET_SYSLOG | false |
DEFAULT_NULL_REPRESENTATION | text | defaults:null_representation | ANSIBLE_NULL_REPRESENTATION |
DEFAULT_POLL_INTERVAL | whole | defaults:poll_interval | ANSIBLE_POLL_INTERVAL | 15 |
DEFAULT_PRIVATE_KEY_FILE | path | defaults:private_key_file | ANSIBLE_PRIVATE_KEY_FILE |
DEFAULT_PRIVATE_ROLE_VARS | flag | defaults:private_role_vars | ANSIBLE_PRIVATE_ROLE_VARS | false |
DEFAULT_REMOTE_PORT | whole | defaults:remote_port | ANSIBLE_REMOTE_PORT |
DEFAULT_REMOTE_USER | text | defaults:remote_user | ANSIBLE_REMOTE_USER |
DEFAULT_ROLES_PATH | paths | defaults:roles_path | ANSIBLE_ROLES_PATH | {home}/roles:/usr/share/ansible/roles:/etc/ansible/roles |
DEFAULT_SELINUX_SPECIAL_FS | list | selinux:special_context_filesystems | ANSIBLE_SELINUX_SPECIAL_FS | fuse, nfs, vboxsf, ramfs, 9p, vfat |
DEFAULT_STDOUT_CALLBACK | text | defaults:stdout_callback | ANSIBLE_STDOUT_CALLBACK | default |
DEFAULT_STRATEGY | text | defaults:strategy | ANSIBLE_STRATEGY | linear |
DEFAULT_STRATEGY_PLUGIN_PATH | paths | defaults:strategy_plugins | ANSIBLE_STRATEGY_PLUGINS | {home}/plugins/strategy:/usr/share/ansible/plugins/strategy |
DEFAULT_SU | flag | defaults:su | ANSIBLE_SU | false |
DEFAULT_SYSLOG_FACILITY | text | defaults:syslog_facility | ANSIBLE_SYSLOG_FACILITY | LOG_USER |
DEFAULT_TERMINAL_PLUGIN_PATH | paths | defaults:terminal_plugins | ANSIBLE_TERMINAL_PLUGINS | {home}/plugins/terminal:/usr/share/ansible/plugins/terminal |
DEFAULT_TEST_PLUGIN_PATH | paths | defaults:test_plugins | ANSIBLE_TEST_PLUGINS | {home}/plugins/test:/usr/share/ansible/plugins/test |
DEFAULT_TIMEOUT | whole | defaults:timeout | ANSIBLE_TIMEOUT | 10 |
DEFAULT_TRANSPORT | text | defaults:transport | ANSIBLE_TRANSPORT | smart |
DEFAULT_UNDEFINED_VAR_BEHAVIOR | flag | defaults:error_on_undefined_vars | ANSIBLE_ERROR_ON_UNDEFINED_VARS | true |
DEFAULT_VARS_PLUGIN_PATH | paths | defaults:vars_plugins | ANSIBLE_VARS_PLUGINS | {home}/plugins/vars:/usr/share/ansible/plugins/vars |
DEFAULT_VAULT_ENCRYPT_IDENTITY | text | defaults:vault_encrypt_identity | ANSIBLE_VAULT_ENCRYPT_IDENTITY |
DEFAULT_VAULT_IDENTITY | text | defaults:vault_identity | ANSIBLE_VAULT_IDENTITY | default |
DEFAULT_VAULT_IDENTITY_LIST | list | defaults:vault_identity_list | ANSIBLE_VAULT_IDENTITY_LIST | |
DEFAULT_VAULT_ID_MATCH | flag | defaults:vault_id_match | ANSIBLE_VAULT_ID_MATCH | false |
DEFAULT_VAULT_PASSWORD_FILE | path | defaults:vault_password_file | ANSIBLE_VAULT_PASSWORD_FILE |
DEFAULT_VERBOSITY | whole | defaults:verbosity | ANSIBLE_VERBOSITY | 0 |
DEPRECATION_WARNINGS | flag | defaults:deprecation_warnings | ANSIBLE_DEPRECATION_WARNINGS | true |
DEVEL_WARNING | flag | defaults:devel_warning | ANSIBLE_DEVEL_WARNING | true |
DIFF_ALWAYS | flag | diff:always | ANSIBLE_DIFF_ALWAYS | false |
DIFF_CONTEXT | whole | diff:context | ANSIBLE_DIFF_CONTEXT | 3 |
DISPLAY_ARGS_TO_STDOUT | flag | defaults:display_args_to_stdout | ANSIBLE_DISPLAY_ARGS_TO_STDOUT | false |
DISPLAY_SKIPPED_HOSTS | flag | defaults:display_skipped_hosts | ANSIBLE_DISPLAY_SKIPPED_HOSTS | true |
DOCSITE_ROOT_URL | text | defaults:docsite_root_url | | https://docs.ansible.com/ansible-core/ |
DOC_FRAGMENT_PLUGIN_PATH | paths | defaults:doc_fragment_plugins | ANSIBLE_DOC_FRAGMENT_PLUGINS | {home}/plugins/doc_fragments:/usr/share/ansible/plugins/doc_fragments |
DUPLICATE_YAML_DICT_KEY | text | defaults:duplicate_dict_key | ANSIBLE_DUPLICATE_YAML_DICT_KEY | warn |
ENABLE_TASK_DEBUGGER | flag | defaults:enable_task_debugger | ANSIBLE_ENABLE_TASK_DEBUGGER | false |
ERROR_ON_MISSING_HANDLER | flag | defaults:error_on_missing_handler | ANSIBLE_ERROR_ON_MISSING_HANDLER | true |
FACTS_MODULES | list | defaults:facts_modules | ANSIBLE_FACTS_MODULES | smart |
GALAXY_CACHE_DIR | path | galaxy:cache_dir | ANSIBLE_GALAXY_CACHE_DIR | {home}/galaxy_cache |
GALAXY_COLLECTION_SKELETON | path | galaxy:collection_skeleton | ANSIBLE_GALAXY_COLLECTION_SKELETON |
GALAXY_COLLECTION_SKELETON_IGNORE | list | galaxy:collection_skeleton_ignore | ANSIBLE_GALAXY_COLLECTION_SKELETON_IGNORE | ^.git$,^.*/.git_keep$ |
GALAXY_DISABLE_GPG_VERIFY | flag | galaxy:disable_gpg_verify | ANSIBLE_GALAXY_DISABLE_GPG_VERIFY | false |
GALAXY_DISPLAY_PROGRESS | flag | galaxy:display_progress | ANSIBLE_GALAXY_DISPLAY_PROGRESS |
GALAXY_GPG_KEYRING | path | galaxy:gpg_keyring | ANSIBLE_GALAXY_GPG_KEYRING |
GALAXY_IGNORE_CERTS | flag | galaxy:ignore_certs | ANSIBLE_GALAXY_IGNORE |
GALAXY_IGNORE_INVALID_SIGNATURE_STATUS_CODES | list | galaxy:ignore_signature_status_codes | ANSIBLE_GALAXY_IGNORE_SIGNATURE_STATUS_CODES |
GALAXY_REQUIRED_VALID_SIGNATURE_COUNT | text | galaxy:required_valid_signature_count | ANSIBLE_GALAXY_REQUIRED_VALID_SIGNATURE_COUNT | 1 |
GALAXY_ROLE_SKELETON | path | galaxy:role_skeleton | ANSIBLE_GALAXY_ROLE_SKELETON |
GALAXY_ROLE_SKELETON_IGNORE | list | galaxy:role_skeleton_ignore | ANSIBLE_GALAXY_ROLE_SKELETON_IGNORE | ^.git$,^.*/.git_keep$ |
GALAXY_SERVER | text | galaxy:server | ANSIBLE_GALAXY_SERVER | https://galaxy.ansible.com |
GALAXY_SERVER_LIST | list | galaxy:server_list | ANSIBLE_GALAXY_SERVER_LIST |
GALAXY_TOKEN_PATH | path | galaxy:token_path | ANSIBLE_GALAXY_TOKEN_PATH | {home}/galaxy_token |
HOST_KEY_CHECKING | flag | defaults:host_key_checking | ANSIBLE_HOST_KEY_CHECKING | true |
HOST_PATTERN_MISMATCH | text | inventory:host_pattern_mismatch | ANSIBLE_HOST_PATTERN_MISMATCH | warning |
INJECT_FACTS_AS_VARS | flag | defaults:inject_facts_as_vars | ANSIBLE_INJECT_FACT_VARS | true |
INTERPRETER_PYTHON | text | defaults:interpreter_python | ANSIBLE_PYTHON_INTERPRETER | auto |
INTERPRETER_PYTHON_FALLBACK | list | | | python3.11,python3.10,python3.9,python3.8,python3.7,python3.6,python3.5,/usr/bin/python3,/usr/libexec/platform-python,python2.7,/usr/bin/python,python |
INVALID_TASK_ATTRIBUTE_FAILED | flag | defaults:invalid_task_attribute_failed | ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED | true |
INVENTORY_ANY_UNPARSED_IS_FAILED | flag | inventory:any_unparsed_is_failed | ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED | false |
INVENTORY_CACHE_ENABLED | flag | inventory:cache | ANSIBLE_INVENTORY_CACHE | false |
INVENTORY_CACHE_PLUGIN | text | inventory:cache_plugin | ANSIBLE_INVENTORY_CACHE_PLUGIN |
INVENTORY_CACHE_PLUGIN_CONNECTION | text | inventory:cache_connection | ANSIBLE_INVENTORY_CACHE_CONNECTION |
INVENTORY_CACHE_PLUGIN_PREFIX | text | inventory:cache_prefix | ANSIBLE_INVENTORY_CACHE_PLUGIN_PREFIX | ansible_inventory_ |
INVENTORY_CACHE_TIMEOUT | whole | inventory:cache_timeout | ANSIBLE_INVENTORY_CACHE_TIMEOUT | 3600 |
INVENTORY_ENABLED | list | inventory:enable_plugins | ANSIBLE_INVENTORY_ENABLED | host_list,script,auto,yaml,ini,toml |
INVENTORY_EXPORT | flag | inventory:export | ANSIBLE_INVENTORY_EXPORT | false |
INVENTORY_IGNORE_EXTS | list | defaults:inventory_ignore_extensions inventory:ignore_extensions | ANSIBLE_INVENTORY_IGNORE | .pyc,.pyo,.swp,.bak,~,.rpm,.md,.txt,.rst,.orig,.ini,.cfg,.retry |
INVENTORY_IGNORE_PATTERNS | list | defaults:inventory_ignore_patterns inventory:ignore_patterns | ANSIBLE_INVENTORY_IGNORE_REGEX | |
INVENTORY_UNPARSED_IS_FAILED | flag | inventory:unparsed_is_failed | ANSIBLE_INVENTORY_UNPARSED_FAILED | false |
INVENTORY_UNPARSED_WARNING | flag | inventory:inventory_unparsed_warning | ANSIBLE_INVENTORY_UNPARSED_WARNING | true |
JINJA2_NATIVE_WARNING | flag | defaults:jinja2_native_warning | ANSIBLE_JINJA2_NATIVE_WARNING | true |
LOCALHOST_WARNING | flag | defaults:localhost_warning | ANSIBLE_LOCALHOST_WARNING | true |
MAX_FILE_SIZE_FOR_DIFF | whole | defaults:max_diff_size | ANSIBLE_MAX_DIFF_SIZE | 104448 |
MODULE_IGNORE_EXTS | list | defaults:module_ignore_exts | ANSIBLE_MODULE_IGNORE_EXTS | .pyc,.pyo,.swp,.bak,~,.rpm,.md,.txt,.rst,.yaml,.yml,.ini |
NETCONF_SSH_CONFIG | text | netconf_connection:ssh_config | ANSIBLE_NETCONF_SSH_CONFIG |
NETWORK_GROUP_MODULES | list | defaults:network_group_modules | ANSIBLE_NETWORK_GROUP_MODULES | eos,nxos,ios,iosxr,junos,enos,ce,vyos,sros,dellos9,dellos10,dellos6,asa,aruba,aireos,bigip,ironware,onyx,netconf,exos,voss,slxos |
OLD_PLUGIN_CACHE_CLEARING | flag | defaults:old_plugin_cache_clear | ANSIBLE_OLD_PLUGIN_CACHE_CLEAR | false |
PARAMIKO_HOST_KEY_AUTO_ADD | flag | paramiko_connection:host_key_auto_add | ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD | false |
PARAMIKO_LOOK_FOR_KEYS | flag | paramiko_connection:look_for_keys | ANSIBLE_PARAMIKO_LOOK_FOR_KEYS | true |
PERSISTENT_COMMAND_TIMEOUT | whole | persistent_connection:command_timeout | ANSIBLE_PERSISTENT_COMMAND_TIMEOUT | 30 |
PERSISTENT_CONNECT_RETRY_TIMEOUT | whole | persistent_connection:connect_retry_timeout | ANSIBLE_PERSISTENT_CONNECT_RETRY_TIMEOUT | 15 |
PERSISTENT_CONNECT_TIMEOUT | whole | persistent_connection:connect_timeout | ANSIBLE_PERSISTENT_CONNECT_TIMEOUT | 30 |
PERSISTENT_CONTROL_PATH_DIR | path | persistent_connection:control_path_dir | ANSIBLE_PERSISTENT_CONTROL_PATH_DIR | {home}/pc |
PLAYBOOK_DIR | path | defaults:playbook_dir | ANSIBLE_PLAYBOOK_DIR |
PLAYBOOK_VARS_ROOT | text | defaults:playbook_vars_root | ANSIBLE_PLAYBOOK_VARS_ROOT | top |
PLUGIN_FILTERS_CFG | path | defaults:plugin_filters_cfg | |
PYTHON_MODULE_RLIMIT_NOFILE | whole | defaults:python_module_rlimit_nofile | ANSIBLE_PYTHON_MODULE_RLIMIT_NOFILE | 0 |
RETRY_FILES_ENABLED | flag | defaults:retry_files_enabled | ANSIBLE_RETRY_FILES_ENABLED | false |
RETRY_FILES_SAVE_PATH | path | defaults:retry_files_save_path | ANSIBLE_RETRY_FILES_SAVE_PATH |
RUN_VARS_PLUGINS | text | defaults:run_vars_plugins | ANSIBLE_RUN_VARS_PLUGINS | demand |
SHOW_CUSTOM_STATS | flag | defaults:show_custom_stats | ANSIBLE_SHOW_CUSTOM_STATS | false |
STRING_CONVERSION_ACTION | text | defaults:string_conversion_action | ANSIBLE_STRING_CONVERSION_ACTION | warn |
STRING_TYPE_FILTERS | list | jinja2:dont_type_filters | ANSIBLE_STRING_TYPE_FILTERS | string,to_json,to_nice_json,to_yaml,to_nice_yaml,ppretty,json |
SYSTEM_WARNINGS | flag | defaults:system_warnings | ANSIBLE_SYSTEM_WARNINGS | true |
TAGS_RUN | list | tags:run | ANSIBLE_RUN_TAGS | |
TAGS_SKIP | list | tags:skip | ANSIBLE_SKIP_TAGS | |
TASK_DEBUGGER_IGNORE_ERRORS | flag | defaults:task_debugger_ignore_errors | ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS | true |
TASK_TIMEOUT | whole | defaults:task_timeout | ANSIBLE_TASK_TIMEOUT | 0 |
TRANSFORM_INVALID_GROUP_CHARS | text | defaults:force_valid_group_names | ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS | never |
USE_PERSISTENT_CONNECTIONS | flag | defaults:use_persistent_connections | ANSIBLE_USE_PERSISTENT_CONNECTIONS | false |
VALIDATE_ACTION_GROUP_METADATA | flag | defaults:validate_action_group_metadata | ANSIBLE_VALIDATE_ACTION_GROUP_METADATA | true |
VARIABLE_PLUGINS_ENABLED | list | defaults:vars_plugins_enabled | ANSIBLE_VARS_ENABLED | host_group_vars |
VARIABLE_PRECEDENCE | list | defaults:precedence | ANSIBLE_PRECEDENCE | all_inventory,groups_inventory,all_plugins_inventory,all_plugins_play,groups_plugins_inventory,groups_plugins_play |
VERBOSE_TO_STDERR | flag | defaults:verbose_to_stderr | ANSIBLE_VERBOSE_TO_STDERR | false |
WIN_ASYNC_STARTUP_TIMEOUT | whole | defaults:win_async_startup_timeout | ANSIBLE_WIN_ASYNC_STARTUP_TIMEOUT | 5 |
WORKER_SHUTDOWN_POLL_COUNT | whole | | ANSIBLE_WORKER_SHUTDOWN_POLL_COUNT | 0 |
WORKER_SHUTDOWN_POLL_DELAY | float | | ANSIBLE_WORKER_SHUTDOWN_POLL_DELAY | 0.1 |
YAML_FILENAME_EXTENSIONS | list | defaults:yaml_valid_extensions | ANSIBLE_YAML_FILENAME_EXT | .yml,.yaml,.json |
`
