import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CANARIES, canarySite, EACH_CANARY, hits, nameOf, runCanaries } from '../kit/canaries.ts'
import { COMMAND } from '../kit/command-line.ts'
import { watchProcesses } from '../kit/process-list.ts'
import { openSshd } from '../kit/sshd.ts'

/**
 * Canaries with quotes, shell syntax and pattern syntax, for tasks that are too slow to use with all
 * canaries.
 */
const SOME_CANARIES = `loop: ${JSON.stringify([1, 3, 4, 5, 7, 14].map(index => `{{${nameOf(index)}}}`))}`

/** Prints its input in each form in which a program may print it. */
const SHOW = `const { log, error } = console
for (const text of require('node:fs').readFileSync(0, 'utf8').split('\\x01')) {
  log('plain ' + text)
  error('on stderr ' + text)
  const bytes = Buffer.from(text)
  log(bytes.toString('base64'))
  log(bytes.toString('base64').replace(/.{76}/g, '$&\\n'))
  for (const before of ['u', 'uu', 'uuu', 'uuuu']) log(Buffer.from(before + text + ' and more').toString('base64'))
  log(bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_'))
  log(bytes.toString('hex'))
  log(bytes.toString('hex').toUpperCase())
  log(JSON.stringify({ text }), JSON.stringify(JSON.stringify(text)))
  log(encodeURIComponent(text), encodeURI(text), new URLSearchParams({ text }).toString())
}
`

const PLAY = `- hosts: all
  tasks:
    - name: "named {{s0}}"
      debug: { msg: "{{item}}" }
      ${EACH_CANARY}
    - debug: { var: vars }
    - copy: { dest: "{{playbook_dir}}/out-{{inventory_hostname}}", content: "{{item}}\\n", mode: "0600" }
      ${SOME_CANARIES}
    - template: { src: all.hbs, dest: "{{playbook_dir}}/all-{{inventory_hostname}}", mode: "0640" }
    - lineinfile: { path: "{{playbook_dir}}/all-{{inventory_hostname}}", line: "more={{item}}" }
      ${SOME_CANARIES}
    - name: shown by the host, in forms of its own
      shell: { cmd: "${process.execPath} {{playbook_dir}}/show.cjs", stdin: ${JSON.stringify(CANARIES.map((_, index) => `{{${nameOf(index)}}}`).join('\x01'))} }
      register: shown
    - debug: { var: shown }
    - name: sees it in its environment
      command: sh -c 'printenv SECRET; sleep 0.05'
      environment: { SECRET: "{{item}}" }
      ${EACH_CANARY}
    - uri: { url: "http://127.0.0.1:9/", method: POST, body: "{{s16}}", headers: { X-Token: "{{s0}}" }, url_username: a, url_password: "{{s6}}" }
      ignore_errors: true
    - get_url: { url: "http://127.0.0.1:9/x", dest: /nowhere, url_username: a, url_password: "{{s6}}" }
      ignore_errors: true
    - assert: { that: ["item == 'x'"], fail_msg: "got {{item}}" }
      ${EACH_CANARY}
      ignore_errors: true
    - set_fact: { again: "{{item}}", "number": !expr "int(s19)" }
      ${EACH_CANARY}
    - debug: { var: number }
    - shell: { cmd: "cat >&2; exit 3", stdin: "{{item}}" }
      ${EACH_CANARY}
      ignore_errors: true
    - name: the sampler can see this
      shell: "sleep 0.5; : known-to-all"
    - fail: { msg: "{{s0}} {{s1}} {{s2}} {{s3}} {{s4}} {{s5}} {{s6}} {{s7}} {{s8}}" }
`

/** Errors before any host is contacted: the invalid values are next to secret ones. */
const WRONG = `- hosts: all
  vars: { literal: !secret canary-in-the-open }
  tasks:
    - template: { src: bad.hbs, dest: /nowhere }
    - copy: { dest: "{{s0}}/relative", content: "{{s1}}", mode: "{{s3}}" }
    - systemd: { name: x, state: "{{s4}}" }
    - debug: { msg: "{{s0 | upper}}", literal: !secret canary-in-the-open }
    - debug: { msg: !expr "s5 + 1 + size(s6) * 'x'" }
    - debug: { msg: !expr "int(s0)" }
      when: s7
`

/** A task type that throws an error outside of any promise. */
const EXPLODE = `import { defineTask, inSync, z } from 'drover/task'
export default defineTask({
  summary: 'Has a fault.',
  example: 'explode: { word: x }',
  params: z.strictObject({ word: z.string().describe('What it tells.') }),
  check: async ({ params }) => {
    setTimeout(() => { throw new Error('nobody catches: ' + params.word) }, 0)
    await new Promise(resolve => setTimeout(resolve, 500))
    return inSync({})
  },
  apply: async () => ({}),
})
`

