/**
 * The settings of plugins of ansible-core 2.14, by the plugin's type and name. Columns: name, type, keys in
 * `ansible.cfg` as `section:key`, environment variables, connection variables, and the default, if there is one. If
 * several sources are set, the last one counts. Source: ansible-core 2.14, `plugins/connection/ssh.py`,
 * `plugins/become/sudo.py` and `su.py`, `plugins/doc_fragments/shell_common.py`.
 */
export const CONFIG_PLUGIN_TABLES: Readonly<Record<string, string>> = {
  'connection ssh': `
host | text | | | inventory_hostname ansible_host ansible_ssh_host |
host_key_checking | flag | defaults:host_key_checking ssh_connection:host_key_checking | ANSIBLE_HOST_KEY_CHECKING ANSIBLE_SSH_HOST_KEY_CHECKING | ansible_host_key_checking ansible_ssh_host_key_checking | true |
password | text | | | ansible_password ansible_ssh_pass ansible_ssh_password |
ssh_args | text | ssh_connection:ssh_args | ANSIBLE_SSH_ARGS | ansible_ssh_args | -C -o ControlMaster=auto -o ControlPersist=60s |
ssh_common_args | text | ssh_connection:ssh_common_args | ANSIBLE_SSH_COMMON_ARGS | ansible_ssh_common_args | |
ssh_extra_args | text | ssh_connection:ssh_extra_args | ANSIBLE_SSH_EXTRA_ARGS | ansible_ssh_extra_args | |
ssh_executable | text | ssh_connection:ssh_executable | ANSIBLE_SSH_EXECUTABLE | ansible_ssh_executable | ssh |
reconnection_retries | whole | connection:retries ssh_connection:retries | ANSIBLE_SSH_RETRIES | ansible_ssh_retries | 0 |
port | whole | defaults:remote_port | ANSIBLE_REMOTE_PORT | ansible_port ansible_ssh_port |
remote_user | text | defaults:remote_user | ANSIBLE_REMOTE_USER | ansible_user ansible_ssh_user |
pipelining | text | defaults:pipelining connection:pipelining ssh_connection:pipelining | ANSIBLE_PIPELINING ANSIBLE_SSH_PIPELINING | ansible_pipelining ansible_ssh_pipelining |
private_key_file | text | defaults:private_key_file | ANSIBLE_PRIVATE_KEY_FILE | ansible_private_key_file ansible_ssh_private_key_file |
control_path | text | ssh_connection:control_path | ANSIBLE_SSH_CONTROL_PATH | ansible_control_path |
control_path_dir | text | ssh_connection:control_path_dir | ANSIBLE_SSH_CONTROL_PATH_DIR | ansible_control_path_dir | ~/.ansible/cp |
timeout | whole | defaults:timeout ssh_connection:timeout | ANSIBLE_TIMEOUT ANSIBLE_SSH_TIMEOUT | ansible_ssh_timeout | 10 |
`,
  'become sudo': `
become_user | text | privilege_escalation:become_user sudo_become_plugin:user | ANSIBLE_BECOME_USER ANSIBLE_SUDO_USER | ansible_become_user ansible_sudo_user | root |
become_exe | text | privilege_escalation:become_exe sudo_become_plugin:executable | ANSIBLE_BECOME_EXE ANSIBLE_SUDO_EXE | ansible_become_exe ansible_sudo_exe | sudo |
become_flags | text | privilege_escalation:become_flags sudo_become_plugin:flags | ANSIBLE_BECOME_FLAGS ANSIBLE_SUDO_FLAGS | ansible_become_flags ansible_sudo_flags | -H -S -n |
become_pass | text | sudo_become_plugin:password | ANSIBLE_BECOME_PASS ANSIBLE_SUDO_PASS | ansible_become_password ansible_become_pass ansible_sudo_pass |
`,
  'become su': `
become_user | text | privilege_escalation:become_user su_become_plugin:user | ANSIBLE_BECOME_USER ANSIBLE_SU_USER | ansible_become_user ansible_su_user | root |
become_exe | text | privilege_escalation:become_exe su_become_plugin:executable | ANSIBLE_BECOME_EXE ANSIBLE_SU_EXE | ansible_become_exe ansible_su_exe | su |
become_flags | text | privilege_escalation:become_flags su_become_plugin:flags | ANSIBLE_BECOME_FLAGS ANSIBLE_SU_FLAGS | ansible_become_flags ansible_su_flags | |
become_pass | text | su_become_plugin:password | ANSIBLE_BECOME_PASS ANSIBLE_SU_PASS | ansible_become_password ansible_become_pass ansible_su_pass |
`,
  'shell sh': `
remote_tmp | text | defaults:remote_tmp | ANSIBLE_REMOTE_TEMP ANSIBLE_REMOTE_TMP | ansible_remote_tmp | ~/.ansible/tmp |
common_remote_group | text | defaults:common_remote_group | ANSIBLE_COMMON_REMOTE_GROUP | ansible_common_remote_group |
system_tmpdirs | list | defaults:system_tmpdirs | ANSIBLE_SYSTEM_TMPDIRS | ansible_system_tmpdirs | /var/tmp,/tmp |
async_dir | text | defaults:async_dir | ANSIBLE_ASYNC_DIR | ansible_async_dir | ~/.ansible_async |
admin_users | list | defaults:admin_users | ANSIBLE_ADMIN_USERS | ansible_admin_users | root,toor |
`,
}
