import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject } from '../kit/command-line.ts'

/** The most memory in MB that 100 MB of output may add to the peak of a run that prints one line. */
const MOST = 64

const FLOOD = (words: string): string =>
  `${words} | head -c 100000000 & ${words} | head -c 100000000 >&2; wait`

const ROWS: [string, string, string][] = [
  ['lines', "yes 'a line as programs print them, of some length'", 'lines'],
  ['random bytes', 'cat /dev/urandom', 'ndjson'],
  ['an endless line', 'cat /dev/zero', 'tree'],
]

/** Writes the peak memory of the process in kB, as the kernel counts it, to a file at exit. */
const TELL = `process.on('exit', () => {
  const { readFileSync, writeFileSync } = require('node:fs')
  const [, peak] = /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))
  writeFileSync(process.env.PEAK_FILE, peak)
})`

let folder = ''
test.before(() => {
  folder = makeProject({
    'tell.cjs': TELL,
    'hosts.yml': 'all: { hosts: { a: { connection: local } } }',
    'quiet.yml': '- { hosts: all, tasks: [ { shell: echo quiet } ] }',
    ...Object.fromEntries(
      ROWS.map(([, words], nth) => [
        `flood${nth}.yml`,
        JSON.stringify([{ hosts: 'all', tasks: [{ shell: FLOOD(words) }] }]),
      ]),
    ),
  })
})
test.after(() => rmSync(folder, { recursive: true }))

function megabytesOf(playbook: string, output: string): { megabytes: number; stdout: string } {
  const peak = join(folder, 'peak')
  const [program = '', ...before] = COMMAND
  const words = [...before, 'playbook', '-i', 'hosts.yml', playbook, '-o', output]
  const { stdout } = spawnSync(program, ['--require', join(folder, 'tell.cjs'), ...words], {
    cwd: folder,
    env: { ...process.env, PEAK_FILE: peak },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  return { megabytes: Number(readFileSync(peak, 'utf8')) / 1024, stdout }
}

for (const [nth, [what, , output]] of ROWS.entries()) {
  test(`100 MB on both streams take at most ${MOST} MB of memory: ${what}, reported as ${output}`, () => {
    const quiet = megabytesOf('quiet.yml', output).megabytes
    const { megabytes, stdout } = megabytesOf(`flood${nth}.yml`, output)
    assert.match(stdout, /more than 16 MB of output, the limit/)
    assert.ok(quiet > 20 && megabytes > quiet, `${quiet} MB, ${megabytes} MB`)
    assert.ok(megabytes - quiet <= MOST, `it grew by ${(megabytes - quiet).toFixed(1)} MB`)
  })
}

test.run()
