import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { inflateRawSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  CANARIES,
  type CanarySite,
  canarySite,
  EACH_CANARY,
  hits,
  runWords,
  startWords,
} from '../kit/canaries.ts'
import { watchProcesses } from '../kit/process-list.ts'
import { randomFrom } from '../kit/random.ts'

/** The number of runs that are killed at a random moment; `npm run test:faults` kills 50. */
const KILLS = Number(process.env.DROVER_KILLS ?? 1)
const SEED = Number(process.env.DROVER_SEED ?? Date.now() % 1_000_000)

const PLAY = `- hosts: all
  tasks:
    - file: { path: "{{playbook_dir}}/on-host", state: directory, mode: "0700" }
    - copy: { dest: "{{playbook_dir}}/on-host/{{at}}", content: "{{item}}\\n", mode: "0600" }
      ${EACH_CANARY}
      loop_control: { index_var: at }
    - template: { dest: "{{playbook_dir}}/on-host/all", src: all.hbs, mode: "0600" }
    - lineinfile: { path: "{{playbook_dir}}/on-host/all", line: "more={{s3}}" }
    - copy: { dest: "{{playbook_dir}}/on-host/big", content: "{{s0}}\\n{{s9}}\\n{{big}}", mode: "0600" }
    - shell: { cmd: "cat; cat >/dev/null", stdin: "{{item}}" }
      ${EACH_CANARY}
      register: said
    - command: sh -c 'printenv KNOWN; sleep 1'
      environment: { KNOWN: known-to-all }
    - shell: { cmd: "cat >&2; exit {{code}}", stdin: "{{s3}}" }
`

const made = canarySite(
  {
    'site.yml': PLAY,
    'tmp/.keep': '',
    'run/.keep': '',
    'group_vars/all/big.yml': `big: "${'x'.repeat(300_000)}"\n`,
  },
  ['age', 'secrets'],
)
const { folder } = made
/**
 * The project, with every other folder that Drover writes to inside it: journals, temporary files, sockets.
 */
const site: CanarySite = {
  folder,
  env: {
    ...made.env,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    TMPDIR: join(folder, 'tmp'),
  },
}
const WORDS = ['site.yml', '-i', 'hosts.yml', '--vault-password-file', 'vault-password']

/** Files below a folder that contain a canary in any form, as relative paths. */
function holders(below: string): string[] {
  return filesBelow(below)
    .filter(file => hits(textOf(file)).length > 0)
    .map(file => file.slice(below.length + 1))
    .sort()
}

/** Lists all files; a file that a shell deletes meanwhile is not an error. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesBelow(path)
      return entry.isFile() ? [path] : []
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file).toString()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** The folders that must never contain a canary. */
const SINKS = ['state', 'cache', 'run', 'tmp']
const sinks = (): string[] =>
  SINKS.flatMap(sink => holders(join(folder, sink)).map(file => `${sink}/${file}`))

test('no canary is in the journal, nor in the output of a resumed run', async () => {
  const { code, output } = await runWords(site, 'playbook', ...WORDS, '-vvv', '--diff', '-e', 'code=3')
  assert.is(code, 2, output)
  const runs = readdirSync(join(folder, 'state/drover/runs'))
  assert.is(runs.length, 1)
  assert.ok(readFileSync(join(folder, 'state/drover/runs', runs[0] ?? '')).includes('***'))
  const resumed = await runWords(site, 'resume', '--vault-password-file', 'vault-password')
  assert.is(resumed.code, 2, resumed.output)
  assert.equal([...hits(output), ...hits(resumed.output)], [])
  assert.equal(sinks(), [])
})

