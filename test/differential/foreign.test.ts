import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { play } from './referee.ts'

interface Foreign {
  readonly playbook: string
  /** Files next to the playbook. */
  readonly beside?: Readonly<Record<string, string>>
}

/** Playbooks in the style of Ansible's users, in the syntax that both tools have in common. */
const PLAYBOOKS: Record<string, Foreign> = {
  'virtual hosts of a web server': {
    playbook: `
- name: Web server
  hosts: all
  gather_facts: no
  vars:
    root: "{{ dir }}/nginx"
    sites:
      - { name: shop, port: 8080, enabled: true }
      - { name: blog, port: 8081, enabled: false }
  pre_tasks:
    - name: Make the folders
      ansible.builtin.file:
        path: "{{ root }}/{{ item }}"
        state: directory
        mode: '0755'
      loop: [sites-available, sites-enabled]
  tasks:
    - name: Describe the sites
      ansible.builtin.copy:
        dest: "{{ root }}/sites-available/{{ item.name }}.conf"
        mode: "0644"
        content: |
          server {
            listen {{ item.port }};
            server_name {{ item.name }}.{{ inventory_hostname }};
          }
      loop: "{{ sites }}"
      loop_control:
        label: "{{ item.name }}"
      notify: reload nginx
    - name: Enable some
      file:
        src: "{{ root }}/sites-available/{{ item.name }}.conf"
        dest: "{{ root }}/sites-enabled/{{ item.name }}.conf"
        state: link
      loop: "{{ sites }}"
      when: item.enabled
      notify:
        - reload nginx
    - name: Remove the default site
      file: { path: "{{ root }}/sites-enabled/default", state: absent }
      notify: reload nginx
  post_tasks:
    - name: Say so
      shell: echo post >> {{ dir }}/log
      changed_when: false
  handlers:
    - name: reload nginx
      shell: echo reload >> {{ dir }}/log
`,
  },
  'users and their keys, by inclusion in a loop': {
    playbook: `
- hosts: all
  gather_facts: false
  vars:
    users:
      - { name: ann, authorized: [ssh-ed25519 AAAA1 ann@home, ssh-ed25519 AAAA2 ann@work] }
      - { name: bob, authorized: [] }
      - { name: eve, authorized: [ssh-rsa BBBB eve] }
  tasks:
    - include_tasks: keys.yml
      loop: "{{ users }}"
      loop_control: { loop_var: user }
      when: user.name in ["ann", "eve"]
`,
    beside: {
      'keys.yml': `
- file: { path: "{{ dir }}/{{ user.name }}", state: directory, mode: "0755" }
- name: The folder of {{ user.name }}
  file: { path: "{{ dir }}/{{ user.name }}/.ssh", state: directory, mode: "u=rwx,go=" }
- name: The keys of {{ user.name }}
  lineinfile:
    path: "{{ dir }}/{{ user.name }}/.ssh/authorized_keys"
    line: "{{ key }}"
    create: yes
    mode: "0600"
  loop: "{{ user.authorized }}"
  loop_control: { loop_var: key, index_var: number }
  when: number < 2
`,
    },
  },
  'lines of crontabs and sysctl': {
    playbook: `
- hosts: all
  gather_facts: false
  tasks:
    - copy: { dest: "{{ dir }}/crontab", content: "# m h\\n5 4 * * * root old-job # backup\\n", mode: "0600" }
    - lineinfile:
        dest: "{{ dir }}/crontab"
        regexp: '# backup$'
        line: "{{ minute }} 3 * * * root /usr/local/bin/backup # backup"
      vars: { minute: 17 }
    - lineinfile:
        path: "{{ dir }}/sysctl.conf"
        regexp: "^{{ item.key }}\\\\s*="
        line: "{{ item.key }} = {{ item.value }}"
        create: true
        mode: "0644"
      loop:
        - { key: net.ipv4.ip_forward, value: 1 }
        - { key: vm.swappiness, value: 10 }
        - { key: net.ipv4.ip_forward, value: 0 }
      register: lines
    - copy: { dest: "{{ dir }}/changed", content: "lines", mode: "0644" }
      when: lines.changed
`,
  },
  'an application from an archive, with a link to the current release': {
    playbook: `
- hosts: all
  gather_facts: false
  vars: { release: "1.2.0", base: "{{ dir }}/opt/app" }
  tasks:
    - shell: mkdir -p src/app-{{ release }}/bin && echo run > src/app-{{ release }}/bin/app && tar czf app.tgz -C src app-{{ release }}
      args:
        chdir: "{{ dir }}"
        creates: "{{ dir }}/app.tgz"
    - file: { path: "{{ base }}/releases", state: directory, mode: "0755" }
    - unarchive:
        src: "{{ dir }}/app.tgz"
        dest: "{{ base }}/releases"
        remote_src: yes
        creates: "{{ base }}/releases/app-{{ release }}/bin/app"
    - file: { path: "{{ base }}/releases/app-{{ release }}/bin/app", mode: a+x }
    - file: { src: "releases/app-{{ release }}", dest: "{{ base }}/current", state: link }
    - stat: { path: "{{ base }}/current/bin/app" }
      register: app
    - assert:
        that:
          - app.stat.exists
          - app.stat.executable
    - shell: rm -rf src app.tgz
      args: { chdir: "{{ dir }}" }
`,
  },
  'a rolling restart, batch by batch, with handlers of each batch': {
    playbook: `
- hosts: all
  gather_facts: false
  serial: [1, 100%]
  vars: { log: "{{ hostvars.a.dir }}/log" }
  pre_tasks:
    - shell: echo drain {{ inventory_hostname }} >> {{ log }}
      throttle: 1
  tasks:
    - copy: { dest: "{{ dir }}/conf", content: "new", mode: "0644" }
      notify: [restart, check]
  post_tasks:
    - shell: echo back {{ inventory_hostname }} >> {{ log }}
      throttle: 1
  handlers:
    - name: restart
      shell: echo restart >> {{ dir }}/own
      notify: after
    - name: check
      shell: echo check >> {{ dir }}/own
    - name: after
      shell: echo after >> {{ dir }}/own
`,
  },
  'a rescue that knows what failed, inside of another': {
    playbook: `
- hosts: all
  gather_facts: false
  tasks:
    - name: Outer
      block:
        - name: Inner
          block:
            - name: the culprit
              shell: exit 7
              when: inventory_hostname != "c"
            - shell: echo only c >> {{ dir }}/log
          rescue:
            - shell: echo {{ ansible_failed_task.name }} {{ ansible_failed_result.rc }} >> {{ dir }}/log
            - fail: { msg: give up }
              when: inventory_hostname == "a"
          always:
            - shell: echo always >> {{ dir }}/log
        - shell: echo inner is over >> {{ dir }}/log
      rescue:
        - shell: echo outer {{ ansible_failed_result.msg }} >> {{ dir }}/log
    - shell: echo end >> {{ dir }}/log
`,
  },
  'results of a loop, looped over': {
    playbook: `
- hosts: all
  gather_facts: false
  tasks:
    - shell: test {{ item }} -lt 3 && echo small {{ item }}
      loop: [1, 2, 3]
      register: tests
      failed_when: tests.rc > 1
      changed_when: tests.rc == 0
    - copy: { dest: "{{ dir }}/{{ entry.item }}", content: "{{ entry.stdout }}", mode: "0644" }
      loop: "{{ tests.results }}"
      loop_control: { loop_var: entry, label: "{{ entry.item }}" }
      when: entry.rc == 0
    - command: "false"
      register: bad
      failed_when: false
    - copy: { dest: "{{ dir }}/rc", content: "{{ bad.rc }}", mode: "0644" }
      when: bad.rc == 1
`,
  },
  'one host does it for all, and tells all': {
    playbook: `
- hosts: all
  gather_facts: false
  tasks:
    - name: Make a token once
      command: echo token-of-{{ inventory_hostname }}
      register: token
      run_once: true
      changed_when: false
    - copy: { dest: "{{ dir }}/token", content: "{{ token.stdout }}", mode: "0600" }
    - command: echo {{ inventory_hostname }}
      register: own
      delegate_to: b
    - copy: { dest: "{{ dir }}/others", content: "{{ hostvars.c.own.stdout }} {{ own.stdout }}", mode: "0644" }
    - set_fact: { mine: "{{ inventory_hostname }}!" }
    - copy: { dest: "{{ hostvars.a.dir }}/from-all", content: "{{ hostvars.b.mine }}", mode: "0644" }
      delegate_to: a
      run_once: yes
`,
  },
  'a file imported with a condition, a file included with variables, hosts that leave early': {
    playbook: `
- hosts: all
  gather_facts: false
  vars_files: [vars.yml]
  environment: { WHO: "{{ who }}" }
  tasks:
    - import_tasks: more.yml
      when: inventory_hostname == "a"
      vars: { how: imported }
    - include_tasks: more.yml
      vars: { how: included }
    - meta: end_host
      when: inventory_hostname == "b"
    - include_tasks: "{{ inventory_hostname }}.yml"
      when: inventory_hostname == "c"
    - shell: echo end >> {{ dir }}/log
- hosts: all:!c
  gather_facts: false
  tasks:
    - shell: echo second play >> {{ dir }}/log
      no_log: true
      ignore_errors: yes
`,
    beside: {
      'vars.yml': 'who: world\n',
      'more.yml': '- name: Say it\n  shell: echo "{{ how }} $WHO" >> {{ dir }}/log\n',
      'c.yml': '- shell: echo own file >> {{ dir }}/log\n',
    },
  },
  'hosts of a group that the play before made out': {
    playbook: `
- hosts: a
  gather_facts: false
  tasks:
    - command: "false"
      register: broken
      ignore_errors: true
    - debug: { msg: "{{ broken.rc }}" }
    - pause: { seconds: 0 }
    - wait_for: { path: "{{ dir }}", timeout: 5 }
- hosts: all
  gather_facts: false
  order: reverse_inventory
  tasks:
    - shell: echo {{ inventory_hostname }} >> {{ hostvars.a.dir }}/order
      throttle: 1
      when: hostvars.a.broken.rc == 1
    - file: { path: "{{ dir }}/stamp", state: touch, mode: "0644", access_time: preserve, modification_time: preserve }
`,
  },
}

/** Playbooks that run twice: the second run must find the same changes. */
const TWICE = ['virtual hosts of a web server', 'lines of crontabs and sysctl']

for (const [what, { playbook, beside }] of Object.entries(PLAYBOOKS)) {
  const runs = TWICE.includes(what) ? 2 : 1
  test(`Ansible and Drover have the same results${runs > 1 ? ', twice' : ''}: ${what}`, () => {
    assert.equal(play('drover', playbook, runs, beside), play('ansible', playbook, runs, beside))
  })
}

test.run()
