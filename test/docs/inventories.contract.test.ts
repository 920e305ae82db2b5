import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadInventory } from '../../src/inventory/load.ts'
import { authorProject, compile, guideFiles } from '../kit/guide.ts'
import { folderOf, plainVars } from '../kit/project-files.ts'

const page = readFileSync('docs/inventories.md', 'utf8')
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? ''

/** A cloud in a separate process, because reading an inventory blocks this one. */
const CLOUD = `
const servers = [
  { name: 'web1', ip: '10.0.0.1', labels: { role: 'web' } },
  { name: 'node9', ip: '10.0.0.9', labels: {} },
]
require('node:http').createServer((request, response) => {
  const isKnown = request.url === '/servers' && request.headers.authorization === 'Bearer t0ken'
  response.writeHead(isKnown ? 200 : 401).end(isKnown ? JSON.stringify(servers) : '')
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
`

test('the TypeScript inventory compiles and lists its hosts', async () => {
  const text = block('ts')
  const project = authorProject({
    'inventory/cloud.ts': text,
    'tsconfig.json':
      guideFiles()['tsconfig.json']?.replace(/"include": \[.*?\]/, '"include": ["inventory"]') ?? '',
  })
  const cloud = spawn(process.execPath, ['-e', CLOUD], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    assert.equal(compile(project), { code: 0, errors: new Map() })
    const [port] = await once(cloud.stdout, 'data')
    process.env.CLOUD_API = `http://127.0.0.1:${String(port).trim()}`
    process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), 'drover-cache-'))
    const file = join(project.folder, 'inventory/cloud.ts')
    assert.throws(
      () => loadInventory([file]),
      /failed: http:\/\/127\.0\.0\.1:\d+\/servers: 401 Unauthorized$/,
    )
    process.env.CLOUD_TOKEN = 't0ken'
    const { groups } = loadInventory([file])
    assert.equal(
      [groups.get('cloud'), groups.get('web'), groups.get('spare')],
      [['web1', 'node9'], ['web1'], ['node9']],
    )
    // From the cache, without a request.
    cloud.kill()
    await once(cloud, 'exit')
    assert.equal([...loadInventory([file]).hosts.keys()], ['web1', 'node9'])
    writeFileSync(file, `${text}\n`)
    assert.throws(() => loadInventory([file]), /failed: fetch failed/)
  } finally {
    cloud.kill()
    project.remove()
  }
})

test('the constructed inventory produces the groups and variables on the page', () => {
  const { hosts, groups } = loadInventory([
    folderOf({
      '1.yml':
        'all: {hosts: {h1: {public_ip: 192.0.2.1, region: eu-west-1, roles: [web], tags: {team: core}}, h2: {public_ip: 192.0.2.2, region: us-1, roles: [], tags: {}, port_override: 81}}}\n',
      '2.yml': block('yaml'),
    }),
  ])
  assert.equal(Object.fromEntries(groups), {
    ...{ all: ['h1', 'h2'], ungrouped: [], europe: ['h1'], web: ['h1'], regions: ['h1', 'h2'] },
    ...{ region_eu_west_1: ['h1'], region_us_1: ['h2'], tag_team_core: ['h1'] },
  })
  const ports = [...hosts.values()].map(
    ({ layers }) => Object.assign({}, ...layers.map(({ vars }) => plainVars(vars))).http_port,
  )
  assert.equal(ports, [8080, 81])
})

test.run()
