import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject, say } from '../kit/command-line.ts'
import { openSshd, type Sshd } from '../kit/sshd.ts'

const PLAYBOOK = `
- hosts: web
  tasks:
    - copy: { content: "{{ inventory_hostname }} {{ ansible_facts.system }}", dest: "{{ folder }}/{{ inventory_hostname }}" }
      notify: reread
    - command: sh -c 'echo out; echo err >&2; exit 3'
      register: ended
      failed_when: ended.rc != 3
    - lineinfile: { path: "{{ folder }}/{{ inventory_hostname }}", line: "rc {{ ended.rc }}" }
      loop: [1, 2]
    - file: { path: "{{ folder }}/of-{{ item }}", state: directory }
      loop: "{{ groups.web }}"
      delegate_to: "{{ item }}"
      run_once: true
    - command: sh -c 'exit 4'
      when: inventory_hostname == 'b'
    - slurp: { src: "{{ folder }}/{{ inventory_hostname }}" }
  handlers:
    - name: reread
      command: cat '{{ folder }}/{{ inventory_hostname }}'
`

let server: Sshd
test.before(async () => {
  server = await openSshd()
})
test.after(() => server.close())

/** A project whose hosts are reached through a relay on this machine, or directly if `relay` is empty. */
function project(relay: string): string {
  const { address, port, user, privateKeyFile, knownHostsFile } = server.target()
  const settings = { address, port, user, private_key_file: privateKeyFile, known_hosts_file: knownHostsFile }
  const relays = { bastion: { connection: 'local', relay_command: COMMAND } }
  return makeProject({
    'site.yml': PLAYBOOK,
    'inventory/hosts.json': JSON.stringify({
      relays: { hosts: relays },
      web: { hosts: { a: {}, b: {}, c: {} }, vars: { ...settings, relay } },
    }),
  })
}

/** Fields that differ from run to run: times, costs, and hashes of commands that contain the folder. */
const DIFFERENT = ['time', 'run', 'milliseconds', 'costs', 'action', 'start', 'end', 'delta']

interface Seen {
  readonly code: number | null
  readonly events: unknown[]
  readonly files: Record<string, string>
}

/** The result of a run without the fields that differ from run to run. */
async function runIn(folder: string): Promise<Seen> {
  const made = join(folder, 'made')
  mkdirSync(made)
  const options = ['-o', 'ndjson', '--no-persist', '-e', `folder=${made}`]
  const { code, stdout, stderr } = await say(folder, 'playbook', 'site.yml', ...options)
  assert.match(stderr, /^to resume: run resume \S+\n$/)
  const events = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line.replaceAll(folder, 'FOLDER')))
    .map(event => JSON.stringify(event, (key, value) => (DIFFERENT.includes(key) ? undefined : value)))
    // The order of the hosts, and whether a task is slow, do not matter.
    .filter(event => !/^\{"type":"(warning|connect\.\w+|task\.(pending|progress|wait))"/.test(event))
    .sort()
  const names = readdirSync(made, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const files = names.map(({ name }) => [name, readFileSync(join(made, name), 'utf8')])
  return { code, events, files: Object.fromEntries(files) }
}

test('a run through a relay has the same events, exit code and files as a direct run', async () => {
  const [direct, relayed] = [await runIn(project('')), await runIn(project('bastion'))]
  assert.equal(relayed, direct)
  assert.is(direct.code, 2)
  assert.equal(Object.keys(direct.files).sort(), ['a', 'b', 'c'])
})

test.run()
