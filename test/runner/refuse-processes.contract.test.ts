import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** Tries each way to start a process, and prints what the guard recorded. */
const PROGRAM = `
const tried = (await import('${import.meta.resolve('./refuse-processes.ts')}')).refuseProcesses()
const child = await import('node:child_process')
const { $ } = await import('zx/core')
const ways = {
  spawn: () => child.spawn('true', ['spawn']),
  exec: () => child.exec('true exec'),
  execFile: () => child.execFile('true', ['execFile']),
  fork: () => child.fork('fork.js'),
  spawnSync: () => child.spawnSync('true', ['spawnSync']),
  execSync: () => child.execSync('true execSync'),
  execFileSync: () => child.execFileSync('true', ['execFileSync']),
  zx: async () => { await $\`true zx\` },
}
for (const [name, start] of Object.entries(ways)) {
  const before = tried.length
  let outcome = 'went on'
  try { await start() } catch { outcome = 'failed' }
  console.log(name, outcome, tried.length - before)
}
`

test('a unit test cannot start a process in any way, and each attempt is recorded', () => {
  const words = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', PROGRAM]
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.equal(
    stdout.trim().split('\n').sort(),
    'exec execFile execFileSync execSync fork spawn spawnSync zx'.split(' ').map(way => `${way} failed 1`),
    stderr,
  )
})

test.run()
