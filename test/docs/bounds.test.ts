import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const ROOT = join(import.meta.dirname, '../..')
const text = readFileSync(join(ROOT, 'docs/bounds.md'), 'utf8')

test('every file and folder named in docs/bounds.md exists', () => {
  const paths = [...text.matchAll(/`((?:test|src)\/[\w/.-]+)`/g)].map(([, path = '']) => path)
  assert.ok(paths.length > 25, String(paths.length))
  assert.equal(
    paths.filter(path => !existsSync(join(ROOT, path))),
    [],
  )
})

/** Limits on the page, and their definitions in the sources. */
const BOUNDS: readonly (readonly [said: string, file: string, source: string])[] = [
  ['256 KB per packet', 'src/transport/ssh-packet.ts', 'MAX_PACKET = 256 * 1024'],
  ['2 MB of unread input', 'src/transport/persistent/channel.ts', 'WINDOW = 2 * 1024 * 1024'],
  ['80 bytes', 'src/shell/response/response-parser.ts', 'MAX_MESSAGE = 80'],
  ['4096 characters', 'src/shell/response/stray-output.ts', 'MAX_TEXT = 4096'],
  [
    '16 MB; if there is more, the request fails',
    'src/shell/response/output-buffer.ts',
    'MAX_OUTPUT = 16 * 1024 * 1024',
  ],
  ['10 min for a probe', 'src/remote/probe.ts', 'PROBE_TIMEOUT = 600_000'],
  ['8 KB per line', 'src/shell/response/line-splitter.ts', 'MAX_LINE = 8192'],
  ['2000 lines, then only the last', 'src/shell/response/line-splitter.ts', 'MAX_LINES = 2000'],
  ['35 s without a heartbeat', 'src/shell/watchdog.ts', 'SILENCE = 35_000'],
  ['then 30 s for the login', 'src/relay/start-shell.ts', 'LOGIN = 30'],
  ['nested 500 deep', 'src/base/parse-json.ts', 'MOST_DEPTH = 500'],
  ["3 s for a user's", 'src/base/time-limit.ts', 'LIMIT = 3000'],
  ['102 KB each', 'src/task-lib/text/text-change.ts', 'MAX_DIFF = 104_448'],
  ['20,000 characters each', 'src/report/page/html-page.ts', 'TEXT_LIMITS = [20_000,'],
  ['more than 10 MB', 'src/report/page/html-page.ts', 'MAX_BYTES = 10 * 1000 * 1000'],
  ['2000 lines that differ; 400', 'src/report/diff.ts', 'MAX_EDITS = 2000'],
]

for (const [said, file, source] of BOUNDS) {
  test(`the limit "${said}" matches ${file}`, () => {
    assert.ok(text.includes(said), said)
    assert.ok(readFileSync(join(ROOT, file), 'utf8').includes(source), source)
  })
}

test.run()
