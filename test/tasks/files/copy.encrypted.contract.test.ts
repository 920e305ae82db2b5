import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { encryptVault } from '../../../src/secrets/vault.ts'
import { makeProject, say } from '../../kit/command-line.ts'

const vault = (text: string): string => encryptVault(Buffer.from(text), { password: 'pw', label: 'default' })

const project = makeProject({
  'hosts.yml': 'all: { hosts: { localhost: { ansible_connection: local } } }\n',
  vpw: 'pw\n',
  'files/key.pem': vault('first of the key\nsecond of the key\n'),
  'files/plain': 'plain\n',
  'files/parts/a': vault('part of the key\n'),
  'files/run.sh': vault('#!/bin/sh\necho ran >"$1"\n'),
  'templates/t.j2': vault('x is {{ x }} in the template\n'),
  'site.yml': `- hosts: localhost
  gather_facts: false
  vars: { x: 1 }
  tasks:
    - copy: { src: key.pem, dest: "{{ out }}/key" }
    - copy: { src: key.pem, dest: "{{ out }}/sealed", decrypt: false }
    - copy: { src: plain, dest: "{{ out }}/plain" }
    - copy: { src: parts/, dest: "{{ out }}/tree/" }
    - copy: { src: parts/, dest: "{{ out }}/sealed-tree/", decrypt: false }
    - assemble: { src: files/parts, dest: "{{ out }}/whole", remote_src: false }
    - template: { src: t.j2, dest: "{{ out }}/rendered" }
    - script: { cmd: "run.sh {{ out }}/ran", creates: "{{ out }}/ran" }
`,
})
const out = join(project, 'out')
const play = (...words: string[]) =>
  say(
    project,
    ...['playbook', '--dialect', 'ansible', '-i', 'hosts.yml', 'site.yml', '-e', `out=${out}`],
    ...words,
  )
test.after(() => rmSync(project, { recursive: true, force: true }))

test('encrypted files and templates of the project are decrypted, and their content is not shown', async () => {
  mkdirSync(out)
  const keys = ['--vault-password-file', 'vpw', '--diff']
  const dry = await play(...keys, '--check')
  assert.is(dry.code, 0, dry.stdout + dry.stderr)
  const { code, stdout, stderr } = await play(...keys)
  assert.is(code, 0, stdout + stderr)
  for (const shown of [dry.stdout, stdout]) assert.not.match(shown, /of the key|in the template/)
  const read = (name: string): string => readFileSync(join(out, name), 'utf8')
  assert.is(read('key'), 'first of the key\nsecond of the key\n')
  assert.is(read('plain'), 'plain\n')
  assert.is(read('tree/a'), 'part of the key\n')
  assert.is(read('whole'), 'part of the key\n')
  assert.is(read('rendered'), 'x is 1 in the template\n')
  assert.is(read('ran'), 'ran\n')
  for (const name of ['sealed', 'sealed-tree/a']) assert.match(read(name), /^\$ANSIBLE_VAULT;/)
  const again = await play(...keys)
  assert.match(again.stdout, /\nlocalhost +7 +0 +1\n/)
})

test('without a key, an encrypted file is an error', async () => {
  rmSync(out, { recursive: true })
  const { code, stdout, stderr } = await play()
  assert.ok(code > 0)
  assert.match(stdout + stderr, 'this is encrypted with Ansible Vault, but no vault password was given')
  assert.not.ok(existsSync(join(out, 'key')))
})

test.run()
