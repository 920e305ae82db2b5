import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectedIn, foundIn } from '../kit/lint.ts'
import { folderOf } from '../kit/project-files.ts'

const OWN = {
  'site.yml': `
- name: Web
  hosts: web
  become_user: deploy # expect: partial-become
  vars:
    site_port: 8080
    sight_name: shop # expect: unused-variable
    import: all # expect: reserved-name, unused-variable
    db_password: correct-horse # expect: plain-password, unused-variable
    repository: https://deploy:hunter2@git.example.com/site.git # expect: plain-password
    common: &common { owner: root } # a place for an anchor
    unused: &unused { owner: root } # expect: unused-variable
    token: "{{env 'TOKEN'}}"
    ansible_fqdn: web.example.com # expect: shadowed-variable
  tasks:
    - name: Install nginx
      apt:
        name: nginx
        state: latest # expect: package-latest
    - name: Create the folder of uploads
      file:
        <<: *common
        path: /srv/uploads
        state: directory
        mode: 0777 # expect: unsafe-mode
    - name: Create the folder of the cache
      file: { path: /srv/cache, state: directory, mode: "a+rwx" } # expect: unsafe-mode
    - name: Install the key
      copy: # expect: secret-mode
        src: site.key
        dest: /etc/ssl/private/{{inventory_hostname}}.key
    - name: Install the other key
      copy:
        content: !secret { env: KEY }
        dest: /etc/site/other
        mode: "0644" # expect: secret-mode
    - name: Refresh the packages
      command: apt-get -y upgrade # expect: command-instead-of-task, no-changed-when
    - name: Fetch the sources
      command:
        cmd: git clone {{repository}} /srv/site # expect: command-instead-of-task
        creates: /srv/site
    - name: Look at the sources
      command: git -C /srv/site status
      changed_when: false
      register: sources # expect: unused-register
    - name: Count the sites
      shell: ls /srv | wc -l # expect: pipe-status
      changed_when: false
    - name: Show nothing of a pipe
      shell: echo {{site_port}} | tee /srv/port || true
      changed_when: false
    - name: Rebuild
      shell: # expect: shell-not-needed
        cmd: /opt/site/rebuild --all
        creates: /srv/site/index
    - name: Rebuild in English
      command:
        cmd: LANG=C /opt/site/rebuild # expect: inline-environment
        creates: /srv/site/index
    - name: Log in
      shell: | # expect: no-changed-when, plain-password
        cd /opt/site
        ./login --password=hunter2
    - name: Log in with the token
      command: /opt/site/login {{token}} # expect: no-log
      changed_when: true
    - name: Configure sshd
      template: # expect: no-guard
        src: sshd.conf
        dest: /etc/ssh/sshd_config
        mode: "0600"
      notify: Restart ssh # expect: unknown-handler
    - name: Open the port
      ufw: { rule: allow, port: "{{site_port}}" }
    - name: Close the other ports
      ufw: { default: deny, direction: incoming } # expect: no-guard
    - block:
        - name: Close all other ports
          ufw: { default: deny, direction: incoming }
      guard: 60
    - name: Stop the old site
      systemd: { name: old-site, state: stopped }
      ignore_errors: true # expect: ignored-errors
    - apt: { name: curl, state: present } # expect: unnamed-task
    - name: Create the folders
      file: { path: "/srv/{{sight}}", state: directory, mode: "0755" }
      with_items: [a, b] # expect: old-form
      loop_control: { loop_var: sight }
    - name: Take the rest
      include_tasks: more.yml
      loop: [1, 2]
      tags: rest # expect: idle-tags
  handlers:
    - name: Reload ssh # expect: unused-handler
      systemd: { name: ssh, state: reloaded }
- name: Database
  hosts: db
  strategy: free
  tasks:
    - name: Migrate
      command: { cmd: /opt/site/migrate, unless: /opt/site/migrate --check }
      run_once: true # expect: run-once-free
    - name: Take too much
      file: { path: /srv, state: directori } # expect: syntax
    - name: Misspell a param
      copy: { scr: a, dest: /b } # expect: syntax
    - name: Break a template
      debug: { msg: "{{#if x}}" } # expect: syntax
    - nmae: Misspell a keyword # expect: syntax
      debug: { msg: done }
`,
  'more.yml': `
- name: Create the parts
  file: { path: "/srv/{{item}}", state: directory, mode: "0755" }
  loop: [x, y] # expect: shadowed-variable
`,
  'group_vars/all.yml': `
mail_api_key: 0123456789abcdef # expect: plain-password
mail_password_file: /etc/mail/password
mail_hash: $6$rounds=5000$salt$hash
`,
}

const ANSIBLE = {
  'site.yml': `
- hosts: web
  sudo: yes # expect: old-form
  vars:
    loop: 1 # expect: reserved-name
    root_password: "{{ lookup('env', 'ROOT_PASSWORD') }}"
  roles:
    - web
  tasks:
    - include: more.yml # expect: old-form
    - name: Copy as text
      copy: src=a.conf dest=/etc/a.conf mode=0644 # expect: old-form
    - name: Copy with a number as the mode
      copy:
        src: b.conf
        dest: /etc/b.conf
        mode: 644 # expect: unquoted-mode
    - name: Count lines
      shell: "cat {{ files_of_site | join(' ') }} | wc -l" # expect: pipe-status
      changed_when: false
    - name: Backslashes in texts of conditions
      debug: {msg: done}
      when: loop is defined and "\\"a\\"" in root_password
    - name: Filters are no pipes
      shell: "cat {{ files_of_site | join(' ') }} > /dev/null"
      changed_when: false
    - name: Set the password
      shell: "mysqladmin password '{{ root_password }}'" # expect: no-changed-when, no-log
`,
  'more.yml':
    '- name: More\n  ansible.builtin.command: systemctl restart site # expect: command-instead-of-task\n  when: x is changed\n',
  'roles/web/tasks/main.yml': `
- name: Configure the site
  ansible.builtin.template: {src: site.j2, dest: /etc/site.conf, mode: "0644"}
  notify: reload site
  become_user: root
- name: Ask the site
  ansible.builtin.uri: {url: "http://localhost:{{ web_port }}"}
  register: answer # expect: unused-register
`,
  'roles/web/handlers/main.yml':
    '- name: reload site\n  service: name=site state=reloaded # expect: old-form\n',
  'roles/web/defaults/main.yml': 'web_port: 80\nweb_user: www-data\nweb_name: x # expect: unused-variable\n',
  'roles/web/templates/site.j2': '{% if web_user is defined %}user {{ web_user }};{% endif %}\n',
}

for (const [dialect, files] of [
  ['drover', OWN],
  ['ansible', ANSIBLE],
] as const) {
  test(`in the dialect of ${dialect}, exactly the planted faults are found, on their lines`, async () => {
    const folder = folderOf(files)
    const expected = expectedIn(folder, Object.keys(files))
    assert.ok(dialect !== 'drover' || expected.length > 30, String(expected.length))
    assert.equal((await foundIn(folder, dialect)).sort(), expected.sort())
  })
}

test.run()
