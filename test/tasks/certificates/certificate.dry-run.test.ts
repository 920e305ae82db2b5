import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent, TaskResultEvent } from '../../../src/engine/state/events.ts'
import { runPlaybooks } from '../../../src/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-certificate-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const COMMON = { directory: join(folder, 'ssl'), backend: 'forge', key: { algo: 'ecdsa', size: 256 } }

/** Runs the tasks of a site: an authority, a certificate, and a service that trusts the one and uses the other. */
async function run(
  { authority = {}, certificate = {} }: Readonly<Record<string, object>>,
  check: boolean,
): Promise<TaskResultEvent[]> {
  const [trusted, used, key] = ['trusted.pem', 'used.pem', 'used-key.pem'].map(name => join(folder, name))
  const tasks = [
    { certificate_authority: { ...COMMON, CN: 'Test CA', ...authority } },
    {
      certificate: { ...COMMON, name: 'etcd', hosts: ['node1'], ...certificate },
      register: 'issued',
    },
    { ca_bundle: { path: trusted, authority: '{{issued.ca}}', certificate: used } },
    {
      key_pair: {
        ...{ certificate: '{{issued.certificate}}', key: '{{issued.key}}' },
        ...{ certificate_path: used, key_path: key },
      },
    },
  ]
  const [hosts, site] = [join(folder, 'hosts.yml'), join(folder, 'site.yml')]
  writeFileSync(hosts, 'all: { hosts: { h: { connection: local } } }')
  writeFileSync(site, JSON.stringify([{ hosts: 'all', tasks }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [site], inventory: [hosts], check, diff: true, extraVars: [], tags: [], skipTags: [] },
      ...{ become: false, forceHandlers: false, lookAhead: true, persist: false },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  return events.filter((event): event is TaskResultEvent => event.type === 'task.result')
}

const statuses = (results: readonly TaskResultEvent[]): string[] => results.map(({ status }) => status)

/** What is said of the certificate of the second task, without what is new each time. */
function issued(results: readonly TaskResultEvent[]): unknown {
  const changes = results[1]?.changes ?? []
  return changes.filter(({ resource }) => resource.startsWith('certificate:'))
}

// Each goes on from what the one before has left.
const STATES: readonly (readonly [title: string, params: Record<string, object>, dry: readonly string[]])[] =
  [
    ['nothing there yet', {}, ['changed', 'changed', 'changed', 'changed']],
    // Of the bytes of the certificate nothing is known, and all of the authority.
    ['another host', { certificate: { hosts: ['node1', 'node2'] } }, ['ok', 'changed', 'ok', 'unknown']],
    [
      'another name of the authority',
      { authority: { CN: 'Other CA' }, certificate: { hosts: ['node1', 'node2'] } },
      ['changed', 'changed', 'unknown', 'unknown'],
    ],
    [
      'another profile',
      {
        authority: { CN: 'Other CA', usages: ['signing', 'server auth'], expiry: '100h' },
        certificate: { hosts: ['node1', 'node2'], renew_before: '1h' },
      },
      ['changed', 'changed', 'ok', 'unknown'],
    ],
  ]

for (const [title, params, dry] of STATES) {
  test(`a dry run says of a certificate what the run does: ${title}`, async () => {
    const foretold = await run(params, true)
    assert.equal(statuses(foretold), dry)
    const done = await run(params, false)
    assert.ok(!statuses(done).includes('failed'), JSON.stringify(done))
    assert.equal(issued(foretold), issued(done))
    // The authority of before is trusted until the one after it signs what is in use.
    assert.equal(statuses(await run(params, false)).slice(0, 2), ['ok', 'ok'])
  })
}

test.run()
