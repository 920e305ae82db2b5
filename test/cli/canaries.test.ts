import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Age } from '../../src/secrets/age.ts'
import { COMMAND, makeProject } from '../kit/command-line.ts'
import { ansibleVault, newIdentity } from '../kit/keys.ts'
import { watchProcesses } from '../kit/process-list.ts'
import { openSshd } from '../kit/sshd.ts'

/** Twenty secrets, each told from all others, of every kind of sign. */
const CANARIES: readonly string[] = [
  'canary01-plain-word',
  "canary02 it's quoted",
  'canary03 "double" quoted',
  'canary04\\back\\slash\\n',
  'canary05 $HOME `id` $(id)',
  'canary06 100% & <b>html</b>',
  'canary07/path+plus=equals==',
  'canary08 ünïcødé ❤ 漢字',
  'canary09\ttab and  spaces',
  `canary10 ${'long '.repeat(60)}end`,
  'canary11-first-line-of-two\ncanary11-second-line-of-two',
  '!canary12 *glob? [a-z]',
  '{{ canary13 }}',
  '#canary14: {a: [b, c]}',
  "canary15'\\''shell",
  '~canary16/;|&><',
  'canary17@host:5432/db?x=y#z',
  "(canary18)*'!~",
  'canary19=',
  '90817263540012',
]

/** Where each is kept, in turn. */
const KINDS = ['env', 'file', 'command', 'age', 'vault', 'secrets', 'vault file'] as const

const key = newIdentity()
const age = new Age()

