import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../../src/engine/state/events.ts'
import { ReportCollector } from '../../../src/report/page/collect.ts'
import { REPORTED, type ReportedEvent } from '../../../src/report/page/event-schemas.ts'
import { htmlPage } from '../../../src/report/page/html-page.ts'
import { makePageData, type RunHead } from '../../../src/report/page/make-page-data.ts'
import { playStart, result, runEnd, runStart } from '../../kit/events.ts'
import { hostileRun } from '../../kit/hostile-run.ts'

const ASSETS = { style: 'body{}', script: 'start()' }

function dataOf(events: readonly RunEvent[], head?: RunHead) {
  const collector = new ReportCollector()
  for (const event of events)
    if (Object.hasOwn(REPORTED, event.type))
      collector.take(REPORTED[event.type as keyof typeof REPORTED].parse(event) as ReportedEvent)
  return makePageData(collector.collected(), head)
}

/** The data that the browser reads from a page. */
function dataIn(page: string) {
  const [, text = ''] = /<script type="text\/plain" id="data">([A-Za-z0-9+/=]+)<\/script>/.exec(page) ?? []
  return JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString())
}

test('the page contains all of its data, and its content security policy allows only its own style and script', () => {
  const data = dataOf([runStart(false), playStart('web', ['a']), result('a'), runEnd({ a: { ok: 1 } })])
  const page = htmlPage(data, ASSETS)
  assert.equal(dataIn(page), data)
  const hash = (text: string) => createHash('sha256').update(text).digest('base64')
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
  assert.equal(policy.split('; '), [
    "default-src 'none'",
    `script-src 'sha256-${hash(ASSETS.script)}'`,
    `style-src 'sha256-${hash(ASSETS.style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "trusted-types 'none'",
    "require-trusted-types-for 'script'",
  ])
  assert.match(page, '<title>site.yml · run of 2026-01-01T00:00:00.000Z</title>')
})

test('hostile text is not HTML in the page, and its control characters are escaped in the data', () => {
  const page = htmlPage(dataOf(hostileRun()), ASSETS)
  assert.is(page.match(/<script/g)?.length, 2)
  assert.not.match(page, /<img|evil\.example|hacked = true<\/script>/)
  assert.match(page, '<title>&lt;/script&gt;&lt;script&gt;window.hacked')
  const text = JSON.stringify(dataIn(page))
  assert.match(text, 'evil.example')
  assert.not.match(text, /\\u001b|\\u0000|[\u202e\u2028]/)
})

test('options that differ from their defaults are shown', () => {
  const options = { playbooks: ['site.yml'], limit: 'web', check: false, persist: false, tags: ['a', 'b'] }
  const { run } = dataOf([runStart(false)], { kind: 'run', who: 'alice@build7', cwd: '/p', options })
  assert.equal(run.options, [
    ['playbooks', 'site.yml'],
    ['limit', 'web'],
    ['persist', 'false'],
    ['tags', 'a b'],
  ])
  assert.is(run.who, 'alice@build7')
  assert.is(dataOf([runStart(true)]).run.kind, 'dry run')
})

test('outputs are shortened until the page has at most 10 MB', () => {
  // Random, so that it cannot be compressed.
  const output = (nth: number): string =>
    Array.from({ length: 300 }, (_, at) => createHash('sha512').update(`${nth} ${at}`).digest('base64')).join(
      '',
    )
  const results = Array.from({ length: 800 }, (_, nth) =>
    result(`h${nth}`, { status: 'changed', outputs: { rc: 0, stdout: output(nth) } }),
  )
  const data = dataOf([runStart(false), ...results])
  const page = htmlPage(data, ASSETS)
  assert.ok(page.length < 10_000_000, String(page.length))
  const { run, details } = dataIn(page)
  assert.is(run.shortenedTo, 2000)
  assert.is(details[0].stdout.length, 2000)
})

test('if shortening is not enough, outputs are left out', () => {
  const noise = (nth: number): string => createHash('sha512').update(String(nth)).digest('base64')
  const results = Array.from({ length: 65_000 }, (_, nth) =>
    result(`h${nth % 300}`, { status: 'changed', outputs: { stdout: noise(nth) + noise(-nth) } }),
  )
  const page = htmlPage(dataOf([runStart(false), ...results]), ASSETS)
  assert.ok(page.length < 10_000_000, String(page.length))
  const { run, details } = dataIn(page)
  assert.is(run.shortenedTo, 1)
  assert.is(details[7].stdout, '…')
})

test.run()
