import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lab } from './drover.ts'
import { compare, nameOf } from './dry-runs.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-dry-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))
test.before(() => {
  lab('reset')
})

const APP = `
- hosts: node3
  vars: { level: 1 }
  tasks:
    - group: { name: app, system: true }
    - user: { name: app, group: app, system: true, home: /srv/app, shell: /usr/sbin/nologin }
    - file: { path: /srv/app/releases/1.0, state: directory, owner: app, group: app, mode: "0755" }
    - copy: { dest: /srv/app/releases/1.0/app, mode: "0755", owner: app, content: "#!/bin/sh\\nexec sleep 100000\\n" }
    - file: { src: releases/1.0, dest: /srv/app/current, state: link }
    - template: { src: app.conf, dest: /srv/app/current/app.conf, owner: app, mode: "0640" }
    - lineinfile: { path: /srv/app/current/debug.conf, regexp: ^debug, line: "debug {{level}}", create: true }
    - file: { path: /srv/app, state: directory, owner: app, recurse: true }
    - template: { src: app.service, dest: /etc/systemd/system/app.service, mode: "0644" }
      notify: tell
    - systemd: { name: app, state: started, enabled: true, restart_on: [/srv/app/current/app.conf] }
    - systemd: { name: app, enabled: true, state: started }
    - stat: { path: /srv/app/current/app }
      register: program
    - command: touch /srv/app/ready
      args: { creates: /srv/app/ready }
      when: program.stat.exists && program.stat.executable
    - shell: echo never
      args: { removes: /srv/app/none }
    - name: ask what is not there yet
      probe: cat /srv/app/current/app.conf
      register: conf
    - name: keep what was asked
      copy: { dest: /srv/app/copy, content: "{{conf.stdout}}", mode: "0644" }
    - user: { name: app, group: app, groups: [adm], append: true }
    - lineinfile: { path: /etc/app-hosts, line: "127.0.0.1 app", create: true, mode: "0644" }
    - fail: { msg: "the file is there" }
      when: level > 5
  handlers:
    - name: tell
      file: { path: /srv/app/told, state: touch, modification_time: preserve, access_time: preserve }
`

test('a dry run predicts accounts, files, links and units, and the tasks that depend on them', () => {
  mkdirSync(join(folder, 'templates'))
  writeFileSync(join(folder, 'templates/app.conf'), 'level {{level}}\n')
  writeFileSync(
    join(folder, 'templates/app.service'),
    '[Service]\nUser=app\nExecStart=/srv/app/current/app\n[Install]\nWantedBy=multi-user.target\n',
  )
  const playbook = join(folder, 'app.yml')
  writeFileSync(playbook, APP)
  // The dry run must not report a file as missing that a command may have created, but it knows that the task
  // after the command creates one.
  assert.equal(compare([playbook]).map(nameOf), ['shell', 'ask what is not there yet'])
  assert.equal(compare([playbook]), [])
  // A change of one variable: the file is another, so the unit is started again.
  assert.equal(compare([playbook, '-e', '{"level": 2}']).map(nameOf), [
    'ask what is not there yet',
    'keep what was asked',
  ])
})

test('a dry run predicts package changes, and reports what depends on the contents of packages as unknown', () => {
  const playbook = join(folder, 'packages.yml')
  writeFileSync(
    playbook,
    `
- hosts: node3
  tasks:
    - apt: { name: [jq, drover-sample=1.0*], update_cache: true }
    - apt: { name: jq }
    - name: ask the program
      probe: jq --version
    - name: see what it brings
      stat: { path: /usr/share/doc/jq/copyright }
    - name: take away what it may bring
      file: { path: /usr/share/drover-none, state: absent }
    - copy: { dest: /etc/sample.conf, content: "x", mode: "0644" }
    - name: ask for the newest
      apt: { name: drover-sample, state: latest }
    - apt: { name: jq, state: absent }
    - apt: { name: jq, state: absent }
`,
  )
  assert.equal(compare([playbook]).map(nameOf), [
    'ask the program',
    'see what it brings',
    'take away what it may bring',
    'ask for the newest',
  ])
})

test.run()
