import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject } from '../kit/command-line.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Playbooks whose dry run fails with Ansible although the run itself would not. */
const PLAYBOOKS: Readonly<Record<string, string>> = {
  'a condition on what a command printed': `
    - command: echo ready
      register: said
    - copy: { dest: "{{ dir }}/ready", content: "yes", mode: "0644" }
      when: said.stdout_lines[0] == "ready"
`,
  'a template that reads a fact which a command gave': `
    - command: echo 42
      register: said
    - set_fact: { answer: "{{ said.stdout_lines.0 }}" }
    - template: { src: answer.conf, dest: "{{ dir }}/answer", mode: "0644" }
`,
  'a file in a directory that is not made yet': `
    - file: { path: "{{ dir }}/new", state: directory, mode: "0755" }
    - shell: touch {{ dir }}/new/made
      args: { creates: "{{ dir }}/new/made", chdir: "{{ dir }}" }
    - copy: { src: "{{ dir }}/new/made", dest: "{{ dir }}/new/copy", remote_src: true, mode: "0644" }
`,
  'a line in a file that is not there yet': `
    - copy: { dest: "{{ dir }}/conf", content: "a=1\\n", mode: "0644" }
    - lineinfile: { path: "{{ dir }}/conf", regexp: "^a=", line: "a=2" }
`,
}

function projectOf(tasks: string): string {
  const folder = makeProject({
    'templates/answer.conf': 'answer {{ answer }}\n',
    'out/.keep': '',
    'site.yml': `- hosts: all\n  gather_facts: false\n  tasks:${tasks}`,
  })
  const host = `a: { ansible_connection: local, dir: ${join(folder, 'out')} }`
  writeFileSync(join(folder, 'hosts.yml'), `all:\n  hosts:\n    ${host}\n`)
  return folder
}

function check(folder: string, program: string, words: readonly string[]): number | null {
  return spawnSync(program, [...words, '-i', 'hosts.yml', '--check', 'site.yml'], {
    cwd: folder,
    env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'False', LC_ALL: 'C.UTF-8' },
  }).status
}

for (const [what, tasks] of Object.entries(PLAYBOOKS)) {
  test(`a dry run that fails with Ansible succeeds: ${what}`, () => {
    // The only syntax that differs between the tools here: an item of a list.
    const [theirs, ours] = [projectOf(tasks), projectOf(tasks.replace('lines.0', 'lines.[0]'))]
    try {
      const drover = [join(ROOT, 'dist/run.cjs'), 'playbook']
      assert.is.not(check(theirs, 'ansible-playbook', []), 0)
      assert.is(check(ours, process.execPath, drover), 0)
      assert.equal(readdirSync(join(ours, 'out')), ['.keep'])
    } finally {
      for (const folder of [theirs, ours]) rmSync(folder, { recursive: true })
    }
  })
}

test.run()
