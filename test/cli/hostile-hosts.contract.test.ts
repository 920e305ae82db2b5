import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject, say } from '../kit/command-line.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { controlsIn, type Hostile, hostile, hostileLine, hostileName } from '../kit/hostile.ts'
import { randomFrom } from '../kit/random.ts'
import { openWeb } from '../kit/web.ts'

lendEnvironment('XDG_STATE_HOME')

/**
 * The number of hostile texts, which hosts return as outputs, facts, link targets, and names and contents of
 * files; `npm run test:faults` tries 2000.
 */
const CASES = Number(process.env.DROVER_HOSTILE ?? 15)
const SEED = Number(process.env.DROVER_SEED ?? Date.now() % 1_000_000)
/** The number of texts per project: half of them outputs, half of them facts. */
const BATCH = 200

/** The commands that gather facts, the separator of their answers, and the facts in each answer. */
const QUESTIONS: readonly (readonly [question: string, separator: string, facts: readonly string[]])[] = [
  ['uname -s -n -r -v -m', ' ', ['system', 'nodename', 'kernel', 'kernel_version', 'machine']],
  ['hostname -f', '', ['fqdn']],
  [
    'date +%s|%Y-%m-%d|%H:%M:%S|%Z|%z|%w|%W|%A',
    '|',
    ['date_time.epoch', 'date_time.date', 'date_time.time', 'date_time.tz', 'date_time.tz_offset'],
  ],
  ['getent passwd root', ':', ['user_id', '', '', '', 'user_gecos', 'user_dir', 'user_shell']],
  ['systemd-detect-virt', '', ['']],
]
const LIES = QUESTIONS.flatMap(([, , facts]) => facts).filter(fact => fact !== '')
/** In addition, for each host: os-release, addresses, routes, mounts, processors and the environment. */
const LIES_A_HOST = LIES.length + 5

interface Liar {
  readonly name: string
  readonly facts: Readonly<Record<string, Hostile>>
}

interface Site {
  readonly folder: string
  readonly outputs: readonly Hostile[]
  readonly names: readonly Hostile[]
  readonly liars: readonly Liar[]
  readonly witness: string
}

function makeSite(seed: number, cases: number, url: string): Site {
  const random = randomFrom(seed)
  const folder = makeProject({ 'templates/all.hbs': '{{#each shown.results}}{{stdout}}\n{{/each}}' })
  const witness = join(folder, 'evaluated')
  const half = Math.ceil(cases / 2)
  const outputs = Array.from({ length: half }, () => hostile(random, witness))
  const names = Array.from({ length: Math.ceil(half / 3) }, () => hostileName(random, witness))
  for (const each of ['in', 'out', 'old', 'lines', 'links', 'names', 'fetched', 'bin'])
    mkdirSync(join(folder, each))
  for (const [nth, { bytes }] of outputs.entries()) {
    for (const each of ['in', 'old', 'lines']) writeFileSync(join(folder, each, String(nth)), bytes)
    symlinkSync(hostileLine(random, witness).text, join(folder, 'links', String(nth)))
  }
  for (const { bytes } of names) writeFileSync(Buffer.concat([Buffer.from(`${folder}/names/`), bytes]), 'x')
  const liars = Array.from({ length: Math.ceil((cases - half) / LIES_A_HOST) }, (_, nth) =>
    makeLiar(folder, `liar${nth + 1}`, () => hostileLine(random, witness)),
  )
  const places = liars.map(({ name }) => [name, { connection: `sh ${join(folder, 'bin', name, 'enter')}` }])
  const hosts = { teller: { connection: 'local' } }
  writeFileSync(
    join(folder, 'hosts.yml'),
    JSON.stringify({
      all: { vars: { folder, url, count: half } },
      tellers: { hosts },
      liars: { hosts: Object.fromEntries(places) },
    }),
  )
  writeFileSync(join(folder, 'site.yml'), PLAYS)
  return { folder, outputs, names, liars, witness }
}

