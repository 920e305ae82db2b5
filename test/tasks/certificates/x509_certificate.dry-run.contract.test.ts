import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent, TaskResultEvent } from '../../../src/engine/state/events.ts'
import { runPlaybooks } from '../../../src/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-x509-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const ECC = { type: 'ECC', curve: 'secp256r1' }

/** Runs the tasks of an authority and of a certificate that it signs; gives their statuses. */
async function run(authorityKey: object, request: object, check: boolean): Promise<string> {
  const tasks = [
    { openssl_privatekey: { path: at('ca.key'), ...ECC, ...authorityKey } },
    { openssl_csr: { path: at('ca.csr'), privatekey_path: at('ca.key'), common_name: 'ca' } },
    {
      x509_certificate: {
        ...{ path: at('ca.pem'), csr_path: at('ca.csr'), privatekey_path: at('ca.key') },
        provider: 'selfsigned',
      },
    },
    { openssl_privatekey: { path: at('key'), ...ECC } },
    { openssl_csr: { path: at('csr'), privatekey_path: at('key'), common_name: 'a', ...request } },
    {
      x509_certificate: {
        ...{ path: at('pem'), csr_path: at('csr'), provider: 'ownca', ownca_path: at('ca.pem') },
        ownca_privatekey_path: at('ca.key'),
      },
    },
  ]
  writeFileSync(at('hosts.yml'), 'all: { hosts: { h: { connection: local } } }')
  writeFileSync(at('site.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [at('site.yml')], inventory: [at('hosts.yml')], check, diff: true, extraVars: [] },
      ...{ tags: [], skipTags: [], become: false, forceHandlers: false, lookAhead: true, persist: false },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  const results = events.filter((event): event is TaskResultEvent => event.type === 'task.result')
  return results.map(({ status }) => status).join(' ')
}

// Each goes on from what the one before has left.
for (const [title, key, request, statuses] of [
  ['nothing exists', {}, {}, 'changed changed changed changed changed changed'],
  ['nothing differs', {}, {}, 'ok ok ok ok ok ok'],
  ['another request', {}, { common_name: 'b' }, 'ok ok ok ok changed changed'],
  [
    'another key of the authority',
    { curve: 'secp384r1' },
    { common_name: 'b' },
    'changed changed changed ok ok changed',
  ],
] as const) {
  test(`a dry run of keys, requests and certificates predicts the run: ${title}`, async () => {
    assert.is(await run(key, request, true), statuses)
    assert.is(await run(key, request, false), statuses)
  })
}

test.run()
