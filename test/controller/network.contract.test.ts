import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileJinjaTemplate } from '../../src/ansible/program.ts'
import { lazyObject } from '../../src/values/lazy.ts'
import { Unknown } from '../../src/values/unknown.ts'
import { controllerScope, failureIn } from '../kit/controller-scope.ts'

/** Servers in a thread of their own, since what is rendered waits for their answers. */
const SERVERS = `
const { parentPort } = require('node:worker_threads')
const web = require('node:http').createServer((request, response) => {
  const { url, headers } = request
  if (url === '/lines') response.end('one\\ntwo\\n')
  else if (url === '/moved') response.writeHead(302, { location: '/lines' }).end()
  else if (url === '/headers') response.end(JSON.stringify([headers.authorization, headers['x-a'], headers['user-agent']]))
  else response.writeHead(404).end('not here')
})
const names = { 'a.test': { 1: [[192, 0, 2, 1], [192, 0, 2, 2]] }, '1.2.0.192.in-addr.arpa': { 12: [[1, 97, 4, 116, 101, 115, 116, 0]] },
  'mx.test': { 15: [[0, 10, 1, 109, 4, 116, 101, 115, 116, 0]], 16: [[3, 97, 32, 98, 1, 99]] } }
const dns = require('node:dgram').createSocket('udp4').on('message', (question, from) => {
  const labels = []
  let at = 12
  while (question[at]) { labels.push(question.toString('latin1', at + 1, at + 1 + question[at])); at += question[at] + 1 }
  const end = at + 5
  const known = names[labels.join('.').toLowerCase()]
  const records = (known && known[question.readUInt16BE(at + 1)]) || []
  const head = Buffer.from(question.subarray(0, 12))
  head.writeUInt16BE(known ? 0x8180 : 0x8183, 2)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  const answers = records.map(data => Buffer.from([0xc0, 12, 0, question[at + 2], 0, 1, 0, 0, 0, 60, 0, data.length, ...data]))
  dns.send(Buffer.concat([head, question.subarray(12, end), ...answers]), from.port, from.address)
})
web.listen(0, '127.0.0.1', () => dns.bind(0, '127.0.0.1', () => parentPort.postMessage([web.address().port, dns.address().port])))
`

const worker = new Worker(SERVERS, { eval: true })
const [[webPort, dnsPort]] = (await once(worker, 'message')) as [[number, number]]
const web = `http://127.0.0.1:${webPort}`
const server = `127.0.0.1:${dnsPort}`
test.after(async () => {
  await worker.terminate()
})

const { folder, controller, render } = controllerScope({}, { variables: { web, server } })

test('url gives the text behind a URL, and follows redirects', () => {
  assert.is(render('{{url (concat web "/lines")}}'), 'one\ntwo\n')
  assert.is(render('url(web + "/moved")', '!expr'), 'one\ntwo\n')
})

test('url sends headers and passwords', () => {
  const sent = render(
    'from_json(url(web + "/headers", "bob", "pass \\"word\\"", {"X-A": "b c", "User-Agent": "me"}))',
    '!expr',
  )
  assert.equal(sent, [`Basic ${Buffer.from('bob:pass "word"').toString('base64')}`, 'b c', 'me'])
})

test('what cannot be fetched is an error that shows no password', () => {
  const failed = failureIn(folder, () => render(`{{url "http://u:secret@127.0.0.1:${webPort}/none"}}`))
  assert.match(
    failed,
    /`url` cannot fetch `http:\/\/\*\*\*@127\.0\.0\.1:\d+\/none`: curl ended with exit code 22.*404/,
  )
  assert.is(render('{{url (concat web "/none") errors="ignore"}}'), null)
  assert.match(
    failureIn(folder, () => render('{{url "file:///etc/passwd"}}')),
    /supports http, https and ftp, got `file:\/\/\/etc\/passwd`/,
  )
})

test('dig gives the records of a name as zone files have them', () => {
  const rows: readonly [expression: string, records: unknown][] = [
    ['dig("a.test", "A", [server])', ['192.0.2.1', '192.0.2.2']],
    ['dig("mx.test", "mx", [server])', ['10 m.test.']],
    ['dig("mx.test", "TXT", [server])', ['a bc']],
    ['dig("192.0.2.1", "PTR", [server])', ['a.test.']],
    ['dig("a.test", "TXT", [server])', []],
    ['dig("none.test", "A", [server])', []],
    ['dig("none.test", "A", [server], false, false)', ['NXDOMAIN']],
  ]
  for (const [expression, records] of rows) assert.equal(render(expression, '!expr'), records, expression)
  assert.match(
    failureIn(folder, () => render('dig("none.test", "A", [server], true)', '!expr')),
    /`dig` got no A records of `none\.test`/,
  )
  assert.match(
    failureIn(folder, () => render('dig("a.test", "LOC")', '!expr')),
    /`dig` asks for A, AAAA, .*, got `LOC`/,
  )
})

test('the lookups of Ansible give lines and joined records', () => {
  const variables = { web, at: `@${server}` }
  const reach = { controller, variables, renderTemplate: () => '' }
  const readVariable = (name: string): unknown => new Map(Object.entries(variables)).get(name)
  const context = {
    has: (name: string) => Object.hasOwn(variables, name),
    get: readVariable,
    variables: lazyObject(
      () => Object.keys(variables),
      readVariable,
      undefined,
      undefined,
      () => reach,
    ),
  }
  const rows: readonly [expression: string, value: unknown][] = [
    ["query('url', web ~ '/lines')", ['one', 'two']],
    ["lookup('ansible.builtin.url', web ~ '/lines')", 'one,two'],
    ["lookup('url', web ~ '/lines', split_lines=false)", 'one\ntwo\n'],
    ["lookup('url', web ~ '/headers', http_agent='me', split_lines=false) | from_json | last", 'me'],
    ["lookup('dig', 'a.test', at)", '192.0.2.1,192.0.2.2'],
    ["query('community.general.dig', 'mx.test/MX', at)", ['10 m.test.']],
    ["lookup('dig', 'mx.test', 'qtype=TXT', at)", 'a bc'],
    ["lookup('dig', 'none.test', at)", 'NXDOMAIN'],
    ["query('dig', 'none.test', 'a.test', at)", ['192.0.2.1', '192.0.2.2']],
    ["query('dig', 'none.test', 'real_empty=true', at)", []],
  ]
  for (const [expression, value] of rows) {
    const program = compileJinjaTemplate(`{{ ${expression} }}`, { isYaml: true })
    assert.equal(program.evaluate(context), value, expression)
  }
})

test('before a run nothing is asked: what a template needs of the network is unknown', () => {
  const early = controllerScope({}, { isRunning: () => false, sources: { text: `{{url "${web}/lines"}}` } })
  assert.instance(early.scope.get('text'), Unknown)
})

test.run()
