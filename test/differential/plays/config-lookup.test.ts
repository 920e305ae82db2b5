import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'values of settings by the lookup config, as ansible.cfg and defaults have them': `
vars: { ansible_ssh_user: lola, ansible_ssh_port: 2022, ansible_remote_tmp: /somewhere }
tasks:
  - { name: texts, debug: { msg: "{{ lookup('config', 'DEFAULT_BECOME_USER', 'COLOR_OK') }} {{ lookup('ansible.builtin.config', 'DEFAULT_EXECUTABLE') }}" } }
  - { name: types, debug: { msg: "{{ q('config', 'DEFAULT_TIMEOUT', 'DEFAULT_BECOME', 'TAGS_RUN', 'FACTS_MODULES', 'DEFAULT_LOG_PATH') }}" } }
  - { name: a list, debug: { msg: "{{ lookup('config', 'ANSIBLE_COW_ACCEPTLIST') }}" } }
  - { name: paths, debug: { msg: "{{ lookup('config', 'DEFAULT_ROLES_PATH') | map('relpath', playbook_dir) | list }} {{ lookup('config', 'CONFIG_FILE') | basename }}" } }
  - { name: below a folder, debug: { msg: "{{ lookup('config', 'COLLECTIONS_PATHS')[-1] }} {{ lookup('config', 'GALAXY_TOKEN_PATH') | relpath(playbook_dir) }}" } }
  - { name: of plugins, debug: { msg: "{{ q('config', 'remote_user', 'port', 'timeout', 'ssh_args', plugin_type='connection', plugin_name='ssh') }} {{ lookup('config', 'remote_tmp', plugin_type='shell', plugin_name='sh') }} {{ q('config', 'become_user', 'become_flags', plugin_type='become', plugin_name='sudo') }}" } }
  - { name: skipped, debug: { msg: "{{ q('config', 'NO_SUCH', 'COLOR_OK', on_missing='skip') }} {{ q('config', 'NO_SUCH', on_missing='warn') }}" } }
`,
    'errors of the lookup config': `
tasks:
  - { set_fact: { a: "{{ lookup('config', 'NO_SUCH') }}" }, ignore_errors: true, register: r1 }
  - { set_fact: { a: "{{ lookup('config', 'ConfigManager') }}" }, ignore_errors: true, register: r2 }
  - { set_fact: { a: "{{ lookup('config', 12) }}" }, ignore_errors: true, register: r3 }
  - { set_fact: { a: "{{ lookup('config', 'COLOR_OK', on_missing='no') }}" }, ignore_errors: true, register: r4 }
  - { set_fact: { a: "{{ lookup('config', 'port', plugin_type='connection') }}" }, ignore_errors: true, register: r5 }
  - name: said
    debug:
      msg: "{{ [r1, r2, r3, r4, r5] | map(attribute='msg') | map('regex_search', said) | list }}"
    vars: { said: "Unable to find setting NO_SUCH|Invalid setting.* attempted|Invalid setting identifier, .12. is not a string, its a <class 'int'>|valid values are: error, skip, warn|Both plugin_type and plugin_name are required" }
`,
  },
  { settings: 'timeout = 33\nhome = below\ncowsay_enabled_stencils = meow, moose\n[colors]\nok = blue\n' },
)

test.run()
