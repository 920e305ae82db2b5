import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { play } from './referee.ts'

/** Tasks in the dialect of Ansible whose registered results are compared, because projects test their fields. */
interface ResultRow {
  readonly name: string
  /** A `sh` script that prepares the folder `dir`, run in that folder. */
  readonly before?: string
  /** The tasks as YAML text, indented by six spaces. If one fails, the others still run. */
  readonly tasks: string
}

const ROWS: readonly ResultRow[] = [
  {
    name: 'edits say in their results what they did',
    before: "printf '%s\\n' a b b > f",
    tasks: `
      - { lineinfile: { path: "{{ dir }}/f", line: c }, register: added }
      - { lineinfile: { path: "{{ dir }}/f", line: A, regexp: ^a }, register: replaced }
      - { lineinfile: { path: "{{ dir }}/f", regexp: ^b, state: absent }, register: removed }
      - { lineinfile: { path: "{{ dir }}/none", line: c, state: absent }, register: gone }
      - { blockinfile: { path: "{{ dir }}/f", block: x }, register: block }
      - { replace: { path: "{{ dir }}/f", regexp: c, replace: C }, register: one }
      - debug:
          msg: "{{ [added, replaced, removed, gone, block, one] | map(attribute='msg') | list }} {{ removed.found }}"
    `,
  },
  {
    name: 'files that are missing or no files fail with the words and codes of the modules',
    tasks: `
      - { lineinfile: { path: "{{ dir }}/none", line: c }, register: a }
      - { replace: { path: "{{ dir }}/none", regexp: c }, register: b }
      - { blockinfile: { path: "{{ dir }}", block: x }, register: c }
      - { file: { path: "{{ dir }}/none", mode: "0600" }, register: d }
      - { slurp: { src: "{{ dir }}/none" }, register: e }
      - { copy: { content: x, dest: "{{ dir }}" }, register: f }
      - { copy: { src: "{{ dir }}/none", dest: "{{ dir }}/x", remote_src: true }, register: g }
      - { copy: { content: x, dest: "{{ dir }}/no/x" }, register: h }
      - debug: { msg: "{{ [a, b, c, d, e, f, g, h] | map(attribute='msg') | list | replace(dir, 'DIR') }} {{ [a.rc, b.rc, c.rc] }}" }
    `,
  },
  {
    name: 'results of what has to do with a path tell what is there',
    before: 'mkdir -m 750 d tree; echo a > tree/f; chmod 640 tree/f; tar -czf a.tgz tree; tar -cf a.tar tree',
    tasks: `
      - { unarchive: { src: "{{ dir }}/a.tgz", dest: "{{ dir }}/d", remote_src: true }, register: a }
      - { unarchive: { src: "{{ dir }}/a.tar", dest: "{{ dir }}/d", remote_src: true }, register: b }
      - { known_hosts: { path: "{{ dir }}/k", name: h, key: "h ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd" }, register: c }
      - { known_hosts: { path: "{{ dir }}/k", name: h, state: absent }, register: d }
      - { wait_for: { path: "{{ dir }}/tree/f" }, register: e }
      - { wait_for: { path: "{{ dir }}/none", state: absent }, register: f }
      - { get_url: { url: "file://{{ dir }}/tree/f", dest: "{{ dir }}/g", mode: "0600" }, register: g }
      - { copy: { src: "{{ dir }}/tree/", dest: "{{ dir }}/d", remote_src: true }, register: h }
      - debug:
          msg: "{{ item.state }} {{ item.mode | default('-') }} {{ item.owner | default('-') }} {{ item.uid | default('-') }} {{ item.handler | default('') }}"
        loop: "{{ [a, b, c, d, e, f, g, h] }}"
        loop_control: { label: "" }
      - debug: { msg: "{{ c.size }} {{ d.size }} {{ e.size }} {{ g.msg }} {{ g.size }} {{ g.checksum_src }} {{ g.checksum_dest }} {{ g.md5sum }}" }
      - shell: rm a.* k*
        args: { chdir: "{{ dir }}" }
    `,
  },
  {
    name: 'a module that fails without having done anything is not changed, a command is',
    tasks: `
      - { command: "ls {{ dir }}/none", register: a }
      - { shell: exit 3, register: b }
      - { tempfile: { path: "{{ dir }}/none" }, register: c }
      - { get_url: { url: "file://{{ dir }}/none", dest: "{{ dir }}/x", force: true }, register: d }
      - { expect: { command: no-such-program, responses: { a: b } }, register: e }
      - { get_url: { url: "file://{{ playbook_dir }}/site.yml", dest: "{{ dir }}/x", checksum: "md5:{{ 'a' * 32 }}" }, register: f }
      - debug: { msg: "{{ [a, b, c, d, e] | map(attribute='changed') | join(' ') }} {{ e.msg }} {{ f.msg is search('/x did not match a+; it was [0-9a-f]+') }}" }
    `,
  },
  {
    name: 'wrong params fail with the words of ansible-core',
    tasks: `
      - { file: { path: "{{ dir }}/x", state: fish }, register: a }
      - { file: { state: touch }, register: b }
      - { file: { path: "{{ dir }}/x", state: touch, mode: "0999" }, register: c }
      - { lineinfile: { path: "{{ dir }}/x", line: a, insertafter: a, insertbefore: b }, register: d }
      - { lineinfile: { path: "{{ dir }}/x" }, register: e }
      - { lineinfile: { path: "{{ dir }}/x", line: a, create: true, validate: "true" }, register: f }
      - { copy: { dest: "{{ dir }}/x" }, register: g }
      - { stat: { path: "{{ dir }}", nonsense: 1 }, register: h }
      - debug:
          msg: "{{ [a, b, c, d, e, f, g] | map(attribute='msg') | list }} {{ h.msg is search('Unsupported parameters for .*stat. module: nonsense') }}"
    `,
  },
  {
    name: 'copied content that is no text is JSON as Python writes it',
    tasks: `
      - { copy: { dest: "{{ dir }}/f", content: { a: [1, x], b: { c: null } } }, register: made }
      - debug: { msg: "{{ made.md5sum | default('none') }} {{ made.checksum }}" }
    `,
  },
  {
    name: 'copy follows links of a directory unless they lead nowhere',
    before:
      'mkdir -p src/sub; echo x > src/file; ln -s ../file src/sub/link; ln -s .. src/sub/up; ln -s none src/sub/dead',
    tasks: `
      - copy: { src: "{{ dir }}/src", dest: "{{ dir }}/dest" }
    `,
  },
  {
    name: 'template makes a directory that ends in a slash, and keeps the name of the template in it',
    before: 'echo x > t.j2; mkdir there',
    tasks: `
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/there" }
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/new/" }
    `,
  },
  {
    name: 'command replaces variables of the environment and homes, and nothing else',
    tasks: `
      - { command: "echo $THIS \${THIS}x $NONE ~root/y a~ *", environment: { THIS: a  b }, register: told }
      - { command: { argv: [echo, "$THIS"] }, environment: { THIS: "*" }, register: listed }
      - debug: { msg: "{{ told.stdout }} {{ listed.stdout }}" }
      - { command: echo x, args: { creates: /etc/passwd }, register: left }
      - debug: { msg: "{{ left.msg }} {{ left.stdout }} {{ left.cmd }}" }
    `,
  },
  {
    name: 'cron gives the jobs and variables of the file, and what is wrong',
    tasks: `
      - { cron: { name: a, minute: "5", job: /bin/true, user: root, cron_file: "{{ dir }}/jobs" }, register: a }
      - { cron: { name: a, minute: "5", job: /bin/true, user: root, cron_file: "{{ dir }}/jobs" }, register: b }
      - { cron: { name: PATH, env: true, job: /bin, user: root, cron_file: "{{ dir }}/jobs" }, register: c }
      - { cron: { name: PATH, env: true, state: absent, cron_file: "{{ dir }}/jobs" }, register: d }
      - { cron: { name: a, state: absent, cron_file: "{{ dir }}/jobs" }, register: e }
      - { cron: { name: d }, register: f }
      - debug: { msg: "of {{ [a.jobs, a.envs, b.jobs, c.jobs, c.envs, d.envs, e.state] }}" }
      - debug: { msg: "{{ [a, b, c, d, e, f] | map(attribute='changed') | list }} {{ f.msg }} {{ e.cron_file | basename }}" }
    `,
  },
  {
    name: 'apt says whether and when it fetched the lists, and names a package that there is none of',
    tasks: `
      - { apt: { name: coreutils }, register: a }
      - { apt: { name: no-such-package }, register: b }
      - { stat: { path: /var/lib/apt/periodic/update-success-stamp }, register: stamp }
      - { stat: { path: /var/lib/apt/lists }, register: lists }
      - { apt: { update_cache: true, cache_valid_time: 999999999 }, register: c }
      - { apt: { name: no-such-package, state: absent }, register: d }
      - debug: { msg: "{{ a.cache_updated }} {{ a.changed }} {{ b.msg }} {{ b.changed }}" }
      - debug: { msg: "of {{ (stamp.stat.exists | ternary(stamp, lists)).stat.mtime | int in [a.cache_update_time, c.cache_update_time] }}" }
      - debug: { msg: "of {{ [a.cache_update_time == c.cache_update_time, a.cache_update_time is number, c.cache_updated, d.changed] }}" }
    `,
  },
  {
    name: 'edits that every run would make again are made, once in each run',
    before: "printf '%s\\n' a b > f; printf 'v=1\\n' > g",
    tasks: `
      - { replace: { path: "{{ dir }}/f", regexp: '^(.+)$', replace: '"\\1"' }, register: a }
      - { replace: { path: "{{ dir }}/f", regexp: '^(.+)$', replace: '"\\1"' }, register: b }
      - { lineinfile: { path: "{{ dir }}/g", regexp: '^v=(\\d)', line: 'v=\\g<1>1', backrefs: true }, register: c }
      - { lineinfile: { path: "{{ dir }}/g", regexp: '^v=(\\d)', line: 'v=\\g<1>1', backrefs: true }, register: d }
      - { blockinfile: { path: "{{ dir }}/h", block: "x", create: true }, register: e }
      - debug: { msg: "of {{ [a, b, c, d, e] | map(attribute='msg') | list }} {{ [a, b, c, d, e] | map(attribute='changed') | list }}" }
    `,
  },
  {
    name: 'copies of a directory of the host keep the modes of what is in it',
    before:
      'mkdir -p s/a/b there/a; cd s; echo 1 > t; chmod 755 t; echo 2 > u; chmod 600 u; cp -p t u a/b; chmod 750 a; chmod 711 a/b; ln -s ../t a/l',
    tasks: `
      - { copy: { src: "{{ dir }}/s", dest: "{{ dir }}/d", remote_src: true }, register: a }
      - { copy: { src: "{{ dir }}/s/", dest: "{{ dir }}/e", remote_src: true }, register: b }
      - { copy: { src: "{{ dir }}/s/", dest: "{{ dir }}/e", remote_src: true }, register: c }
      - { command: "find d e -printf '%p %y %m %l;'", args: { chdir: "{{ dir }}" }, register: all }
      - debug: { msg: "of {{ [a, b, c] | map(attribute='changed') | list }} {{ all.stdout.split(';') | sort }}" }
    `,
  },
  {
    name: 'copies of a directory of the host give the mode that is asked for to the directory alone',
    before:
      'mkdir -p s/a/b there; cd s; echo 1 > t; chmod 755 t; echo 2 > a/u; chmod 600 a/u; chmod 750 a; chmod 711 a/b; chmod 700 ../there',
    tasks: `
      - { copy: { src: "{{ dir }}/s/", dest: "{{ dir }}/d/", remote_src: true, mode: "0700" }, register: a }
      - { copy: { src: "{{ dir }}/s", dest: "{{ dir }}/e", remote_src: true, mode: "0750", directory_mode: "0711" }, register: b }
      - { copy: { src: "{{ dir }}/s/", dest: "{{ dir }}/f", remote_src: true, directory_mode: "0711" }, register: c }
      - { copy: { src: "{{ dir }}/s/", dest: "{{ dir }}/there", remote_src: true, mode: "u=rwx,g=rx" }, register: d }
      - { command: "find d e f there -printf '%p %y %m;'", args: { chdir: "{{ dir }}" }, register: all }
      - debug: { msg: "of {{ [a, b, c, d] | map(attribute='changed') | list }} {{ all.stdout.split(';') | sort }}" }
    `,
  },
  {
    name: 'file reads times in the formats of Python',
    before: 'touch f',
    tasks: `
      - { file: { path: "{{ dir }}/f", modification_time: "2020-01-02", modification_time_format: "%Y-%m-%d" }, register: a }
      - { file: { path: "{{ dir }}/f", modification_time: "Jan 02 2020", modification_time_format: "%b %d %Y" }, register: b }
      - { file: { path: "{{ dir }}/f", access_time: "12/31/99 5 PM", access_time_format: "%m/%d/%y %I %p" }, register: c }
      - { file: { path: "{{ dir }}/f", access_time: "2020x", access_time_format: "%Y" }, register: d }
      - { stat: { path: "{{ dir }}/f", get_checksum: false }, register: e }
      - debug: { msg: "of {{ [a, b, c, d] | map(attribute='changed') | list }} {{ [d.failed, e.stat.mtime, e.stat.atime] }}" }
    `,
  },
  {
    name: 'command says why it did not run',
    before: 'mkdir real; ln -s real link',
    tasks: `
      - { command: /no/such/program x, register: a }
      - { command: no-such-program, register: b }
      - { command: echo hi, args: { executable: /bin/bash }, register: c }
      - { command: echo hi, args: { creates: "{{ dir }}" }, check_mode: true, register: d }
      - { shell: echo hi, args: { removes: "{{ dir }}/none" }, check_mode: true, register: e }
      - { shell: echo "$PWD", args: { chdir: "{{ dir }}/link" }, register: f }
      - { command: "{{ dir }}/real", register: g }
      - { command: { argv: [no-such-program, "a b"] }, register: h, failed_when: false }
      - { command: no-such-program, register: i, changed_when: true }
      - { shell: echo hi, args: { executable: /no/such/shell }, register: j }
      - debug: { msg: "of {{ [a, b, g, h, i, j] | map(attribute='changed') | list }} {{ [h.cmd, h.rc, i.rc] }}" }
      - debug: { msg: "of {{ [g.msg, g.rc, g.cmd, j.msg, j.rc, j.cmd] | map('string') | map('replace', dir, 'DIR') | list }}" }
      - debug: { msg: "of {{ [a.msg, a.rc, a.cmd, a.stderr, b.msg, b.rc, c.stdout, c.warnings | length] }}" }
      - debug: { msg: "of {{ [d.msg, e.msg, f.stdout] | map('replace', dir, 'DIR') | list }}" }
    `,
  },
  {
    name: 'user takes a text that is no password hash, with a warning',
    tasks: `
      - { user: { name: drover-no-such-user, password: plain, state: absent }, register: a }
      - { user: { name: root, password: plain, update_password: on_create }, check_mode: true, register: b }
      - { user: { name: root, password: "*", update_password: on_create }, check_mode: true, register: c }
      - debug: { msg: "of {{ [a.changed, b.changed, b.warnings | length, c.warnings | default([])] }}" }
    `,
  },
  {
    name: 'find counts the level below its depth, and file takes seconds of one digit',
    before: 'mkdir -p s/a/b/c; touch s/f s/a/g s/a/b/h s/a/b/c/i; mkdir o',
    tasks: `
      - { find: { paths: "{{ dir }}/s", recurse: true, depth: 2, file_type: any }, register: a }
      - { file: { path: "{{ dir }}/o/old", state: touch, modification_time: "202001011200.5" }, register: b }
      - { find: { paths: "{{ dir }}/o", age: 1w }, register: c }
      - { find: { paths: "{{ dir }}/o", age: long }, register: d }
      - { find: { paths: "{{ dir }}/o", size: big }, register: e }
      - { assemble: { src: "{{ dir }}/none", dest: "{{ dir }}/x" }, register: f }
      - { assemble: { src: "{{ dir }}/s/f", dest: "{{ dir }}/x" }, register: g }
      - debug: { msg: "of {{ [a.examined, a.matched, b.changed, c.matched, d.msg, e.msg] }}" }
      - debug: { msg: "of {{ [f.msg, g.msg] | map('replace', dir, 'DIR') | list }}" }
    `,
  },
  {
    name: 'known_hosts and expect say what is wrong with their params',
    tasks: `
      - { known_hosts: { name: "a.example,b.example", key: "a.example ssh-rsa AAAA", path: "{{ dir }}/k" }, register: a }
      - known_hosts:
          name: b.example
          key: a.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8yMxGPzPv7vJxpTYdfYeUvnCLMEp9C5HQmGrzvUtzQ
          path: "{{ dir }}/k"
        register: b
      - { expect: { command: "", responses: { a: b } }, register: c }
      - debug: { msg: "of {{ [a.msg, b.msg, c.msg] }}" }
    `,
  },
  {
    name: 'service names a service that the host does not have',
    tasks: `
      - { service: { name: no-such-service, state: started, use: service }, register: a }
      - debug: { msg: "{{ a.msg }} {{ a.changed }}" }
    `,
  },
  {
    name: 'wait_for finds a line by a regular expression of Python, and gives its groups',
    before: "printf 'start\\ndone data 123\\n' > f",
    tasks: `
      - { wait_for: { path: "{{ dir }}/f", search_regex: 'done (?P<what>\\w+) (\\d+)', timeout: 5 }, register: found }
      - debug: { msg: "{{ found.match_groups }} {{ found.match_groupdict }} {{ found.search_regex }}" }
      - { wait_for: { path: "{{ dir }}/none", timeout: 1 }, register: late }
      - debug: { msg: "{{ late.msg | replace(dir, 'DIR') }}" }
    `,
  },
]

for (const { name, before = 'true', tasks } of ROWS) {
  const playbook = `
- hosts: a
  gather_facts: false
  ignore_errors: true
  tasks:
      - shell: ${JSON.stringify(before)}
        args: { chdir: "{{ dir }}" }
${tasks}
`
  test(`the registered results have the same fields as with Ansible: ${name}`, () => {
    const beside = { 'ansible.cfg': '[defaults]\n' }
    assert.equal(play('drover', playbook, 1, beside), play('ansible', playbook, 1, beside))
  })
}

test.run()
