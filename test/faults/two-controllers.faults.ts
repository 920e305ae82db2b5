import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ended } from './controller.ts'
import { fault, type Round } from './fault.ts'
import { type FaultHost, openHost, untilQuiet } from './host.ts'
import { openSite, type Site } from './site.ts'

/** Reads a count, waits, and writes it increased by one: two runs at once would lose one. */
const ONE_MORE = 'n=$(cat {{tree}}/count); sleep 0.02; echo $((n + 1)) >{{tree}}/count'

/**
 * The run must be alone from the first write to the last; the file `overlaps` on the host records violations.
 */
const WRITES = [
  { shell: `mkdir {{tree}}/inside || echo {{token}} >>{{tree}}/overlaps; ${ONE_MORE}` },
  { copy: { content: '{{token}}\n', dest: '{{tree}}/token' } },
  { shell: `sleep {{hold}}; test "$(cat {{tree}}/token)" = {{token}} || echo {{token}} >>{{tree}}/overlaps` },
  { lineinfile: { path: '{{tree}}/tokens', line: '{{token}}', create: true } },
  { shell: ONE_MORE },
  { shell: 'rmdir {{tree}}/inside || echo {{token}} >>{{tree}}/overlaps' },
]

/** Milliseconds within which a run that does not wait must give up after it wanted to write. */
const GIVES_UP = 2000

let host: FaultHost
let site: Site
test.before(async () => {
  host = await openHost()
  site = await openSite({ box: host.target() }, { 'writes.yml': WRITES })
})
test.after(async () => {
  site?.close()
  await host?.close()
})

fault(
  'runs that start together without `--lock-wait`: one gets the lock, and the others report its holder',
  50,
  round => together(round, false),
)

fault('runs that start together with `--lock-wait`: all get the lock, one at a time', 50, round =>
  together(round, true),
)

/** Starts two runs, or every fifth time five, at once. */
async function together({ random, took }: Round, waits: boolean): Promise<string> {
  const count = random(5) === 0 ? 5 : 2
  const tree = site.treeOf('box')
  rmSync(tree, { recursive: true, force: true })
  mkdirSync(tree, { recursive: true })
  writeFileSync(join(tree, 'count'), '0\n')
  // Long enough for all other runs to start and give up.
  const hold = waits ? random(3) / 10 : 2 + count
  const runs = Array.from({ length: count }, (_, nth) => {
    const words = [
      ...(waits ? ['--lock-wait', '60'] : []),
      ...(random(2) === 0 ? ['--no-persist'] : []),
      ...['-e', `token=t${nth}`, '-e', `hold=${hold}`],
    ]
    return site.start(['playbook', 'writes.yml', '-o', 'ndjson', ...words], { bound: 120 }).ended
  })
  const ended = await Promise.all(runs)
  await untilQuiet(host)
  const all = ended.map(({ output }) => output).join('\n')
  assert.not(existsSync(join(tree, 'overlaps')), `two were in at once\n${all}`)
  assert.not(existsSync(join(tree, 'inside')), `one was cut off\n${all}`)
  const ids = ended.map(run => idOf(run))
  const winners = ended.filter(({ end }) => end === 0)
  const tokens = readFileSync(join(tree, 'tokens'), 'utf8').trim().split('\n')
  assert.is(tokens.length, winners.length, all)
  assert.is(readFileSync(join(tree, 'count'), 'utf8'), `${2 * winners.length}\n`, all)
  assert.is(winners.length, waits ? count : 1, all)
  const winner = ids[ended.findIndex(({ end }) => end === 0)]
  for (const [nth, run] of ended.entries()) {
    if (run.end === 0) {
      assert.ok(tokens.includes(`t${nth}`), all)
      continue
    }
    assert.is(run.end, 2, run.output)
    assert.match(
      run.output,
      new RegExp(`box is being changed by another run: \\S+@\\S+, since .* UTC, run ${winner}, process \\d+`),
    )
    const milliseconds = waitOf(run)
    took(milliseconds)
    assert.ok(milliseconds <= GIVES_UP, `it gave up after ${milliseconds} ms\n${run.output}`)
  }
  return waits ? `${count} took turns` : `1 in, ${count - 1} out`
}

interface Told {
  readonly type: string
  readonly time: string
  readonly run: string
}

function eventsOf({ output }: Ended): Told[] {
  return output.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line)] : []))
}

function idOf(run: Ended): string {
  return eventsOf(run).find(({ type }) => type === 'run.start')?.run ?? run.output
}

/** Milliseconds from a run's first attempt to write until it reports that it cannot. */
function waitOf(run: Ended): number {
  const events = eventsOf(run)
  const at = (wanted: string): number => Date.parse(events.find(({ type }) => type === wanted)?.time ?? '')
  return at('task.result') - at('apply.start')
}

test.run()
