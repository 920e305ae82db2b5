import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { slowTest } from '../kit/slow-cases.ts'
import { countsOf, lab, onHost, runDrover } from './drover.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-e2e-'))
test.before(() => void lab('reset'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a playbook and runs it on the lab. */
function play(text: string, words: readonly string[] = [], input = '') {
  const file = join(folder, 'site.yml')
  writeFileSync(file, text)
  return runDrover(['-i', 'inventory/lab.yml', ...words, file], input)
}

const STATE = `
- hosts: node1
  tasks:
    - apt: { name: [jq, drover-sample=1.0*], update_cache: true, cache_valid_time: 3600 }
    - package: { name: tree }
    - apt: { name: drover-sample, state: latest }
      when: upgrade
    - group: { name: app, system: true }
    - user: { name: app, group: app, groups: [adm], system: true, home: /var/lib/app, shell: /usr/sbin/nologin, create_home: false, comment: Application }
    - file: { path: /etc/app, state: directory, owner: app, group: app, mode: 0750 }
    - copy: { content: "port = 8080\\n", dest: /etc/app/app.conf, owner: app, mode: 0640, force: false }
    - lineinfile: { path: /etc/app/app.conf, regexp: "^debug", line: "debug = {{debug}}" }
    - copy: { content: "[Service]\\nUser=app\\nExecStart=/bin/sleep 100000\\n[Install]\\nWantedBy=multi-user.target\\n", dest: /etc/systemd/system/app.service, mode: 0644 }
    - systemd: { name: app, state: started, enabled: true, restart_on: [/etc/app/app.conf], settle: 0.5 }
    - wait_for: { port: 22, timeout: 5 }
`

test('a play brings packages, accounts, files and units to the described state, and a second run changes nothing', () => {
  const first = play(STATE, ['-e', '{"upgrade": false, "debug": "off"}'])
  assert.is(first.status, 0, JSON.stringify(first.results.filter(result => result.status === 'failed')))
  assert.is(onHost('node1', "dpkg-query -W -f '${Version}' drover-sample"), '1.0')
  assert.is(onHost('node1', 'systemctl is-active app; systemctl is-enabled app'), 'active\nenabled\n')
  assert.match(onHost('node1', 'id app'), /gid=\d+\(app\) groups=\d+\(app\),4\(adm\)/)
  assert.is(onHost('node1', 'stat -c "%a %U %G" /etc/app/app.conf').trim(), '640 app root')
  assert.is(countsOf(play(STATE, ['-e', '{"upgrade": false, "debug": "off"}'])).changed, 0)
})

test('a changed line restarts only the unit that reads the file', () => {
  const changed = play(STATE, ['-e', '{"upgrade": false, "debug": "on"}'])
  const what = changed.results.filter(result => result.status === 'changed').map(({ taskType }) => taskType)
  assert.equal(what, ['lineinfile', 'systemd'])
})

slowTest('`state: latest` upgrades a package', () => {
  const upgraded = play(STATE.replace('drover-sample=1.0*', 'jq'), ['-e', '{"upgrade": true, "debug": "on"}'])
  assert.is(upgraded.status, 0)
  assert.is(onHost('node1', "dpkg-query -W -f '${Version}' drover-sample"), '2.0')
})

test('the packages of a loop are installed in one transaction of apt', () => {
  const packages = ['tree', 'jq']
  onHost(
    'node3',
    `apt-get update -q; apt-get purge -qq -y ${packages.join(' ')}; rm -f /var/log/apt/history.log`,
  )
  const installed = play(
    `- hosts: node3\n  tasks: [{ package: { name: "{{item}}" }, loop: [${packages.join(', ')}] }]\n`,
  )
  assert.is(installed.status, 0)
  assert.is(onHost('node3', 'grep -c ^Commandline: /var/log/apt/history.log').trim(), '1')
  assert.is(onHost('node3', `dpkg-query -W -f '\${db:Status-Abbrev}' ${packages.join(' ')}`), 'ii ii ')
})

test('a unit that exits right after its start fails with the last lines of its journal', () => {
  const dead = play(`
- hosts: node2
  tasks:
    - copy: { content: "[Service]\\nExecStart=/bin/sh -c 'echo last words; exit 3'\\n", dest: /etc/systemd/system/dead.service, mode: 0644 }
    - systemd: { name: dead, state: started }
`)
  assert.is(dead.status, 2)
  const message = dead.results.find(result => result.status === 'failed')?.message ?? ''
  assert.match(message, /^dead\.service stopped within 2 seconds of its start/)
  assert.match(message, /last words/)
})

/** Services that start but do not keep running, each with its last output in the journal. */
const UNSTEADY: [title: string, service: string, told: RegExp][] = [
  [
    'exits with an error 200 ms after its start',
    "ExecStart=/bin/sh -c 'sleep 0.2; echo last words; exit 3'",
    /^unsteady\.service stopped within 2 seconds of its start.*last words/s,
  ],
  [
    'exits without an error 200 ms after its start',
    "ExecStart=/bin/sh -c 'sleep 0.2; echo last words'",
    /^unsteady\.service exited within 2 seconds of its start without an error: .*last words/s,
  ],
  [
    'exits and is restarted again and again',
    "ExecStart=/bin/sh -c 'sleep 0.3; echo last words; exit 3'\\nRestart=always\\nRestartSec=50ms",
    /^unsteady\.service (restarted|stopped) within 2 seconds of its start.*last words/s,
  ],
  [
    'exits before it reports that it is ready',
    "Type=notify\\nExecStart=/bin/sh -c 'sleep 0.2; echo last words; exit 3'",
    /unsteady.*last words/s,
  ],
]
for (const [title, service, told] of UNSTEADY) {
  test(`a unit that ${title} fails with its journal`, () => {
    onHost(
      'node2',
      'systemctl stop unsteady 2>/dev/null; journalctl --rotate -q; journalctl --vacuum-time=1s -q || :',
    )
    const outcome = play(`
- hosts: node2
  tasks:
    - copy: { content: "[Service]\\n${service}\\n", dest: /etc/systemd/system/unsteady.service, mode: 0644 }
    - systemd: { name: unsteady, state: started }
`)
    assert.is(outcome.status, 2, JSON.stringify(outcome.results))
    assert.match(outcome.results.find(result => result.status === 'failed')?.message ?? '', told)
  })
}

/** Holds dpkg's lock, as dpkg does, for the given number of seconds. */
const HOLD = (seconds: number): string =>
  `setsid -f perl -e 'open(F, "+>", "/var/lib/dpkg/lock-frontend"); my $l = pack("ssx4qqlx4", 1, 0, 0, 0, 0); fcntl(F, 6, $l) or die; sleep ${seconds}' </dev/null >/dev/null 2>&1`

test("`apt` waits for dpkg's lock for `lock_timeout` seconds, and reports the process that holds it", () => {
  onHost('node3', `apt-get purge -qq -y tree >/dev/null; ${HOLD(30)}`)
  const short = play('- hosts: node3\n  tasks: [ apt: { name: tree, lock_timeout: 2 } ]\n')
  assert.is(short.status, 2)
  const failed = short.results.find(result => result.status === 'failed')
  assert.match(failed?.message ?? '', /is held by process \d+ \(perl\)/, failed?.message)
  assert.match(failed?.hint ?? '', /raise `lock_timeout` to wait longer/)
  onHost('node3', `pkill -x perl; ${HOLD(5)}`)
  const long = play('- hosts: node3\n  tasks: [ apt: { name: tree, lock_timeout: 60 } ]\n')
  assert.is(long.status, 0, JSON.stringify(long.results))
  assert.is(countsOf(long).changed, 1)
})

test('after an interrupted dpkg, `apt` fails with a hint, and `dpkg --configure -a` as a task repairs it', () => {
  onHost(
    'node3',
    `apt-get purge -qq -y tree >/dev/null; mkdir -p /root/cut/DEBIAN; cd /root/cut
printf 'Package: cut\\nVersion: 1\\nArchitecture: all\\nMaintainer: a <a@b.example>\\nDescription: is cut off\\n' >DEBIAN/control
printf '#!/bin/sh\\ntest -e /root/cut-once || { touch /root/cut-once; kill -9 $PPID; }\\n' >DEBIAN/postinst
chmod 0755 DEBIAN/postinst; dpkg-deb --build . /root/cut.deb >/dev/null; dpkg -i /root/cut.deb >/dev/null 2>&1; dpkg --audit | grep -q cut`,
  )
  const cut = play('- hosts: node3\n  tasks: [ apt: { name: tree } ]\n')
  assert.is(cut.status, 2, JSON.stringify(cut.results))
  const failed = cut.results.find(result => result.status === 'failed')
  assert.match(failed?.hint ?? '', /an earlier dpkg was interrupted: run `dpkg --configure -a` on the host/)
  const mended = play(
    '- hosts: node3\n  tasks: [ { command: dpkg --configure -a }, { apt: { name: tree } } ]\n',
  )
  assert.is(mended.status, 0, JSON.stringify(mended.results))
  assert.is(onHost('node3', "dpkg-query -W -f '${db:Status-Abbrev}' cut tree"), 'ii ii ')
})

test('`-K` reads the become password once, and the password appears in no output', () => {
  const words = [
    '--limit',
    'node1',
    '-e',
    '{"ansible_user": "admin", "ansible_password": "admin"}',
    '-b',
    '-K',
  ]
  const outcome = play(
    '- hosts: etcd\n  tasks:\n    - command: id -un\n      register: me\n    - assert: { that: me.stdout == "root" }\n',
    words,
    'admin\n',
  )
  assert.is(outcome.status, 0, JSON.stringify(outcome.results))
})

test('a wrong become password is tried once and reported', () => {
  const words = [
    '--limit',
    'node1',
    '-e',
    '{"ansible_user": "admin", "ansible_password": "admin"}',
    '-b',
    '-K',
  ]
  const tasks = '[{ command: id, loop: [1, 2], retries: 3, delay: 0 }]'
  const outcome = play(`- hosts: etcd\n  tasks: ${tasks}\n`, words, 'wrong\n')
  assert.is(outcome.status, 2)
  assert.is(outcome.results[0]?.status, 'failed')
  assert.match(outcome.results[0]?.message ?? '', /sudo refused the password/)
})

test('a secret is masked in all events of a run', () => {
  const outcome = play(
    '- hosts: node1\n  vars: { token: !secret "s3cr3t-token" }\n  tasks:\n    - shell: "echo {{token}}; echo {{token}} >&2; exit 1"\n',
  )
  assert.is(outcome.status, 2)
  assert.not.ok(JSON.stringify(outcome.events).includes('s3cr3t-token'))
})

test('unreachable hosts, failed hosts, and both together have different exit codes', () => {
  lab('link', 'node3', 'down')
  try {
    assert.is(play('- hosts: node3\n  tasks: [{ command: id }]\n', ['-T', '2']).status, 4)
    const both = play(
      '- hosts: etcd\n  tasks: [{ command: "false", when: inventory_hostname == "node1" }, { command: id }]\n',
      ['-T', '2'],
    )
    assert.is(both.status, 6)
    assert.equal(
      Object.entries(both.end.hosts).map(([host, { changed, failed, unreachable }]) => [
        host,
        changed,
        failed,
        unreachable,
      ]),
      [
        ['node1', 0, 1, 0],
        ['node2', 1, 0, 0],
        ['node3', 0, 0, 1],
      ],
    )
  } finally {
    lab('link', 'node3', 'up')
  }
})

test.run()
