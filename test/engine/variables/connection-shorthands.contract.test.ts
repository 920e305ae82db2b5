import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'
import { container } from '../../kit/container.ts'

test('a host with `connection: chroot` is a folder with its own files and facts', async () => {
  const root = mkdtempSync(join(tmpdir(), 'drover-chroot-'))
  try {
    container(root)
    execFileSync('mknod', ['-m', '666', join(root, 'dev/null'), 'c', '1', '3'])
    const folder = makeProject({
      'hosts.yml': `all: { hosts: { box: { ansible_connection: community.general.chroot, ansible_host: ${root} } } }\n`,
      'site.yml': `- hosts: box
  tasks:
    - copy: { dest: /etc/motd, content: "{{ ansible_host }} {{ ansible_user_id }}\\n" }
    - command: { cmd: ls / }
      register: listed
      changed_when: false
    - copy: { dest: /etc/listed, content: "{{ join listed.stdout_lines ',' }}" }
`,
    })
    const words = ['playbook', '-o', 'lines', '-i', 'hosts.yml', 'site.yml']
    const first = await say(folder, ...words)
    assert.is(first.code, 0, first.stdout + first.stderr)
    assert.is(readFileSync(join(root, 'etc/motd'), 'utf8'), `${root} root\n`)
    assert.match(readFileSync(join(root, 'etc/listed'), 'utf8'), /^bin,dev,etc,/)
    const second = await say(folder, ...words)
    assert.match(second.stdout, /^box +3 +0$/m)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

test.run()
