import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../kit/command-line.ts'

interface Bad {
  readonly what: string
  /** Files by name; `site.yml` is run. */
  readonly files: Readonly<Record<string, string | Buffer>>
  /** The first error and its place, as `file:line:column message`. */
  readonly error: string
  readonly hint?: RegExp
}

/** A play on host `a` with these tasks. */
const tasks = (text: string): Record<string, string> => ({
  'site.yml': `- hosts: a\n  tasks:\n${text.replace(/^/gm, '    ')}\n`,
})
/** A task file whose fields begin on line 3; `rest` is on line 6. */
const ownTask = (rest: string): string => `import { defineTask, inSync, z } from 'drover/task'
export default defineTask({
summary: 'Does something.',
example: 'own: {}',
params: z.strictObject({}),
${rest}
})
`
const site = (text: string | Buffer): Record<string, string | Buffer> => ({ 'site.yml': text })

const nested = 'broken YAML: nested mappings are not allowed in compact mappings'

const rows: Bad[] = [
  // Invalid YAML, and YAML that is not a playbook.
  {
    what: 'an empty file',
    files: site(''),
    error: 'site.yml:1:1 a playbook must be a list of plays, got an empty file',
    hint: /- hosts: all/,
  },
  {
    what: 'only comments',
    files: site('# later\n'),
    error: 'site.yml:1:1 a playbook must be a list of plays, got an empty file',
  },
  {
    what: 'a play that is not in a list',
    files: site('hosts: a\ntasks: []\n'),
    error: 'site.yml:1:1 a playbook must be a list of plays, got a map',
    hint: /- hosts: all/,
  },
  {
    what: 'text',
    files: site('hello\n'),
    error: 'site.yml:1:1 a playbook must be a list of plays, got `hello`',
  },
  { what: 'an empty play', files: site('-\n'), error: 'site.yml:1:2 a play must be a map, got nothing' },
  {
    what: 'no hosts',
    files: site('- tasks: []\n'),
    error: 'site.yml:1:3 the play has no `hosts`',
    hint: /`hosts: all`/,
  },
  {
    what: 'empty hosts',
    files: site('- hosts:\n  tasks: []\n'),
    error: 'site.yml:1:9 `hosts` must be a host pattern or a list of them, got nothing',
  },
  {
    what: 'tasks that are a map',
    files: site('- hosts: a\n  tasks: { debug: { msg: x } }\n'),
    error: 'site.yml:2:10 expected a list of tasks, got a map',
    hint: /begin each task with `- `/,
  },
  {
    what: 'two documents',
    files: site('- hosts: a\n---\n- hosts: a\n'),
    error: 'site.yml:3:1 a file contains one YAML document, but a second one begins here',
  },
  {
    what: 'a tab',
    files: site('- hosts: a\n\ttasks: []\n'),
    error: 'site.yml:2:1 broken YAML: the indentation contains a tab',
    hint: /indent with spaces/,
  },
  {
    what: 'a whitespace character other than a space',
    files: tasks('-\u00a0debug: { msg: x }'),
    error: 'site.yml:3:5 broken YAML: the white space before or in this name is U+00A0, not a plain space',
  },
  {
    what: 'wrong indentation',
    files: tasks('- command: ls\n    chdir: /'),
    error: `site.yml:3:16 ${nested}`,
    hint: /indented too far/,
  },
  {
    what: 'an unquoted colon',
    files: tasks('- name: a: b\n  command: ls'),
    error: `site.yml:3:13 ${nested}`,
    hint: /quote a value/,
  },
  {
    what: 'an unquoted template',
    files: tasks('- debug:\n    msg: {{ x }}'),
    error: 'site.yml:4:15 a value that begins with `{{` must be quoted',
    hint: /write `name: "\{\{ value \}\}"`/,
  },
  {
    what: 'an open quote',
    files: tasks('- name: "x\n  command: ls'),
    error: 'site.yml:3:13 broken YAML: the quote that opens here is not closed',
    hint: /write `"` at the end of the value/,
  },
  {
    what: 'a duplicate key',
    files: site('- hosts: a\n  tasks: []\n  tasks: []\n'),
    error: 'site.yml:3:3 `tasks` occurs twice, first on line 2',
  },
  {
    what: 'an alias without an anchor',
    files: tasks('- file: *nope'),
    error: 'site.yml:3:13 `*nope` has no `&nope` above it',
  },
  {
    what: 'an alias inside its own anchor',
    files: site('- hosts: a\n  vars: &v { x: *v }\n'),
    error: 'site.yml:2:17 `*v` is inside `&v`, so it would repeat without end',
  },
  {
    what: 'aliases that expand to a huge value',
    files: site(
      `- hosts: a\n  vars:\n    a0: &a0 [x]\n${[1, 2, 3, 4, 5, 6, 7].map(n => `    a${n}: &a${n} [${Array(9).fill(`*a${n - 1}`)}]\n`).join('')}`,
    ),
    error: 'site.yml:8:38 the aliases of this file expand to more than 100000 values',
  },
  {
    what: 'endless nesting',
    files: site(`- hosts: a\n  vars: { x: ${'['.repeat(5000)}${']'.repeat(5000)} }\n`),
    error: 'site.yml:2:212 broken YAML: lists and maps are nested more than 200 deep',
  },
  {
    what: 'a NUL byte',
    files: site('- hosts: a\0\n'),
    error: 'site.yml:1:11 broken YAML: the control character `\\x00` is not allowed in a file',
  },
  {
    what: 'bytes that are not UTF-8',
    files: site(Buffer.from(Array.from({ length: 256 }, (_, code) => code))),
    error: 'site.yml:1:1 the file is not UTF-8 text',
    hint: /save it again as UTF-8/,
  },
  {
    what: 'Latin-1',
    files: site(Buffer.from('- hosts: gr\u00fcn\n', 'latin1')),
    error: 'site.yml:1:1 the file is not UTF-8 text',
  },
  {
    what: 'UTF-16',
    files: site(Buffer.from('\ufeff- hosts: a\n', 'utf16le')),
    error: 'site.yml:1:1 the file is not UTF-8 text',
  },
  {
    what: '11 MB',
    files: site(Buffer.alloc(11 << 20, '- hosts: a\n')),
    error: 'site.yml:1:1 `FOLDER/site.yml` is larger than 10 MB',
    hint: /split it/,
  },
  {
    what: 'an error after a byte order mark and CRLF',
    files: site('\ufeff- hosts: a\r\n  taks: []\r\n'),
    error: 'site.yml:2:3 a play has no keyword `taks`',
    hint: /did you mean `tasks`\?/,
  },
  // Keywords, task types, params.
  {
    what: 'an unknown keyword',
    files: tasks('- command: ls\n  whn: true'),
    error: 'site.yml:4:7 a task has no keyword `whn`',
    hint: /did you mean `when`\?/,
  },
  {
    what: 'an unknown task type',
    files: tasks('- comand: ls'),
    error: 'site.yml:3:7 `comand` is neither a task type nor a keyword',
    hint: /did you mean `command`\?/,
  },
  {
    what: 'an unknown param',
    files: tasks('- file: { path: /x, mod: 0644 }'),
    error: 'site.yml:3:25 `file` has no param `mod`',
    hint: /did you mean `mode`\?/,
  },
  {
    what: 'a param of a wrong type',
    files: tasks('- file: { path: [a] }'),
    error: 'site.yml:3:21 `path` of `file`: expected text, got `["a"]`',
  },
  {
    what: 'a number instead of a string',
    files: tasks('- file: { path: 1.2 }'),
    error: 'site.yml:3:21 `path` of `file`: expected text, got `1.2`',
    hint: /put it in quotes: `"1\.2"`/,
  },
  {
    what: 'an invalid boolean',
    files: tasks('- file: { path: /x, recurse: yeah }'),
    error: 'site.yml:3:34 `recurse` of `file`: expected true or false, got `yeah`',
  },
  {
    what: 'an invalid number',
    files: tasks('- wait_for: { port: abc }'),
    error: 'site.yml:3:25 `port` of `wait_for`: expected a number, got `abc`',
  },
  {
    what: 'an invalid mode',
    files: tasks('- file: { path: /x, mode: 999 }'),
    error: 'site.yml:3:31 `mode` of `file`: expected a file mode such as `0644` or `u=rw,g=r`, got `999`',
  },
  {
    what: 'two task types',
    files: tasks('- command: ls\n  shell: ls'),
    error: 'site.yml:4:7 a task has one task type, but this one has `command` and `shell`',
  },
  {
    what: 'no task type',
    files: tasks('- name: x'),
    error: 'site.yml:3:7 the task does nothing: it has no task type',
  },
  {
    what: 'an unknown variable',
    files: tasks('- debug: { msg: "{{ nobody }}" }'),
    error: 'site.yml:3:25 there is no variable `nobody`',
    hint: /define it/,
  },
  {
    what: 'a variable that refers to itself',
    files: site('- hosts: a\n  vars: { x: "{{y}}", y: "{{x}}" }\n  tasks: [{ debug: { msg: "{{x}}" } }]\n'),
    error: 'site.yml:2:14 `x` refers to itself: x -> y -> x',
  },
  {
    what: 'an unknown handler',
    files: tasks('- command: ls\n  notify: nobody'),
    error: 'site.yml:4:15 `notify` names `nobody`, but no handler of the play has that name or listens to it',
  },
  {
    what: 'a `delegate_to` host that does not exist',
    files: tasks('- command: ls\n  delegate_to: nope'),
    error: 'site.yml:4:20 `delegate_to` names `nope`, which is not in the inventory',
  },
  {
    what: 'an unknown become_method',
    files: tasks('- command: ls\n  become: true\n  become_method: ksu'),
    error: 'site.yml:5:22 `become_method` of a must be sudo, su or doas, got `ksu`',
  },
  {
    what: 'a user name that ssh would read as an option',
    files: tasks('- command: ls\n  become: true\n  become_user: -x'),
    error: ' the become_user `-x` of a is refused',
    hint: /must not begin with a dash/,
  },
  // Files.
  {
    what: 'a playbook that imports itself',
    files: site('- import_playbook: site.yml\n'),
    error: 'site.yml:1:20 circular import: `site.yml` → `site.yml`',
  },
  {
    what: 'circular imports',
    files: { ...site('- import_playbook: b.yml\n'), 'b.yml': '- import_playbook: site.yml\n' },
    error: 'b.yml:1:20 circular import: `site.yml` → `b.yml` → `site.yml`',
  },
  {
    what: 'an import of a missing file',
    files: site('- import_playbook: nope.yml\n'),
    error: 'site.yml:1:20 there is no file `nope.yml` to import',
  },
  {
    what: 'an include of a missing file',
    files: tasks('- include_tasks: nope.yml'),
    error: 'site.yml:3:22 the included file does not exist',
    hint: /looked for .*nope.yml/,
  },
  {
    what: 'an include of a folder',
    files: { ...tasks('- include_tasks: folder'), 'folder/x': '' },
    error: 'site.yml:3:22 `FOLDER/folder` is a folder, expected a file',
  },
  {
    what: 'an include of a playbook as tasks',
    files: { ...tasks('- include_tasks: play.yml'), 'play.yml': '- hosts: a\n  tasks: []\n' },
    error: 'play.yml:1:3 expected a task, got a play',
  },
  {
    what: 'a vars file that does not exist',
    files: site('- hosts: a\n  vars_files: [nope.yml]\n  tasks: []\n'),
    error: 'site.yml:2:16 there is no file `FOLDER/nope.yml`',
  },
  {
    what: 'a vars file with a list',
    files: { ...site('- hosts: a\n  vars_files: [l.yml]\n  tasks: []\n'), 'l.yml': '- a\n' },
    error: 'l.yml:1:1 a file of variables must be a map of names and values, got a list',
  },
  {
    what: 'a template that does not exist',
    files: tasks('- template: { src: nope, dest: /x }'),
    error: 'site.yml:3:17 there is no template `nope`',
    hint: /looked for templates\/nope, nope/,
  },
  {
    what: 'a template that is a folder',
    files: { ...tasks('- template: { src: folder, dest: /x }'), 'templates/folder/x': '' },
    error: 'site.yml:3:17 the template `folder` is a folder, expected a file',
  },
  {
    what: 'a template that is not text',
    files: { ...tasks('- template: { src: t, dest: /x }'), 'templates/t': Buffer.from([0xff, 0xfe]) },
    error: 'site.yml:3:17 the template `FOLDER/templates/t` is not UTF-8 text',
  },
  {
    what: 'an error inside a template',
    files: { ...tasks('- template: { src: t, dest: /x }'), 'templates/t': 'one\ntwo {{ nobody }}\n' },
    error: 'templates/t:2:8 there is no variable `nobody`',
  },
  {
    what: 'Jinja inside a template',
    files: { ...tasks('- template: { src: t, dest: /x }'), 'templates/t': 'one\n{% for x in xs %}\n' },
    error: 'templates/t:2:1 `{% for x in xs %}` is Jinja, but templates are Handlebars',
    hint: /#each xs/,
  },
  {
    what: 'a file to copy that does not exist',
    files: tasks('- copy: { src: nope, dest: /x }'),
    error: 'site.yml:3:13 there is no file `nope`',
    hint: /looked for files\/nope, nope/,
  },
  {
    what: 'a task file that does not compile',
    files: { ...tasks('- own: {}'), 'tasks/own.ts': 'export default {{{\n' },
    error: 'tasks/own.ts:1:16 the task file `FOLDER/tasks/own.ts` cannot be loaded: Unexpected token',
  },
  {
    what: 'a task file that throws',
    files: { ...tasks('- own: {}'), 'tasks/own.ts': '\nthrow new Error("boom")\n' },
    error: 'tasks/own.ts:2:7 the task file `FOLDER/tasks/own.ts` cannot be loaded: boom',
  },
  {
    what: 'a task file without a task as its default export',
    files: { ...tasks('- own: {}'), 'tasks/own.ts': 'export default 42\n' },
    error: 'tasks/own.ts:1:1 the task file `FOLDER/tasks/own.ts` does not export a task type',
    hint: /defineTask/,
  },
  {
    what: 'a task file with a misspelt field',
    files: { ...tasks('- own: {}'), 'tasks/own.ts': ownTask('chek: async () => inSync(),') },
    error:
      'tasks/own.ts:6:1 the task file `FOLDER/tasks/own.ts` has `chek`, which is not a field of a task type',
    hint: /did you mean `check`\?/,
  },
  {
    what: 'a task file whose params allow unknown keys',
    files: {
      ...tasks('- own: {}'),
      'tasks/own.ts': ownTask('check: async () => inSync(),').replace('strictObject', 'object'),
    },
    error: 'tasks/own.ts:5:1 the task file `FOLDER/tasks/own.ts` has `params` that accept unknown params',
    hint: /z\.strictObject/,
  },
  {
    what: 'a task file without a check',
    files: { ...tasks('- own: {}'), 'tasks/own.ts': ownTask('') },
    error: 'tasks/own.ts:1:1 the task file `FOLDER/tasks/own.ts` has neither `check` nor `expand`',
    hint: /or `expand`/,
  },
  {
    what: 'a task file whose outputs are not described',
    files: {
      ...tasks('- own: {}'),
      'tasks/own.ts': ownTask('outputs: { a: 1 }, check: async () => inSync(),'),
    },
    error:
      'tasks/own.ts:6:1 the task file `FOLDER/tasks/own.ts` has `outputs` that are not sentences by name',
    hint: /outputs: \{ path/,
  },
  {
    what: 'a task file whose check is not a function',
    files: { ...tasks('- own: {}'), 'tasks/own.ts': ownTask('check: inSync(),') },
    error: 'tasks/own.ts:6:1 the task file `FOLDER/tasks/own.ts` has a `check` that is not a function',
  },
  {
    what: 'double quotes within double quotes',
    files: tasks('- debug: { msg: "{{ default x "y" }}" }'),
    error: 'site.yml:3:36 broken YAML: unexpected scalar at node end',
    hint: /single quotes: `"\{\{default name 'text'\}\}"`/,
  },
  {
    what: 'a misspelt fact',
    files: tasks('- debug: { msg: "{{ ansible_distributon }}" }'),
    error: 'site.yml:3:25 there is no variable `ansible_distributon`',
    hint: /did you mean `ansible_distribution`\?/,
  },
  {
    what: 'a misspelt template',
    files: { ...tasks('- template: { src: ngnix.conf, dest: /x }'), 'templates/nginx.conf': '' },
    error: 'site.yml:3:17 there is no template `ngnix.conf`',
    hint: /did you mean `templates\/nginx\.conf`\? looked for templates\/ngnix\.conf, ngnix\.conf\n/,
  },
  {
    what: 'a misspelt task file name',
    files: { ...tasks('- include_tasks: instal.yml'), 'install.yml': '- ping:\n' },
    error: 'site.yml:3:22 the included file does not exist',
    hint: /did you mean `install\.yml`\?/,
  },
  {
    what: 'a notify without a handler',
    files: tasks('- command: ls\n  notify: Restart'),
    error:
      'site.yml:4:15 `notify` names `Restart`, but no handler of the play has that name or listens to it',
    hint: /the play has no handlers/,
  },
  {
    what: 'a loop over text',
    files: site(
      '- hosts: a\n  vars: { users: "alice,bob" }\n  tasks: [{ debug: { msg: x }, loop: "{{ users }}" }]\n',
    ),
    error: 'site.yml:3:38 `loop` takes a list, got `alice,bob`',
    hint: /`"\{\{split users ','\}\}"` makes one/,
  },
  {
    what: 'a registered variable with a dash in its name',
    files: tasks('- command: ls\n  register: my-result'),
    error:
      'site.yml:4:17 `register` must be the name of a variable: letters, digits and `_`, got `my-result`',
    hint: /write `register: my_result`/,
  },
  // Habits of Ansible's users.
  {
    what: 'a filter',
    files: tasks(`- debug: { msg: "{{ x | default('y') }}" }`),
    error: 'site.yml:3:27 this is not a template that Handlebars can read',
    hint: /write `\{\{default x 'y'\}\}`/,
  },
  {
    what: 'a statement',
    files: tasks('- debug: { msg: "{% if x %}y{% endif %}" }'),
    error: 'site.yml:3:22 `{% if x %}` is Jinja, but templates are Handlebars',
  },
  {
    what: 'strings concatenated by +',
    files: tasks(`- debug: { msg: "{{ inventory_hostname + '.lan' }}" }`),
    error: 'site.yml:3:44 this is not a template that Handlebars can read',
    hint: /\{\{concat inventory_hostname '\.lan'\}\}/,
  },
  {
    what: 'a test',
    files: tasks('- command: ls\n  when: x is defined'),
    error: 'site.yml:4:15 this is not an expression that CEL can read',
    hint: /write `defined\(x\)`/,
  },
  {
    what: 'words instead of operators',
    files: tasks('- command: ls\n  when: inventory_hostname == "a" and true'),
    error: 'site.yml:4:39 this is not an expression that CEL can read',
    hint: /write `inventory_hostname == "a" && true`/,
  },
  {
    what: 'a Python method',
    files: tasks('- command: ls\n  register: r\n  until: r.stdout.find("x") != -1'),
    error: 'site.yml:5:14 there is no function `find`',
    hint: /write `"x" in r\.stdout`/,
  },
  {
    what: 'braces in a condition',
    files: tasks('- command: ls\n  when: "{{ x }}"'),
    error: 'site.yml:4:13 `when` is already an expression and takes no `{{ }}`: `{{ x }}`',
  },
  {
    what: 'a misspelt variable in with_items',
    files: tasks('- command: ls\n  with_items: [a, "{{ xs }}"]'),
    error: 'site.yml:4:27 there is no variable `xs`',
  },
  {
    what: 'params written as key=value',
    files: tasks('- debug: msg=hello world'),
    error: 'site.yml:3:14 `world` in `debug` is not written as `key=value`',
    hint: /in quotes/,
  },
  {
    what: 'params inside a command',
    files: tasks("- command: echo it's chdir=/tmp"),
    error: 'site.yml:3:16 a quote or template in `command` is not closed, so `chdir=/tmp` is not a param',
  },
  {
    what: 'an Ansible module without an equivalent',
    files: tasks('- community.docker.docker_compose_v2: {}'),
    error: 'site.yml:3:7 `community.docker.docker_compose_v2` is an Ansible module that Drover does not have',
    hint: /use `docker_compose`/,
  },
  {
    what: 'a module of an Ansible collection',
    files: tasks('- kubernetes.core.k8s: {}'),
    error: 'site.yml:3:7 `kubernetes.core.k8s` is neither a task type nor a keyword',
    hint: /write a task type in `tasks\/`/,
  },
  {
    what: 'a module whose name means something else in Drover',
    files: tasks('- community.docker.docker_swarm: {}'),
    error: 'site.yml:3:7 `community.docker.docker_swarm` is neither a task type nor a keyword',
    hint: /write a task type in `tasks\/`/,
  },
  {
    what: 'a role that does not exist',
    files: site('- hosts: a\n  roles: [common]\n'),
    error: 'site.yml:2:11 there is no role `common`',
  },
  {
    what: 'a value encrypted by Ansible Vault',
    files: site(
      '- hosts: a\n  vars:\n    x: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      62\n  tasks: [{command: "echo {{ x }}"}]\n',
    ),
    error: 'site.yml:3:15 this is encrypted with Ansible Vault, but no vault password was given',
    hint: /--vault-password-file/,
  },
  {
    what: 'a file encrypted by Ansible Vault',
    files: site('$ANSIBLE_VAULT;1.1;AES256\n6236\n'),
    error: 'site.yml:1:1 this is encrypted with Ansible Vault, but no vault password was given',
  },
  // Inventories.
  {
    what: 'an inventory that is a list',
    files: { ...tasks('- command: ls'), 'inventory/hosts.yml': '- a\n' },
    error: 'inventory/hosts.yml:1:1 an inventory must be a map of groups, got a list',
  },
  {
    what: 'an unknown key of a group',
    files: { ...tasks('- command: ls'), 'inventory/hosts.yml': 'web:\n  host: { a: {} }\n' },
    error: 'inventory/hosts.yml:2:3 the group `web` cannot have `host`',
  },
  {
    what: 'circular groups',
    files: {
      ...tasks('- command: ls'),
      'inventory/hosts.yml': 'x:\n  hosts: { a: {} }\n  children: { y: {} }\ny: { children: { x: {} } }\n',
    },
    error: 'inventory/hosts.yml:4:18 the groups `x` → `y` → `x` are children of each other',
  },
  {
    what: 'a host with two addresses',
    files: {
      ...tasks('- command: ls'),
      'inventory/hosts.yml':
        'x: { hosts: { a: { address: 10.0.0.1 } } }\ny: { hosts: { a: { ansible_host: 10.0.0.2 } } }\n',
    },
    error:
      'inventory/hosts.yml:2:34 the host `a` has two addresses: `10.0.0.1` (inventory/hosts.yml:1:29) and `10.0.0.2`',
  },
  {
    what: 'a host whose name looks like an option',
    files: {
      ...tasks('- command: ls'),
      'inventory/hosts.yml': 'x: { hosts: { a: {}, -oProxyCommand=x: {} } }\n',
    },
    error: 'inventory/hosts.yml:1:22 `-oProxyCommand=x` cannot be the name of a host',
  },
  {
    what: 'an address that looks like an option',
    files: {
      ...tasks('- command: ls'),
      'inventory/hosts.yml': 'x: { hosts: { a: { address: -oProxyCommand=x } } }\n',
    },
    error: 'inventory/hosts.yml:1:29 `-oProxyCommand=x` cannot be an address',
  },
  {
    what: 'an invalid port',
    files: { ...tasks('- command: ls'), 'inventory/hosts.yml': 'x: { hosts: { a: { port: 99999 } } }\n' },
    error: 'inventory/hosts.yml:1:26 `port` of a must be a number from 1 to 65535, got `99999`',
  },
  {
    what: 'an INI inventory with an extra word',
    files: { ...tasks('- command: ls'), 'inventory/hosts': '[web]\na ansible_host=10.0.0.1 b\n' },
    error: 'inventory/hosts:2:25 `b` is not `name=value`',
  },
  {
    what: 'group_vars that are a list',
    files: {
      ...tasks('- command: ls'),
      'inventory/hosts.yml': 'x: { hosts: { a: {} } }\n',
      'inventory/group_vars/x.yml': '- a\n',
    },
    error: 'inventory/group_vars/x.yml:1:1 a file of variables must be a map of names and values, got a list',
  },
  {
    what: 'broken group_vars',
    files: {
      ...tasks('- command: ls'),
      'inventory/hosts.yml': 'x: { hosts: { a: {} } }\n',
      'inventory/group_vars/x.yml': 'a: [\n',
    },
    error:
      'inventory/group_vars/x.yml:2:1 broken YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
  },
]

const INVENTORY = { 'inventory/hosts.yml': 'x: { hosts: { a: { connection: local } } }\n' }

for (const { what, files, error, hint } of rows) {
  test(`${what} is reported with its place before any host is contacted`, async () => {
    const hasInventory = Object.keys(files).some(name => name.startsWith('inventory/'))
    const folder = makeProject({ ...(hasInventory ? {} : INVENTORY), ...files })
    const { code, stdout, stderr } = await say(folder, 'playbook', 'site.yml')
    assert.is(code, 1, stderr + stdout)
    assert.is(stdout, '')
    assert.not.match(stderr, /\n {4}at |internal error/)
    assert.is(firstError(stderr).replaceAll(folder, 'FOLDER').trimEnd(), error.trimEnd())
    if (hint) assert.match(stderr, new RegExp(`\\n {2}hint: .*${hint.source}`))
  })
}

test('a variable of a task whose file does not load is not reported as missing', async () => {
  const folder = makeProject({
    ...INVENTORY,
    ...tasks('- { own: {}, register: made }\n- debug: { msg: "{{made.path}} {{fact}}" }'),
    'tasks/own.ts': 'export default {{{\n',
  })
  const { code, stderr } = await say(folder, 'playbook', 'site.yml')
  assert.is(code, 1)
  assert.match(stderr, /^error: the task file [^\n]* cannot be loaded/)
  assert.not.match(stderr, /no variable|2 errors/)
})

/** The first reported error as `site.yml:1:3 message`. */
function firstError(stderr: string): string {
  const [, message = ''] = /^error: (.*)$/m.exec(stderr) ?? []
  const [, place = ''] = /^ {2}at (.*)$/m.exec(stderr) ?? []
  return `${place} ${message}`
}

test.run()