interface Site {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

const nameOf = (index: number): string => `s${index}`

function site(): Site {
  const all = CANARIES.map((text, index) => ({
    text,
    name: nameOf(index),
    kind: KINDS[index % KINDS.length],
  }))
  const of = (kind: string): typeof all => all.filter(each => each.kind === kind)
  const env: NodeJS.ProcessEnv = { ...process.env, DROVER_IDENTITY: key.file }
  const seal = (text: string): string => age.seal(Buffer.from(text), { recipients: [key.recipient] })
  const block = (text: string): string => `|\n${text.trimEnd().replace(/^/gm, '    ')}`
  const folder = makeProject({
    'vault-password': 'the vault password\n',
    'hosts.yml': 'all: { hosts: { a: { connection: local } } }\n',
    'secrets/all.age': seal(
      of('secrets')
        .map(({ name, text }) => `${name}: ${JSON.stringify(text)}\n`)
        .join(''),
    ),
    'templates/all.hbs': CANARIES.map((_, index) => `${index}={{${nameOf(index)}}}\n`).join(''),
    'tasks/explode.ts': EXPLODE,
    'explode.yml': '- hosts: all\n  tasks: [{ explode: { word: "{{s0}} {{s3}}" } }]\n',
    'templates/bad.hbs': '{{s0}} {{no_such_variable}}\n',
    'group_vars/all/vault.yml': of('vault file')
      .map(({ name, text }) => `${name}: !unsafe ${JSON.stringify(text)}\n`)
      .join(''),
  })
  const words = ['--vault-password-file', join(folder, 'vault-password')]
  const vars = all.map(({ name, text, kind }) => {
    if (kind === 'env') {
      env[`CANARY_${name}`] = text
      return `${name}: !secret {env: CANARY_${name}}`
    }
    if (kind === 'file' || kind === 'command') {
      writeFileSync(join(folder, name), `${text}\n`)
      return kind === 'file'
        ? `${name}: !secret {file: ../../${name}}`
        : `${name}: !secret {command: [cat, ../../${name}]}`
    }
    if (kind === 'age') return `${name}: !secret ${block(seal(text))}`
    if (kind === 'vault') return `${name}: !vault ${block(ansibleVault(['encrypt', ...words], text))}`
    return ''
  })
  ansibleVault(['encrypt', ...words, join(folder, 'group_vars/all/vault.yml')])
  writeFileSync(join(folder, 'group_vars/all/vars.yml'), `${vars.join('\n')}\n`)
  writeFileSync(join(folder, 'site.yml'), PLAY)
  writeFileSync(join(folder, 'wrong.yml'), WRONG)
  return { folder, env }
}

const EACH = `{ loop: ${JSON.stringify(CANARIES.map((_, index) => `{{${nameOf(index)}}}`))} }`
const loop = EACH.slice(2, -2)

const PLAY = `- hosts: all
  tasks:
    - name: "named {{s0}}"
      debug: { msg: "{{item}}" }
      ${loop}
    - debug: { var: vars }
    - copy: { dest: "{{playbook_dir}}/out-{{inventory_hostname}}", content: "{{item}}\\n", mode: "0600" }
      ${loop}
    - template: { src: all.hbs, dest: "{{playbook_dir}}/all-{{inventory_hostname}}", mode: "0640" }
    - lineinfile: { path: "{{playbook_dir}}/all-{{inventory_hostname}}", line: "more={{item}}" }
      ${loop}
      when: item != s10
    - name: shown by the host, in forms of its own
      shell:
        stdin: "{{item}}"
        cmd: |
          text=$(cat; echo .); text=\${text%.}
          printf 'plain %s\\n' "$text"; printf 'on stderr %s\\n' "$text" >&2
          printf %s "$text" | base64; printf %s "$text" | base64 -w0; echo
          for before in u uu uuu uuuu; do printf %s "$before$text and more" | base64 -w0; echo; done
          printf %s "$text" | base64 -w0 | tr +/ -_; echo
          printf %s "$text" | od -An -v -tx1 | tr -d ' \\n'; echo
          printf %s "$text" | od -An -v -tx1 | tr -d ' \\n' | tr a-f A-F; echo
          printf %s "$text" | ${process.execPath} -e '
            const text = require("fs").readFileSync(0, "utf8")
            console.log(JSON.stringify({ text }), JSON.stringify(JSON.stringify(text)))
            console.log(encodeURIComponent(text), encodeURI(text), new URLSearchParams({ text }).toString())
          '
      ${loop}
      register: shown
    - debug: { var: shown }
    - name: sees it in its environment
      command: sh -c 'printenv SECRET; sleep 0.05'
      environment: { SECRET: "{{item}}" }
      ${loop}
    - uri: { url: "http://127.0.0.1:9/", method: POST, body: "{{s16}}", headers: { X-Token: "{{s0}}" }, url_username: a, url_password: "{{s6}}" }
      ignore_errors: true
    - get_url: { url: "http://127.0.0.1:9/x", dest: /nowhere, url_username: a, url_password: "{{s6}}" }
      ignore_errors: true
    - assert: { that: ["item == 'x'"], fail_msg: "got {{item}}" }
      ${loop}
      ignore_errors: true
    - set_fact: { again: "{{item}}", "number": !expr "int(s19)" }
      ${loop}
    - debug: { var: number }
    - shell: { cmd: "cat >&2; exit 3", stdin: "{{item}}" }
      ${loop}
      ignore_errors: true
    - name: the sampler can see this
      shell: "sleep 0.5; : known-to-all"
    - fail: { msg: "{{s0}} {{s1}} {{s2}} {{s3}} {{s4}} {{s5}} {{s6}} {{s7}} {{s8}}" }
`

/** Errors before any host is touched: what is wrong stands beside what is secret. */
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

/** A task type with a fault, which an error tells that nobody catches. */
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

interface Ran {
  readonly code: number | null
  readonly output: string
}

function run({ folder, env }: Site, playbook: string, ...words: string[]): Promise<Ran> {
  const [program = '', ...before] = COMMAND
  const inventory = words.includes('-i') ? [] : ['-i', 'hosts.yml']
  const all = [
    ...before,
    'playbook',
    ...inventory,
    playbook,
    '--vault-password-file',
    'vault-password',
    ...words,
  ]
  const child = spawn(program, all, { cwd: folder, env })
  const pieces: Buffer[] = []
  child.stdout.on('data', piece => pieces.push(piece))
  child.stderr.on('data', piece => pieces.push(piece))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, output: Buffer.concat(pieces).toString() }))
  })
}

/** Every way in which a canary may be seen, made without what masks it. */
function traces(text: string): string[] {
  const bytes = Buffer.from(text)
  const long = bytes.length > 12
  const base64 = [0, 1, 2].map(shift => {
    const whole = Buffer.concat([Buffer.alloc(shift, 'u'), bytes]).toString('base64')
    return whole.slice(shift === 0 ? 0 : 4, -4)
  })
  return [
    text,
    ...text.split('\n'),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...(long ? base64.flatMap(each => [each, each.replaceAll('+', '-').replaceAll('/', '_')]) : []),
    // What any form leaves of it as it is.
    ...(/canary\d\d/.exec(text) ?? [text]),
  ]
}

