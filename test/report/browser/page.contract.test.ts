import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../../src/engine/state/events.ts'
import { Chromium, type OpenPage } from '../../kit/chromium.ts'
import { makeProject, startCommand } from '../../kit/command-line.ts'
import { hostileRun } from '../../kit/hostile-run.ts'
import { largeRun } from '../../kit/large-run.ts'
import { scratch } from '../../kit/local-session.ts'

const { path, remove } = scratch()
let browser: Chromium
test.before(() => {
  browser = new Chromium()
})
test.after(async () => {
  await browser.close()
  remove()
})

/** Makes the page of a run with the CLI and returns its URL. */
async function pageOf(name: string, events: Iterable<RunEvent>): Promise<string> {
  const [file, page] = [join(path, `${name}.ndjson`), join(path, `${name}.html`)]
  writeFileSync(file, [...events].map(event => `${JSON.stringify(event)}\n`).join(''))
  const { code, stderr } = await startCommand(path, ['report', file, '-o', page]).ended
  assert.is(code, 0, stderr)
  return pathToFileURL(page).href
}

const countOf = (page: OpenPage, selector: string) =>
  page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`)
const textOf = (page: OpenPage, selector: string) =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText`)

/** Types a filter, and returns the labels of the matrix rows. */
async function filter(page: OpenPage, query: string): Promise<unknown> {
  await page.evaluate(`(() => {
    const input = document.querySelector('input[type=search]')
    input.value = ${JSON.stringify(query)}
    input.dispatchEvent(new Event('input'))
  })()`)
  return page.evaluate("[...document.querySelectorAll('.matrix .rows .label')].map(each => each.innerText)")
}