/** Creates programs that return hostile texts for the questions above, and real answers for all others. */
function makeLiar(folder: string, name: string, lie: () => Hostile): Liar {
  const bin = join(folder, 'bin', name)
  mkdirSync(bin)
  const facts: Record<string, Hostile> = {}
  const answers = new Map<string, string[]>()
  const answer = (question: string, text: string): void => {
    const [program = '', ...rest] = question.split(' ')
    const file = join(bin, `answer-${question.replaceAll(/\W/g, '_')}`)
    writeFileSync(file, text)
    const cases = answers.get(program) ?? []
    answers.set(program, [...cases, `'${rest.join(' ')}') exec /bin/cat '${file}';;`])
  }
  for (const [question, separator, names] of QUESTIONS) {
    const said = names.map(name => {
      const { text, ...rest } = lie()
      // Empty texts or outer white space would shift the other facts.
      const part = { ...rest, text: `x${separator === '' ? text : text.replaceAll(separator, '')}x` }
      if (name !== '') facts[name] = part
      return part.text
    })
    answer(question, `${said.join(separator)}\n`)
  }
  answer('cat /etc/os-release', `NAME="${lie().text}"\nID=${lie().text}\nVERSION_ID=${lie().text}\n`)
  answer(
    'ip -o addr show',
    `2: ${lie().text.replaceAll(' ', '')} inet 10.0.0.1/24\n3: __proto__ inet 10.0.0.2/24\n4: constructor inet6 ::1/64\n`,
  )
  answer('ip route show default', `default via ${lie().text} dev __proto__\n`)
  answer('df -kP', `Filesystem\n/dev/a 1 1 1 1% ${lie().text}\n`)
  facts.env = lie()
  const write = (program: string, script: string): void => {
    writeFileSync(join(bin, program), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, program), 0o755)
  }
  for (const [program, cases] of answers) {
    write(
      program,
      `case "$*" in\n${cases.join('\n')}\nesac\nPATH=/usr/sbin:/usr/bin:/sbin:/bin exec ${program} "$@"`,
    )
  }
  writeFileSync(join(bin, 'env-lie'), facts.env.text)
  // Its own folder for lock files, so that it counts as a separate machine.
  const own = `unshare -m sh -c 'mount -t tmpfs none /run/lock && exec "$@"' sh`
  write('enter', `LIE=$(cat '${bin}/env-lie') PATH='${bin}':$PATH exec ${own} "$@"`)
  return { name, facts }
}