function hits(output: string): string[] {
  const found = CANARIES.flatMap(text =>
    traces(text).filter(trace => trace.length >= 4 && output.includes(trace)),
  )
  return [...new Set(found)].map(trace => {
    const at = output.indexOf(trace)
    return `${JSON.stringify(trace)} in ${JSON.stringify(output.slice(Math.max(0, at - 60), at + 80))}`
  })
}

const made = site()

const ROWS: [string, string[]][] = [
  ['lines', ['-vvv', '--diff', '-o', 'lines']],
  ['ndjson', ['-vvv', '--diff', '-o', 'ndjson']],
  ['the tree', ['-vvv', '--diff', '-o', 'tree']],
  ['a dry run', ['-vvv', '--check', '--diff', '-o', 'ndjson']],
]

for (const [what, words] of ROWS) {
  test(`no canary is in what a run says: ${what}`, async () => {
    const { output, code } = await run(made, 'site.yml', ...words)
    assert.is(code, 2, output.slice(-2000))
    assert.ok(output.includes('***'))
    assert.equal(hits(output), [])
  })
}

test('no canary is in an error before the run, nor in a listing', async () => {
  const { output, code } = await run(made, 'wrong.yml')
  assert.is(code, 1)
  assert.match(output, /\d+ errors; no host was contacted/)
  assert.equal(hits(output), [])
  assert.not.match(output, /canary-in-the-open/)
  const listing = await run(made, 'site.yml', '--list-tasks')
  assert.is(listing.code, 0)
  assert.equal(hits(listing.output), [])
})

for (const connection of ['local', 'ssh']) {
  test(`no process list shows a canary while tasks run, by ${connection}, and the files have all of it`, async () => {
    const sshd = connection === 'ssh' ? await openSshd() : undefined
    const { port, privateKeyFile, knownHostsFile } = sshd?.target() ?? {}
    const vars = sshd
      ? { address: '127.0.0.1', port, private_key_file: privateKeyFile, known_hosts_file: knownHostsFile }
      : { connection }
    const inventory = join(made.folder, `${connection}.yml`)
    writeFileSync(inventory, JSON.stringify({ all: { hosts: { [connection]: vars } } }))
    const watch = watchProcesses([...CANARIES, 'known-to-all'])
    const { output } = await run(made, 'site.yml', '-i', inventory, '--no-persist', '--diff', '-vvv')
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
    assert.equal(hits(output), [])
    const file = join(made.folder, `all-${connection}`)
    const text = readFileSync(file, 'utf8')
    for (const [index, canary] of CANARIES.entries()) assert.ok(text.includes(`${index}=${canary}\n`), canary)
    assert.is(statSync(file).mode & 0o777, 0o640)
  })
}

test('no program is started with a canary among its words, however short it lives', async () => {
  const trace = join(made.folder, 'trace')
  const strace = ['strace', '-f', '-qq', '-e', 'trace=execve', '-xx', '-s', '65535', '-o', trace]
  const [program = '', ...before] = [...strace, ...COMMAND, 'playbook', '-i', 'hosts.yml', 'site.yml']
  const words = [...before, '--vault-password-file', 'vault-password']
  const { status } = spawnSync(program, words, { cwd: made.folder, env: made.env })
  assert.is(status, 2)
  const inHex = (text: string): string =>
    [...Buffer.from(text)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  const started = readFileSync(trace, 'utf8')
  assert.ok(started.includes(inHex('known-to-all')), 'the trace shows arguments')
  assert.equal(
    CANARIES.filter(text => started.includes(inHex(text))),
    [],
  )
})

test('no canary is in the stack of an error that nobody catches', async () => {
  const { output, code } = await run(made, 'explode.yml')
  assert.is(code, 1)
  assert.match(output, /nobody catches: \*\*\* \*\*\*\n {4}at /)
  assert.equal(hits(output), [])
})

test('nothing that held a canary is left beside the files', () => {
  const left = readdirSync(made.folder, { recursive: true }).filter(name =>
    /drover|\.new$|~$/.test(String(name)),
  )
  assert.equal(left, [])
})

test.run()