const made = canarySite({
  'site.yml': PLAY,
  'show.cjs': SHOW,
  'wrong.yml': WRONG,
  'tasks/explode.ts': EXPLODE,
  'explode.yml': '- hosts: all\n  tasks: [{ explode: { word: "{{s0}} {{s3}}" } }]\n',
  'templates/bad.hbs': '{{s0}} {{no_such_variable}}\n',
})

test('no canary is in the output of a dry run', async () => {
  const { output, code } = await runCanaries(made, 'site.yml', '-vvv', '--check', '--diff', '-o', 'ndjson')
  assert.is(code, 2, output.slice(-2000))
  holdMasked(output)
})

function holdMasked(output: string): void {
  assert.ok(output.includes('***'))
  assert.equal(hits(output), [])
}

test('no canary is in the errors before a run, nor in a listing', async () => {
  const { output, code } = await runCanaries(made, 'wrong.yml')
  assert.is(code, 1)
  assert.match(output, /\d+ errors; no host was contacted/)
  assert.equal(hits(output), [])
  assert.not.match(output, /canary-in-the-open/)
  const listing = await runCanaries(made, 'site.yml', '--list-tasks')
  assert.is(listing.code, 0, listing.output)
  assert.equal(hits(listing.output), [])
})

for (const [connection, form] of [
  ['local', 'lines'],
  ['ssh', 'ndjson'],
] as const) {
  test(`no canary is in the process list or the ${form} output while tasks run over ${connection}, and the written files are complete`, async () => {
    const sshd = connection === 'ssh' ? await openSshd() : undefined
    const { port, privateKeyFile, knownHostsFile } = sshd?.target() ?? {}
    const vars = sshd
      ? { address: '127.0.0.1', port, private_key_file: privateKeyFile, known_hosts_file: knownHostsFile }
      : { connection }
    const inventory = join(made.folder, `${connection}.yml`)
    writeFileSync(inventory, JSON.stringify({ all: { hosts: { [connection]: vars } } }))
    const watch = watchProcesses([...CANARIES, 'known-to-all'])
    const words = ['-i', inventory, '--no-persist', '--diff', '-vvv', '-o', form]
    const { output, code } = await runCanaries(made, 'site.yml', ...words)
    const { found, looks } = await watch.end()
    await sshd?.close()
    assert.ok(looks > 100, `${looks} looks`)
    assert.ok(
      found.some(args => args.includes('known-to-all')),
      'the sampler sees arguments',
    )
    assert.equal(
      found.filter(args => !args.includes('known-to-all')),
      [],
    )
    assert.is(code, 2, output.slice(-2000))
    holdMasked(output)
    const file = join(made.folder, `all-${connection}`)
    const text = readFileSync(file, 'utf8')
    for (const [index, canary] of CANARIES.entries()) assert.ok(text.includes(`${index}=${canary}\n`), canary)
    assert.is(statSync(file).mode & 0o777, 0o640)
  })
}

test('no program is started with a canary in its arguments, and the tree output contains none', async () => {
  const trace = join(made.folder, 'trace')
  const strace = ['strace', '-f', '-qq', '-e', 'trace=execve', '-xx', '-s', '65535', '-o', trace]
  const [program = '', ...before] = [...strace, ...COMMAND, 'playbook', '-i', 'hosts.yml', 'site.yml']
  const words = [...before, '--vault-password-file', 'vault-password', '-vvv', '--diff', '-o', 'tree']
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: made.folder,
    env: made.env,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  assert.is(status, 2)
  holdMasked(`${stdout}${stderr}`)
  const inHex = (text: string): string =>
    [...Buffer.from(text)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  const started = readFileSync(trace, 'utf8')
  assert.ok(started.includes(inHex('known-to-all')), 'the trace shows arguments')
  assert.equal(
    CANARIES.filter(text => started.includes(inHex(text))),
    [],
  )
})

test('no canary is in the stack trace of an uncaught error', async () => {
  const { output, code } = await runCanaries(made, 'explode.yml')
  assert.is(code, 1)
  assert.match(output, /nobody catches: \*\*\* \*\*\*\n {4}at /)
  assert.equal(hits(output), [])
})

test('no temporary file with a canary is left next to the written files', () => {
  const left = readdirSync(made.folder, { recursive: true }).filter(name =>
    /drover|\.new$|~$/.test(String(name)),
  )
  assert.equal(left, [])
})

test.run()