const PLAYS = `
- hosts: tellers
  tasks:
    - name: shown
      shell: { cmd: "cat in/{{item}}; cat in/{{item}} >&2", chdir: "{{folder}}", strip_empty_ends: false }
      loop: "{{range count}}"
      register: shown
      changed_when: false
    - name: copied
      copy: { dest: "{{folder}}/out/{{at}}", content: "{{item.stdout}}" }
      loop: !expr shown.results
      loop_control: { index_var: at, label: "{{item.stdout}}" }
    - name: over what was there
      copy: { dest: "{{folder}}/old/{{at}}", content: "{{item.stdout}}more" }
      loop: !expr shown.results.filter(each, each.item < 20)
      loop_control: { index_var: at, label: "{{at}}" }
    - template: { dest: "{{folder}}/all", src: all.hbs }
    - name: said
      debug: { msg: "{{item.stdout}}" }
      loop: !expr shown.results
      loop_control: { label: x }
    - name: fails
      shell: { cmd: "cat in/{{at}} >&2; exit 3", chdir: "{{folder}}" }
      loop: !expr shown.results
      loop_control: { index_var: at, label: x }
      ignore_errors: true
    - name: fails as a whole
      fail: { msg: "{{shown.results.[0].stdout}}{{shown.results.[1].stdout}}{{shown.results.[2].stdout}}" }
      ignore_errors: true
    - name: a param that is refused
      file: { path: /nonexistent/x, mode: "{{item.stdout}}" }
      loop: !expr shown.results
      loop_control: { label: x }
      ignore_errors: true
    - name: as a word
      command: { argv: [printf, "%s", "{{item.stdout}}"], strip_empty_ends: false }
      loop: !expr shown.results.filter(each, !each.stdout.contains("\\u0000") && size(each.stdout) < 50000)
      loop_control: { label: x }
      register: words
      changed_when: false
    - name: in the environment
      command: { argv: [printenv, TOLD], strip_empty_ends: false }
      environment: { TOLD: "{{item.stdout}}" }
      loop: !expr shown.results.filter(each, !each.stdout.contains("\\u0000") && size(each.stdout) < 50000)
      loop_control: { label: x }
      changed_when: false
      register: environments
    - name: by name
      shell: "true"
      when: shown.results[0].stdout == 'x' || item.stdout.matches('^no$')
      loop: !expr shown.results
      loop_control: { label: "{{item.stdout}}" }
    - name: lines
      lineinfile: { path: "{{folder}}/lines/{{at}}", line: "one more", regexp: "^one" }
      loop: !expr shown.results.filter(each, each.item < 20)
      loop_control: { index_var: at, label: x }
    - name: links
      stat: { path: "{{folder}}/links/{{at}}" }
      loop: !expr shown.results
      loop_control: { index_var: at, label: x }
      register: links
    - name: fetched
      fetch: { src: "{{folder}}/in/{{at}}", dest: "{{folder}}/fetched/{{at}}", flat: true }
      loop: !expr shown.results.filter(each, each.item < 20)
      loop_control: { index_var: at, label: x }
    - name: names
      shell: { cmd: ls -A, chdir: "{{folder}}/names" }
      changed_when: false
      register: names
    - name: found
      stat: { path: "{{folder}}/names/{{item}}" }
      loop: !expr names.stdout_lines
    - name: "named {{names.stdout_lines.[0]}}"
      set_fact: { kept: "{{item.stdout}}" }
      loop: !expr shown.results
      loop_control: { label: x }
    - name: kept
      debug: { msg: "{{kept}}" }
    - name: asked
      uri: { url: "{{url}}/json", return_content: true }
      register: asked
    - debug: { var: asked }
    - name: slow enough to be drawn
      shell: { cmd: "for i in 0 1 2 3 4 5 6 7; do cat in/$i; echo; sleep 0.1; done", chdir: "{{folder}}" }
      changed_when: false
- hosts: liars
  tasks:
    - name: facts
      debug: { var: facts }
    - name: a fact in text, in a name and in a condition
      copy: { dest: "{{folder}}/out/{{inventory_hostname}}", content: "{{facts.kernel}}" }
      when: facts.system != 'x' && ansible_machine != 'y'
    - name: "{{facts.nodename}}"
      debug: { msg: "{{facts.date_time.tz}}" }
    - fail: { msg: "{{facts}}" }
      ignore_errors: true
`

/** JSON that would pollute the prototypes of the controller's objects. */
const JSON_ANSWER =
  '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"x":"{{folder}}"}'

/** The properties of all prototypes of this process. */
function prototypes(): string {
  return JSON.stringify(
    [Object, Array, Function, String, Map, Promise, Buffer].map(each =>
      Reflect.ownKeys(each.prototype).map(String),
    ),
  )
}

/**
 * The control sequences of Drover's own reports: colours and cursor movement. No hostile text contains one of
 * these.
 */