test('no canary is in a report of the run', async () => {
  const text = await runWords(site, 'report')
  const json = await runWords(site, 'report', '-o', 'json')
  assert.match(json.output, /"source": \{/)
  await runWords(site, 'report', '-o', 'kept.html')
  const page = readFileSync(join(folder, 'kept.html'), 'utf8')
  const [, packed = ''] = /id="data">([^<]*)</.exec(page) ?? []
  const data = inflateRawSync(Buffer.from(packed, 'base64')).toString()
  assert.match(data, /"format":"drover report 1"/)
  assert.equal([page, data, text.output, json.output].flatMap(hits), [])
})

test('no canary is in a plan, in the output of `run show`, or in the output of `run verify`', async () => {
  for (const nth of CANARIES.keys()) writeFileSync(join(folder, 'on-host', String(nth)), 'drifted\n')
  const said: string[] = []
  const say = async (...words: string[]): Promise<void> => {
    const { code, output } = await runWords(site, ...words)
    assert.ok(code === 0 || code === 3, output)
    said.push(output)
  }
  await say('plan', ...WORDS, '-e', 'code=0', '--out', 'kept.plan')
  const plan = readFileSync(join(folder, 'kept.plan'), 'utf8')
  assert.match(plan, 'on-host/19')
  await say('show', 'kept.plan')
  await say('show', 'kept.plan', '-o', 'json')
  for (const form of ['text', 'json', 'junit']) await say('verify', ...WORDS, '-e', 'code=0', '-o', form)
  assert.equal([plan, ...said].flatMap(hits), [])
  assert.equal(sinks(), [])
})

test('backup files have the mode of the replaced file and are the only remaining copies', async () => {
  for (const [nth, text] of CANARIES.entries())
    writeFileSync(join(folder, 'on-host', String(nth)), `old ${text}\n`)
  const { code, output } = await runWords(site, 'playbook', ...WORDS, '--backup', '--diff', '-e', 'code=0')
  assert.is(code, 0, output)
  assert.equal(hits(output), [])
  const kept = readdirSync(join(folder, 'on-host')).filter(name => name.endsWith('~'))
  for (const name of kept) assert.is(statSync(join(folder, 'on-host', name)).mode & 0o777, 0o600, name)
  const copied = kept.filter(name => /^\d+\./.test(name))
  assert.is(copied.length, CANARIES.length)
  for (const name of copied) assert.match(readFileSync(join(folder, 'on-host', name), 'utf8'), /^old /)
  assert.equal(sinks(), [])
  assert.equal(
    holders(folder).filter(file => !file.startsWith('on-host/')),
    [],
  )
})

test('no canary is in the environment of any process while tasks run', async () => {
  const watch = watchProcesses([...CANARIES, 'known-to-all'], 'environ')
  const { code, output } = await runWords(site, 'playbook', ...WORDS, '-e', 'code=0')
  const { found, looks } = await watch.end()
  assert.is(code, 0, output)
  assert.ok(looks > 100, `${looks} looks`)
  assert.ok(
    found.some(variables => variables.includes('known-to-all')),
    'the sampler sees environments',
  )
  assert.equal(
    CANARIES.filter(text => found.some(variables => variables.includes(text))),
    [],
  )
})

test(`after ${KILLS} killed runs no canary is left, and the next run removes temporary files (seed ${SEED})`, async () => {
  const random = randomFrom(SEED)
  for (let kill = 0; kill < KILLS; kill += 1) {
    for (const nth of [...CANARIES.keys(), 'all', 'big'])
      writeFileSync(join(folder, 'on-host', String(nth)), 'old\n')
    const run = startWords(site, 'playbook', ...WORDS, '-vvv', '--diff', '-e', 'code=0')
    await delay(500 + random(2500))
    run.kill()
    const { output } = await run.ended
    // Its shell may continue for a moment.
    await delay(300)
    assert.equal(hits(output), [])
    assert.equal(sinks(), [])
    // A file that was being written is in a folder that only its owner can read.
    for (const file of holders(folder).filter(each => !/^on-host\/[^/]+$/.test(each))) {
      assert.match(file, /^on-host\/\.drover-[^/]+\/[^/]+$/)
      const above = statSync(join(folder, file, '..'), { throwIfNoEntry: false })
      assert.is((above?.mode ?? 0o700) & 0o777, 0o700)
    }
  }
  const { code, output } = await runWords(site, 'playbook', ...WORDS, '-e', 'code=0')
  assert.is(code, 0, output)
  assert.equal(
    readdirSync(join(folder, 'on-host')).filter(name => name.startsWith('.drover-')),
    [],
  )
  assert.equal(sinks(), [])
})

test.run()