/** Asserts that the browser logged no complaints and requested nothing but the page itself. */
function assertQuiet({ complaints, requests }: OpenPage, address: string): void {
  assert.equal(complaints, [])
  assert.equal([...new Set(requests.map(each => each.replace(/#.*/, '')))], [address])
}

test('a page of 300 hosts and 200 tasks opens, filters, and shows results by mouse, keyboard and URL', async () => {
  const address = await pageOf('large', largeRun(300, 200))
  assert.ok(readFileSync(new URL(address)).length < 10_000_000)
  const page = await browser.open(address)
  assert.is(await textOf(page, 'h1'), 'site.yml 3 hosts failed')
  assert.is(await countOf(page, '.failure'), 1)
  assert.match(String(await textOf(page, '.failure')), /3 hosts: web14 web111 web208\n+site\.yml:310:7/)
  assert.equal(await filter(page, ''), [
    '2 × web14 web111',
    'web208',
    '99 × web1 web4 web7 and 96 more',
    '198 × web2 web3 web5 and 195 more',
  ])

  assert.equal(await filter(page, 'web14 part'), [
    'web14',
    '7 × web140 web141 web143 and 4 more',
    '3 × web142 web145 web148',
  ])
  assert.is(await page.evaluate('location.hash'), '#q=web14+part')
  await filter(page, '')
  await page.evaluate("document.querySelector('[data-outcome=failed]').click()")
  assert.equal(await filter(page, ''), ['3 × web14 web111 web208'])
  assert.is(await page.evaluate('location.hash'), '#status=failed')
  assert.is(await countOf(page, '.matrix .column'), 1)

  await page.evaluate("document.querySelector('.matrix').focus()")
  await page.press('Enter')
  assert.match(String(await textOf(page, '.panel')), /^61 · Configure part 61\n/)
  assert.is(await page.evaluate('location.hash'), '#status=failed&task=61&host=web14')
  await page.press('Escape')
  assert.is(await countOf(page, '.panel'), 0)
  await page.press('/')
  assert.is(await page.evaluate('document.activeElement.type'), 'search')
  assertQuiet(page, address)

  const linked = await browser.open(`${address}#task=2&host=web7`)
  assert.match(String(await textOf(linked, '.panel')), /^2 · Configure part 2\n.*\+name = web7\n/s)
  await linked.evaluate("document.querySelectorAll('#changes details')[0].open = true")
  await linked.evaluate('new Promise(requestAnimationFrame)')
  assert.match(
    String(await textOf(linked, '#changes details')),
    /^file:\/etc\/app\/Configure part 2 update · 300 hosts\n+by 2 · Configure part 2\n+300 hosts: web\[1:300\]\n/,
  )
  assert.is(await countOf(linked, '#timeline .row'), 100)
  assertQuiet(linked, address)
})

test('for 1,000 different hosts, the DOM has only the visible rows', async () => {
  const page = await browser.open(await pageOf('many', largeRun(1000, 50)))
  await page.evaluate("document.querySelector('#matrix input').click()")
  await page.evaluate('new Promise(requestAnimationFrame)')
  assert.match(String(await textOf(page, '#matrix .status')), /^1000 rows, 50 tasks/)
  const rows = Number(await countOf(page, '.matrix .rows .row'))
  assert.ok(rows > 10 && rows < 80, String(rows))
  await page.evaluate("document.querySelector('.matrix').scrollTop = 1e6")
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
  assert.match(String(await textOf(page, '.matrix .rows .row:last-child .label')), /^web\d+$/)
  assert.is(await countOf(page, '.matrix .row[data-row="999"]'), 1)
})

test("the page follows the system's colour theme and fits a narrow window", async () => {
  const page = await browser.open(await pageOf('small', largeRun(5, 8)), 400, 800)
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  await page.theme('dark')
  assert.is(await background(), 'rgb(20, 23, 27)')
  await page.theme('light')
  assert.is(await background(), 'rgb(255, 255, 255)')
  for (const expected of ['rgb(255, 255, 255)', 'rgb(20, 23, 27)']) {
    await page.press('t')
    assert.is(await background(), expected)
  }
  const isWider = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
  assert.is(await page.evaluate(isWider), false)
})

test('hostile text is shown as text, runs no script and causes no request', async () => {
  const address = await pageOf('hostile', hostileRun())
  const page = await browser.open(address)
  await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
  await page.evaluate("document.querySelector('.matrix .cell[data-column]').click()")
  await page.evaluate('new Promise(done => setTimeout(done, 200))')
  assert.is(await page.evaluate('window.hacked'), undefined)
  assert.is(await countOf(page, 'img, b, main script'), 0)
  const text = String(await textOf(page, 'body'))
  assert.match(text, '</script><script>window.hacked = true</script>')
  assert.match(text, '<img src="https://evil.example/x" onerror="window.hacked = true">')
  assert.match(text, '\\x1b[2J\\u202eright\\x00\\u2028')
  assertQuiet(page, address)
})

test('the content security policy refuses foreign requests and scripts', async () => {
  const page = await browser.open(await pageOf('policy', hostileRun()))
  const attempts = [
    "fetch('https://evil.example/').then(() => 'done', () => 'refused')",
    "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'done' } catch { return 'refused' } })()",
    `new Promise(done => {
       const script = document.createElement('script')
       try { script.textContent = 'window.added = true'; document.body.append(script) } catch {}
       setTimeout(() => done(window.added ? 'done' : 'refused'), 100)
     })`,
  ]
  for (const attempt of attempts) assert.is(await page.evaluate(attempt), 'refused', attempt)
})

test('the page of a real run shows the lines of the failed task and the options, and masks secrets', async () => {
  const folder = makeProject({
    'inventory/hosts.yml': 'all: { hosts: { here: { connection: local }, there: { connection: local } } }\n',
    'site.yml':
      '- hosts: all\n  tasks:\n    - name: greet\n      command: echo hello\n    - name: break\n      command: "false"\n      environment: { token: !secret hunter2, said: "hunter2" }\n      register: x\n',
  })
  const ran = await startCommand(folder, ['playbook', 'site.yml', '--limit', 'here', '-e', 'size=7']).ended
  assert.is(ran.code, 2, ran.stderr)
  const made = await startCommand(folder, ['report', '-o', 'out.html']).ended
  assert.match(made.stderr, /^out\.html: \d+ kB\n$/)
  const address = pathToFileURL(join(folder, 'out.html')).href
  const page = await browser.open(address)
  assert.match(
    String(await textOf(page, '.failure .source')),
    /^ +5 {2} {4}- name: break\n +6 {2} {6}command: "false"\n +7 {2} {6}environment: \{ token: /,
  )
  const options = String(await textOf(page, '#options'))
  assert.match(options, /limit\s+here/)
  assert.match(options, /extra-vars\s+size=7/)
  assert.not.match(String(await textOf(page, 'body')), /hunter2/)
  assertQuiet(page, address)
})

test.run()