const STYLING = /\u001b\[(?:(?:1|2|22|31|32|33|35|36|39)m|1A|2K|G|\?25[hl])/g

/** The fields of an event that this file reads. */
interface Told {
  readonly type: string
  readonly name?: string
  readonly host?: string
  readonly item?: string
  readonly outputs: Readonly<Record<'stdout' | 'stderr' | 'msg', string>> & {
    readonly stat: { readonly exists: boolean; readonly islnk: boolean }
    readonly facts: Readonly<Record<string, Readonly<Record<string, string>>>>
  }
}

function eventsOf(output: string): Told[] {
  return output
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

/** The results of a task's items, or of a task on each host. */
function resultsOf(events: readonly Told[], name: string, isItem = true): Told[] {
  return events.filter(
    event => event.type === 'task.result' && event.name === name && (event.item !== undefined) === isItem,
  )
}

for (let done = 0; done < CASES; done += BATCH) {
  const seed = SEED + done
  const cases = Math.min(BATCH, CASES - done)
  test(`${cases} hostile outputs, facts, links, contents and names are handled as data (seed ${seed})`, async () => {
    const web = await openWeb({
      '/json': (_, response) => response.setHeader('content-type', 'application/json').end(JSON_ANSWER),
    })
    const site = makeSite(seed, cases, web.url)
    const { folder, outputs, names, liars, witness } = site
    process.env.XDG_STATE_HOME = join(folder, 'state')
    const before = prototypes()
    try {
      const { code, stdout, stderr } = await say(
        folder,
        'playbook',
        '-i',
        'hosts.yml',
        'site.yml',
        '--diff',
        '-o',
        'ndjson',
      )
      assert.is(code, 0, `${stdout.slice(-3000)}${stderr}`)
      assert.equal(controlsIn(stdout), [])
      const events = eventsOf(stdout)
      holdOutputs(site, events)
      for (const { name, facts } of liars) holdFacts(events, name, facts)
      const kept = events.filter(({ type }) => !PASSING.has(type)).map(event => JSON.stringify(event))
      const journal = eventsOf(journalIn(folder)).map(event => JSON.stringify(event))
      areSame(journal.slice(1), kept, 'the journal')
      for (const words of [['-vv'], ['-vv', '--check']]) {
        writeOldOnes(site)
        const lines = await say(
          folder,
          'playbook',
          '-i',
          'hosts.yml',
          'site.yml',
          '--diff',
          '-o',
          'lines',
          ...words,
        )
        assert.is(lines.code, 0, lines.stdout.slice(-3000))
        assert.equal(controlsIn(lines.stdout), [])
        assert.equal(controlsIn(lines.stderr), [])
      }
      writeOldOnes(site)
      const screen = await onTerminal(folder, [
        'playbook',
        '-i',
        'hosts.yml',
        'site.yml',
        '--diff',
        '-vv',
        '-o',
        'tree',
      ])
      assert.match(screen, /\u001b\[1m▶ /)
      assert.match(screen, /exit=0/, screen.slice(-3000))
      assert.equal(
        controlsIn(screen.replaceAll('\r\n', '\n').replaceAll(STYLING, '').replaceAll('\r', '')),
        [],
      )
      assert.not(existsSync(witness), 'something of it was run')
      assert.is(prototypes(), before)
      assert.is(({} as { polluted?: string }).polluted, undefined)
      const left = readdirSync(join(folder, 'names')).length
      assert.is(left, new Set(names.map(({ text }) => text)).size)
      assert.ok(outputs.length + names.length > 0)
    } finally {
      await web.close()
      rmSync(folder, { recursive: true })
    }
  })
}

/** The journal of the only run of a project. */
function journalIn(folder: string): string {
  const runs = join(folder, 'state/drover/runs')
  const [file = ''] = readdirSync(runs)
  return readFileSync(join(runs, file), 'utf8')
}

function writeOldOnes({ folder, outputs }: Site): void {
  for (const [nth, { bytes }] of outputs.entries()) {
    for (const each of ['old', 'lines']) writeFileSync(join(folder, each, String(nth)), bytes)
  }
}

function holdOutputs({ folder, outputs, names }: Site, events: readonly Told[]): void {
  const shown = resultsOf(events, 'shown')
  assert.is(shown.length, outputs.length)
  for (const [nth, { text, bytes }] of outputs.entries()) {
    isSame(shown[nth]?.outputs.stdout, text, `stdout ${nth}`)
    isSame(shown[nth]?.outputs.stderr, text, `stderr ${nth}`)
    isSame(readFileSync(join(folder, 'out', String(nth)), 'utf8'), text, `out/${nth}`)
    if (nth >= 20) continue
    isSame(readFileSync(join(folder, 'old', String(nth)), 'utf8'), `${text}more`, `old/${nth}`)
    assert.ok(
      readFileSync(join(folder, 'fetched', String(nth))).equals(bytes),
      `${nth} was not fetched as it is`,
    )
  }
  const all = outputs.map(({ text }) => `${text}\n`).join('')
  isSame(readFileSync(join(folder, 'all'), 'utf8'), all, 'the template')
  const said = resultsOf(events, 'said').map(({ outputs }) => outputs.msg)
  areSame(
    said,
    outputs.map(({ text }) => text),
    'said',
  )
  const [kept] = resultsOf(events, 'kept', false)
  isSame(kept?.outputs.msg, outputs.at(-1)?.text ?? '', 'kept')
  const short = outputs.map(({ text }) => text).filter(text => !text.includes('\0') && text.length < 50_000)
  const stdouts = (name: string): unknown[] => resultsOf(events, name).map(({ outputs }) => outputs.stdout)
  areSame(stdouts('as a word'), short, 'as a word')
  areSame(
    stdouts('in the environment'),
    short.map(text => `${text}\n`),
    'in the environment',
  )
  const found = resultsOf(events, 'found').map(({ outputs }) => outputs.stat)
  assert.is(found.length, new Set(names.map(({ text }) => text)).size)
  assert.ok(found.every(({ exists }) => exists))
  assert.is(resultsOf(events, 'links').filter(({ outputs }) => outputs.stat.islnk).length, outputs.length)
}

/** Events that a journal does not contain. */
const PASSING: ReadonlySet<string> = new Set([
  'task.output',
  'task.progress',
  'task.pending',
  'connect.start',
  'connect.end',
])

function areSame(actual: readonly unknown[], expected: readonly string[], what: string): void {
  assert.is(actual.length, expected.length, what)
  for (const [nth, text] of expected.entries()) isSame(actual[nth], text, `${what} ${nth}`)
}

/**
 * Asserts that texts are equal; an error shows only the first difference, because texts are long and may
 * contain control characters.
 */
function isSame(actual: unknown, expected: string, what: string): void {
  if (actual === expected) return
  const text = String(actual)
  let at = 0
  while (at < text.length && text[at] === expected[at]) at += 1
  const [got, wanted] = [text, expected].map(each =>
    JSON.stringify(each.slice(Math.max(0, at - 20), at + 60)),
  )
  throw new Error(`${what} at ${at}: got ${got}, expected ${wanted}`)
}

function holdFacts(events: readonly Told[], host: string, facts: Liar['facts']): void {
  const [told] = resultsOf(events, 'facts', false).filter(each => each.host === host)
  for (const fact of LIES) {
    const [first = '', second] = fact.split('.')
    const value = told?.outputs.facts[first]
    assert.is(second === undefined ? value : value?.[second], facts[fact]?.text, fact)
  }
  assert.is(told?.outputs.facts.env?.LIE, facts.env?.text)
  assert.is(told?.outputs.facts.pkg_mgr, 'apt')
}

/** All bytes that the command writes to a terminal. */
async function onTerminal(folder: string, words: readonly string[]): Promise<string> {
  const command = [...COMMAND, ...words].map(word => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols 100 rows 24; ${command}; echo exit=$?`, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pieces: Buffer[] = []
  child.stdout.on('data', piece => pieces.push(piece))
  await once(child, 'close')
  return Buffer.concat(pieces).toString()
}

test.run()
