import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { play } from './referee.ts'

/**
 * Playbooks with the same meaning in both tools: their Jinja is just bare variables, and their CEL is also valid
 * Jinja.
 */
const PLAYBOOKS: Record<string, string> = {
  'the exit code after failures that are cleared': `
- hosts: all
  gather_facts: false
  tasks:
    - fail: { msg: "no" }
      when: inventory_hostname == "a"
- hosts: all
  gather_facts: false
  tasks:
    - meta: clear_host_errors
`,
  'the exit code after failures that are cleared for other hosts': `
- hosts: all
  gather_facts: false
  tasks:
    - fail: { msg: "no" }
      when: inventory_hostname == "a"
- hosts: b
  gather_facts: false
  tasks:
    - meta: clear_host_errors
`,
  'directories, files, links and modes': `
- hosts: all
  gather_facts: false
  tasks:
    - file: { path: "{{ dir }}/etc", state: directory, mode: "0755" }
    - file: { path: "{{ dir }}/etc/app", state: directory, mode: "0750" }
    - copy: { content: "hello\\n", dest: "{{ dir }}/etc/app/greeting", mode: "0640" }
    - file: { src: "{{ dir }}/etc/app/greeting", dest: "{{ dir }}/link", state: link }
    - file: { path: "{{ dir }}/touched", state: touch, mode: "0600" }
    - file: { path: "{{ dir }}/etc/app/greeting", mode: "u=rw,g=,o=r" }
    - file: { path: "{{ dir }}/absent", state: absent }
`,
  'copy into a directory and over a file': `
- hosts: all
  gather_facts: false
  tasks:
    - file: { path: "{{ dir }}/in", state: directory, mode: "0755" }
    - copy: { content: "one", dest: "{{ dir }}/in/file", mode: "0644" }
    - copy: { content: "two", dest: "{{ dir }}/in/file" }
    - copy: { content: "two", dest: "{{ dir }}/in/file", force: false }
    - copy: { src: "{{ dir }}/in/file", dest: "{{ dir }}/copy", remote_src: true, mode: "0600" }
`,
  'files on the controller that earlier tasks change': `
- hosts: all
  gather_facts: false
  tasks:
    - file: { path: "{{ dir }}/from/in", state: directory, mode: "0755" }
    - copy: { content: "echo one", dest: "{{ dir }}/from/f", mode: "0700" }
    - copy: { content: "echo one", dest: "{{ dir }}/from/f", mode: "0500" }
    - copy: { src: "{{ dir }}/from/f", dest: "{{ dir }}/preserved", mode: preserve }
    - copy: { content: "x", dest: "{{ dir }}/from/in/x", mode: "0644" }
    - copy: { src: "{{ dir }}/from/in", dest: "{{ dir }}/tree", mode: "0640", directory_mode: "0755" }
    - copy: { content: "y", dest: "{{ dir }}/from/in/y", mode: "0644" }
    - copy: { src: "{{ dir }}/from/in", dest: "{{ dir }}/tree", mode: "0640", directory_mode: "0755" }
    - shell: tar -C {{ dir }}/from -cf {{ dir }}/from/t.tar in
    - unarchive: { src: "{{ dir }}/from/t.tar", dest: "{{ dir }}/tree" }
    - file: { path: "{{ dir }}/from/t.tar", state: absent }
    - script: "{{ dir }}/from/f"
      register: said
    - copy: { content: "{{ said.stdout }}", dest: "{{ dir }}/said", mode: "0644" }
    - copy: { content: "of: two", dest: "{{ dir }}/from/v.yml", mode: "0644" }
    - include_vars: "{{ dir }}/from/v.yml"
    - copy: { content: "{{ of }}", dest: "{{ dir }}/of", mode: "0644" }
`,
  'lines in a file': `
- hosts: all
  gather_facts: false
  tasks:
    - copy: { content: "one\\ntwo=2\\nthree\\n", dest: "{{ dir }}/f", mode: "0644" }
    - lineinfile: { path: "{{ dir }}/f", line: "four" }
    - lineinfile: { path: "{{ dir }}/f", regexp: "^two=", line: "two=22" }
    - lineinfile: { path: "{{ dir }}/f", line: "zero", insertbefore: BOF }
    - lineinfile: { path: "{{ dir }}/f", line: "one-and-a-half", insertafter: "^one" }
    - lineinfile: { path: "{{ dir }}/f", regexp: "^three", state: absent }
    - lineinfile: { path: "{{ dir }}/f", regexp: "^(two)=(.*)$", line: '\\1:\\2', backrefs: true }
    - lineinfile: { path: "{{ dir }}/f", regexp: "^nothing=(.*)$", line: 'x\\1', backrefs: true }
    - lineinfile: { path: "{{ dir }}/new", line: "made", create: true, mode: "0600" }
`,
  'conditions, loops and registered results': `
- hosts: all
  gather_facts: false
  tasks:
    - command: echo hello
      register: said
      changed_when: false
    - copy: { content: "{{ said.stdout }} {{ inventory_hostname }}", dest: "{{ dir }}/said", mode: "0644" }
      when: said.rc == 0
    - copy: { content: "never", dest: "{{ dir }}/never" }
      when: said.rc != 0
    - copy: { content: "{{ item }}", dest: "{{ dir }}/{{ item }}", mode: "0644" }
      loop: [x, y, z]
      when: item != "y"
    - copy: { content: "only b", dest: "{{ dir }}/b", mode: "0644" }
      when: inventory_hostname == "b"
`,
  'guards of commands': `
- hosts: all
  gather_facts: false
  tasks:
    - command: { cmd: "touch {{ dir }}/made", creates: "{{ dir }}/made" }
    - command: { cmd: "touch {{ dir }}/made", creates: "{{ dir }}/made" }
    - command: { cmd: "rm {{ dir }}/gone", removes: "{{ dir }}/gone" }
    - shell: "echo a > {{ dir }}/out; echo b >> {{ dir }}/out"
    - command: { argv: [touch, "{{ dir }}/a b"] }
    - command: pwd
      args: { chdir: "{{ dir }}" }
`,
  'blocks with rescue and always': `
- hosts: all
  gather_facts: false
  tasks:
    - block:
        - command: "false"
          when: inventory_hostname == "b"
        - copy: { content: "block", dest: "{{ dir }}/block", mode: "0644" }
      rescue:
        - copy: { content: "rescue", dest: "{{ dir }}/rescue", mode: "0644" }
      always:
        - copy: { content: "always", dest: "{{ dir }}/always", mode: "0644" }
    - copy: { content: "after", dest: "{{ dir }}/after", mode: "0644" }
`,
  'a failing host leaves, an ignored failure stays': `
- hosts: all
  gather_facts: false
  tasks:
    - command: "false"
      when: inventory_hostname == "a"
      ignore_errors: true
    - fail: { msg: "enough" }
      when: inventory_hostname == "c"
    - copy: { content: "still here", dest: "{{ dir }}/here", mode: "0644" }
`,
  'handlers, their order, listening and flushing': `
- hosts: all
  gather_facts: false
  tasks:
    - copy: { content: "1", dest: "{{ dir }}/one", mode: "0644" }
      notify: [second, topic]
    - meta: flush_handlers
    - copy: { content: "2", dest: "{{ dir }}/two", mode: "0644" }
      notify: first
      when: inventory_hostname != "c"
  handlers:
    - name: first
      shell: echo first >> {{ dir }}/log
    - name: second
      shell: echo second >> {{ dir }}/log
    - name: third
      listen: topic
      shell: echo third >> {{ dir }}/log
`,
  'serial, run_once and delegate_to': `
- hosts: all
  gather_facts: false
  serial: 2
  tasks:
    - command: echo once
      run_once: true
      register: once
    - copy: { content: "{{ once.stdout }}", dest: "{{ dir }}/once", mode: "0644" }
    - shell: echo {{ inventory_hostname }} >> {{ hostvars.a.dir }}/delegated
      delegate_to: a
      throttle: 1
`,
  'any_errors_fatal stops all hosts': `
- hosts: all
  gather_facts: false
  any_errors_fatal: true
  tasks:
    - command: "false"
      when: inventory_hostname == "b"
    - copy: { content: "never", dest: "{{ dir }}/never" }
`,
  'retries until it holds': `
- hosts: all
  gather_facts: false
  tasks:
    - shell: echo x >> {{ dir }}/tries; test "$(wc -l < {{ dir }}/tries)" -ge 3
      register: tried
      until: tried.rc == 0
      retries: 4
      delay: 0
    - copy: { content: "{{ tried.attempts }}", dest: "{{ dir }}/attempts", mode: "0644" }
`,
  'variables and their precedence': `
- hosts: all
  gather_facts: false
  vars: { a: play, b: play, c: play }
  tasks:
    - set_fact: { c: fact }
    - copy: { content: "{{ a }} {{ b }} {{ c }}", dest: "{{ dir }}/vars", mode: "0644" }
      vars: { b: task, c: task }
    - block:
        - copy: { content: "{{ a }} {{ d }}", dest: "{{ dir }}/block", mode: "0644" }
      vars: { a: block, d: block }
`,
  'max_fail_percentage is passed only when more fail': `
- hosts: all
  gather_facts: false
  max_fail_percentage: 34
  tasks:
    - command: "false"
      when: inventory_hostname == "b"
    - copy: { content: "on", dest: "{{ dir }}/on", mode: "0644" }
- hosts: all
  gather_facts: false
  tasks:
    - copy: { content: "later", dest: "{{ dir }}/later", mode: "0644" }
`,
  'hosts and groups that are added': `
- hosts: all
  gather_facts: false
  tasks:
    - group_by: { key: "is {{ inventory_hostname }}", parents: [made, other] }
      changed_when: false
      when: inventory_hostname != "c"
    - shell: echo {{ item }} >> {{ dir }}/names
      loop: "{{ group_names }}"
    - shell: echo {{ item }} >> {{ dir }}/made
      loop: "{{ groups.made }}"
    - add_host:
        name: "{{ item }}"
        groups: "made, {{ item }}s"
        ansible_connection: local
        dir: "{{ hostvars.c.dir }}"
        own: "{{ item }} of {{ inventory_hostname }}"
        list: [one, 2]
      loop: [new, b]
      changed_when: false
    - shell: echo {{ hostvars.new.own }}, {{ hostvars.b.own }}, {{ inventory_hostname }} > {{ dir }}/own-{{ inventory_hostname }}
- hosts: made:!is-a
  gather_facts: false
  tasks:
    - shell: echo {{ inventory_hostname }}, {{ own }}, {{ item }} >> {{ dir }}/later
      loop: "{{ list }}"
      throttle: 1
    - shell: echo {{ inventory_hostname }} {{ item }} >> {{ dir }}/later
      loop: "{{ group_names }}"
      throttle: 1
- hosts: other:ungrouped
  gather_facts: false
  tasks:
    - shell: echo {{ inventory_hostname }} {{ item }} >> {{ dir }}/other-{{ inventory_hostname }}
      loop: "{{ groups.all }}"
`,
  'facts that are asked for, and those of delegates': `
- hosts: a
  gather_facts: false
  tasks:
    - set_fact: { v: "for {{ item }}" }
      delegate_to: "{{ item }}"
      delegate_facts: true
      loop: [b, c]
    - set_fact: { w: mine }
      delegate_to: b
    - shell: echo {{ hostvars.b.v }}, {{ hostvars.c.v }}, {{ w }} > {{ dir }}/set
    - setup:
      delegate_to: "{{ item }}"
      delegate_facts: true
      loop: [b]
    - shell: echo {{ hostvars.b.ansible_system }} > {{ dir }}/system
- hosts: b
  gather_facts: false
  tasks:
    - shell: echo {{ v }}, {{ ansible_system }} > {{ dir }}/mine
    - setup: { filter: "ansible_sys*", gather_subset: "!all,min" }
      register: found
    - shell: echo {{ found.ansible_facts.ansible_system }} > {{ dir }}/found
`,
}

/** Playbooks that run twice: the second run must change exactly what Ansible changes again. */
const TWICE = ['directories, files, links and modes']

for (const [what, playbook] of Object.entries(PLAYBOOKS)) {
  const runs = TWICE.includes(what) ? 2 : 1
  test(`Ansible and Drover have the same results${runs > 1 ? ', twice' : ''}: ${what}`, () => {
    assert.equal(play('drover', playbook, runs), play('ansible', playbook, runs))
  })
}

test.run()
