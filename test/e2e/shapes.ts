/** A playbook of a usual shape, and the tasks of which a dry run cannot predict the status. */
export interface Shape {
  readonly playbook: string
  /** Files next to the playbook. */
  readonly files?: Readonly<Record<string, string>>
  /**
   * The names of the tasks whose status a dry run cannot know on a bare host; `unknownAgain`: on a host that
   * is already as described.
   */
  readonly unknown?: readonly string[]
  readonly unknownAgain?: readonly string[]
}

/** Playbooks that use the task types that exist. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'a web server with virtual hosts': {
    playbook: `
- hosts: node1
  vars:
    sites: [ { name: shop, port: 8080 }, { name: blog, port: 8081 } ]
  handlers:
    - name: reload nginx
      systemd: { name: nginx, state: reloaded }
  tasks:
    - apt: { name: nginx-light, update_cache: true, cache_valid_time: 3600 }
    - file: { path: "/srv/www/{{ item.name }}", state: directory, owner: www-data, mode: "0755" }
      loop: "{{ sites }}"
    - copy: { dest: "/srv/www/{{ item.name }}/index.html", content: "{{ item.name }}\\n", owner: www-data, mode: "0644" }
      loop: "{{ sites }}"
    - template: { src: site.conf, dest: "/etc/nginx/sites-available/{{ item.name }}", mode: "0644" }
      loop: "{{ sites }}"
      notify: reload nginx
    - file: { src: "/etc/nginx/sites-available/{{ item.name }}", dest: "/etc/nginx/sites-enabled/{{ item.name }}", state: link }
      loop: "{{ sites }}"
      notify: reload nginx
    - name: no default site
      file: { path: /etc/nginx/sites-enabled/default, state: absent }
      notify: reload nginx
    - systemd: { name: nginx, state: started, enabled: true }
    - meta: flush_handlers
    - name: the shop answers
      uri: { url: "http://127.0.0.1:8080/", return_content: true }
`,
    // The contents of a package are only known after its installation.
    unknown: ['template', 'file', 'no default site', 'systemd', 'reload nginx', 'the shop answers'],
    files: {
      'templates/site.conf': 'server {\n  listen {{item.port}};\n  root /srv/www/{{item.name}};\n}\n',
    },
  },
  'users, their ssh keys and their sudo rules': {
    playbook: `
- hosts: node2
  vars:
    people: [ { name: ann, groups: [ops] }, { name: bob, groups: [] } ]
  tasks:
    - group: { name: ops, system: true }
    - user: { name: "{{ item.name }}", groups: "{{ item.groups }}", append: true, shell: /bin/bash, create_home: true }
      loop: "{{ people }}"
    - file: { path: "/home/{{ item.name }}/.ssh", state: directory, owner: "{{ item.name }}", group: "{{ item.name }}", mode: "0700" }
      loop: "{{ people }}"
    - copy: { dest: "/home/{{ item.name }}/.ssh/authorized_keys", content: "ssh-ed25519 AAAA {{ item.name }}\\n", owner: "{{ item.name }}", mode: "0600" }
      loop: "{{ people }}"
    - copy: { dest: /etc/sudoers.d/ops, content: "%ops ALL=(ALL) NOPASSWD: /usr/bin/systemctl\\n", mode: "0440", validate: /usr/sbin/visudo -cf %s }
    - user: { name: mallory, state: absent, remove: true }
    - lineinfile: { path: /etc/login.defs, regexp: '^UMASK', line: "UMASK 027" }
`,
  },
  'a user whose home is created later, and one whose home moves': {
    playbook: `
- hosts: node1
  tasks:
    - user: { name: late, create_home: false }
    - user: { name: late, create_home: true }
    - user: { name: late }
    - file: { path: /home/late/notes, state: directory, owner: late, mode: "0700" }
    - file: { path: /srv/there, state: directory, mode: "0750" }
    - user: { name: early, home: /srv/there }
    - file: { path: /srv/there, state: directory, mode: "0750", owner: root }
    - user: { name: moved }
    - user: { name: moved, home: /srv/moved, move_home: true }
    - name: what has moved
      file: { path: /srv/moved/notes, state: directory, mode: "0700" }
`,
    unknown: ['what has moved'],
    unknownAgain: [],
  },
  'a certificate authority that the host does not trust yet': {
    playbook: `
- hosts: node1
  tasks:
    - certificate_authority: { directory: /srv/pki, backend: forge, CN: a, ca_expiry: 9000h }
    - certificate: { directory: /srv/pki, backend: forge, name: x, hosts: [a.test] }
    - name: the authority again, for longer
      certificate_authority: { directory: /srv/pki, backend: forge, CN: a }
    - name: and again
      certificate_authority: { directory: /srv/pki, backend: forge, CN: a }
    - name: the certificate again
      certificate: { directory: /srv/pki, backend: forge, name: x, hosts: [a.test] }
    - ca_bundle: { path: /srv/bundle.pem, certificate: /srv/pki/x.pem, mode: "0644" }
`,
  },
  'a stricter sshd': {
    playbook: `
- hosts: node3
  handlers:
    - name: restart sshd
      systemd: { name: ssh, state: restarted }
  tasks:
    - lineinfile: { path: /etc/ssh/sshd_config, regexp: "^#?{{ item.key }} ", line: "{{ item.key }} {{ item.value }}", validate: "/usr/sbin/sshd -t -f %s" }
      loop: [ { key: MaxAuthTries, value: 4 }, { key: X11Forwarding, value: "no" }, { key: LoginGraceTime, value: 30 } ]
      notify: restart sshd
    - copy: { dest: /etc/ssh/sshd_config.d/banner.conf, content: "Banner /etc/issue.net\\n", mode: "0644" }
      notify: restart sshd
    - copy: { dest: /etc/issue.net, content: "Authorized use only.\\n", mode: "0644" }
`,
  },
  'an application from an archive, with its unit': {
    playbook: `
- hosts: node1
  vars: { release: "1.0", base: /opt/app }
  handlers:
    - name: tell
      copy: { dest: /var/lib/app/told, content: "{{ release }}", owner: app, mode: "0644" }
  tasks:
    - group: { name: app, system: true }
    - user: { name: app, group: app, system: true, shell: /usr/sbin/nologin, home: /var/lib/app, create_home: true }
    - file: { path: "{{ base }}/releases/{{ release }}", state: directory, mode: "0755" }
    - unarchive: { src: "app-{{ release }}.tar", dest: "{{ base }}/releases/{{ release }}", owner: root, group: root }
      notify: tell
    - file: { src: "releases/{{ release }}", dest: "{{ base }}/current", state: link }
    - template: { src: app.service, dest: /etc/systemd/system/app.service, mode: "0644" }
    - stat: { path: "{{ base }}/current/app" }
      register: program
    - assert: { that: [ "program.stat.exists", "program.stat.executable" ] }
    - systemd: { name: app, state: started, enabled: true, daemon_reload: true, restart_on: [ "{{ base }}/current/app", /etc/systemd/system/app.service ], settle: 0.2 }
`,
  },
  'a scheduler with its jobs': {
    playbook: `
- hosts: node2
  tasks:
    - apt: { name: [cron, logrotate], update_cache: true, cache_valid_time: 3600 }
    - copy: { dest: /usr/local/bin/backup, content: "#!/bin/sh\\ntar cf /var/backups/etc.tar /etc\\n", mode: "0755" }
    - lineinfile: { path: /etc/cron.d/backup, line: "17 3 * * * root /usr/local/bin/backup", create: true, mode: "0644" }
    - copy: { dest: /etc/logrotate.d/app, content: "/var/log/app.log { weekly rotate 4 missingok }\\n", mode: "0644" }
    - systemd: { name: cron, state: started, enabled: true }
    - file: { path: /var/log/app.log, state: touch, mode: "0640", modification_time: preserve, access_time: preserve }
`,
    unknown: ['systemd'],
  },
  'a load balancer for the hosts of the inventory': {
    playbook: `
- hosts: node3
  tasks:
    - apt: { update_cache: true, cache_valid_time: 3600 }
    - package: { name: haproxy }
    - template: { src: haproxy.cfg, dest: /etc/haproxy/haproxy.cfg, mode: "0644" }
      register: config
    - systemd: { name: haproxy, state: restarted }
      when: config.changed
    - systemd: { name: haproxy, state: started, enabled: true }
`,
    files: {
      'templates/haproxy.cfg':
        'defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend all\n  bind :9000\n  default_backend nodes\nbackend nodes\n{{#each groups.etcd}}  server {{this}} {{lookup (lookup ../hostvars this) "ansible_host"}}:8080\n{{/each}}',
    },
    unknown: ['template', 'systemd', 'systemd'],
  },
  'kernel settings and modules': {
    playbook: `
- hosts: node1
  tasks:
    - lineinfile: { path: /etc/sysctl.d/90-app.conf, regexp: "^{{ item.key }} *=", line: "{{ item.key }} = {{ item.value }}", create: true, mode: "0644" }
      loop: [ { key: net.core.somaxconn, value: 1024 }, { key: vm.swappiness, value: 10 } ]
      register: settings
    - name: load the settings
      shell: echo loaded >>/var/log/sysctl-loads
      when: settings.changed
    - copy: { dest: /etc/modules-load.d/app.conf, content: "overlay\\n", mode: "0644" }
    - file: { path: /etc/security/limits.d, state: directory, mode: "0755" }
    - copy: { dest: /etc/security/limits.d/app.conf, content: "app soft nofile 65536\\n", mode: "0644" }
`,
  },
  'a tool from a download': {
    playbook: `
- hosts: node2
  tasks:
    - get_url: { url: "http://192.168.202.1/debian/Release", dest: /root/release, force: false, mode: "0644" }
    - file: { path: /opt/tools, state: directory, mode: "0755" }
    - copy: { dest: /opt/tools/run, content: "#!/bin/sh\\necho ok\\n", mode: "0755" }
    - file: { src: /opt/tools/run, dest: /usr/local/bin/run-tool, state: link }
    - name: ask the tool
      probe: /usr/local/bin/run-tool
      register: tool
    - copy: { dest: /opt/tools/said, content: "{{ tool.stdout }}", mode: "0644" }
`,
    unknown: ['ask the tool'],
  },
  'removal of everything that exists': {
    playbook: `
- hosts: node2
  tasks:
    - systemd: { name: cron, state: stopped, enabled: false }
    - apt: { name: logrotate, state: absent }
    - user: { name: bob, state: absent, remove: true }
    - file: { path: /etc/cron.d/backup, state: absent }
    - file: { path: /opt/tools, state: absent }
    - lineinfile: { path: /etc/login.defs, regexp: '^UMASK 027', state: absent }
`,
  },
  'values that come from commands': {
    playbook: `
- hosts: node3
  tasks:
    - name: ask for the kernel
      probe: uname -r
      register: kernel
    - copy: { dest: /etc/kernel-seen, content: "{{ kernel.stdout }}\\n", mode: "0644" }
    - name: make an id
      command: sh -c "echo id-1 >/etc/app-id"
      args: { creates: /etc/app-id }
    - name: read the id
      probe: cat /etc/app-id
      register: id
    - name: keep the id
      lineinfile: { path: /etc/app.conf, line: "id = {{ id.stdout }}", create: true, mode: "0600" }
    - copy: { dest: /etc/app.host, content: "{{ ansible_facts.hostname }}\\n", mode: "0644" }
`,
    unknown: ['read the id'],
  },
  'a block with rescue and always': {
    playbook: `
- hosts: node1
  tasks:
    - block:
        - file: { path: /srv/maintenance, state: touch, modification_time: preserve, access_time: preserve }
        - stat: { path: /srv/broken }
          register: broken
        - fail: { msg: "it is broken" }
          when: broken.stat.exists
        - copy: { dest: /srv/fine, content: "fine", mode: "0644" }
      rescue:
        - copy: { dest: /srv/rescued, content: "rescued", mode: "0644" }
      always:
        - copy: { dest: /srv/always, content: "always", mode: "0644" }
`,
  },
  'time and logs': {
    playbook: `
- hosts: node3
  handlers:
    - name: restart rsyslog
      systemd: { name: rsyslog, state: restarted }
  tasks:
    - apt: { name: rsyslog, update_cache: true, cache_valid_time: 3600 }
    - copy: { dest: /etc/rsyslog.d/10-app.conf, content: "local0.* /var/log/app.log\\n", mode: "0644" }
      notify: restart rsyslog
    - systemd: { name: rsyslog, state: started, enabled: true }
    - file: { path: /etc/localtime, src: /usr/share/zoneinfo/UTC, state: link }
    - copy: { dest: /etc/timezone, content: "Etc/UTC\\n", mode: "0644" }
    - lineinfile: { path: /etc/hosts, line: "192.168.202.131 etcd.example etcd", regexp: "etcd\\\\.example" }
`,
    unknown: ['systemd', 'restart rsyslog'],
  },
}
