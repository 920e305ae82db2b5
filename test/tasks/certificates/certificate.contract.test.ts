import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { InSync, Plan } from '../../../src/authoring/plan.ts'
import { Secret } from '../../../src/values/secret.ts'
import certificate from '../../../tasks/certificates/certificate.ts'
import authority from '../../../tasks/certificates/certificate_authority.ts'
import { type AnyTaskType, bind, type ContractOutcome, holdsContract, reconnect } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../kit/local-session.ts'
import { projectWithTemplates } from '../../kit/templates.ts'

const project = projectWithTemplates()
const BACKENDS = ['cfssl', 'forge'] as const
const HOSTS = ['127.0.0.1', '192.168.202.131', 'node1', 'fd00::1']
let sessions: readonly LocalSession[] = []

test.before(async () => {
  const all = await openLocalSessions()
  // Only the shells that have all of this machine's programs: busybox's own have no cfssl.
  sessions = all.filter(({ shell }) => shell !== 'busybox')
  for (const session of all) if (!sessions.includes(session)) await session.close()
})

test.after(async () => {
  for (const session of sessions) await session.close()
})

interface Pki {
  readonly directory: string
  readonly backend: (typeof BACKENDS)[number]
  readonly authority: (params: object, expects: 'plan' | 'in-sync') => Promise<ContractOutcome>
  readonly certificate: (params: object, expects: 'plan' | 'in-sync') => Promise<ContractOutcome>
}

/** Runs a body for each backend, the first in every shell, in a fresh directory. */
async function everywhere(body: (pki: Pki) => Promise<void>, all = false): Promise<void> {
  for (const backend of BACKENDS) {
    for (const { shell, host } of all ? sessions : sessions.slice(0, 1)) {
      const { path: root, remove } = scratch()
      const directory = `${root}/ssl`
      const run = (type: AnyTaskType) => (params: object, expects: 'plan' | 'in-sync') =>
        holdsContract({
          ...{ type, host, project, root, expects },
          params: { directory, backend, key: { algo: 'ecdsa', size: 256 }, ...params },
        })
      try {
        await body({
          ...{ directory, backend },
          authority: (params, expects) =>
            run(authority)({ CN: 'Test CA', expiry: '87600h', ...params }, expects),
          certificate: (params, expects) =>
            run(certificate)({ name: 'etcd', hosts: HOSTS, ...params }, expects),
        })
      } catch (error) {
        if (error instanceof Error) error.message = `by ${backend} in ${shell}: ${error.message}`
        throw error
      } finally {
        remove()
      }
    }
  }
}

test('both backends leave the files of the guide, keys closed and requests good', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    await pki.authority({}, 'plan')
    await pki.certificate({}, 'plan')
    assert.equal(readdirSync(directory).sort(), [
      ...['ca-config.json', 'ca-csr.json', 'ca-key.pem', 'ca.csr', 'ca.pem'],
      ...['etcd-csr.json', 'etcd-key.pem', 'etcd.csr', 'etcd.pem'],
    ])
    for (const name of ['ca', 'etcd']) {
      assert.is(statSync(`${directory}/${name}-key.pem`).mode & 0o777, 0o600)
      assert.is(statSync(`${directory}/${name}.pem`).mode & 0o777, 0o644)
      execFileSync('openssl', ['req', '-in', `${directory}/${name}.csr`, '-noout', '-verify'], {
        stdio: 'pipe',
      })
    }
    assert.is(statSync(directory).mode & 0o777, 0o700)
    assert.equal(JSON.parse(readFileSync(`${directory}/etcd-csr.json`, 'utf8')).hosts, HOSTS)
  }, true)
})

test('a subject is what the task says and no more, its name the first of the hosts', async () => {
  await everywhere(async pki => {
    await pki.authority({}, 'plan')
    await pki.certificate({}, 'plan')
    const { first } = await pki.certificate({}, 'in-sync')
    assert.equal([first.outputs.subject, first.outputs.issuer], [['CN=node1'], ['CN=Test CA']])
    const named = { CN: 'etcd', names: [{ O: 'Example' }] }
    await pki.certificate(named, 'plan')
    assert.equal((await pki.certificate(named, 'in-sync')).first.outputs.subject, ['CN=etcd', 'O=Example'])
  })
})

test('rsa keys as in the guide, and what the certificate gives to later tasks', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    const key = { algo: 'rsa', size: 2048 }
    await pki.authority({ key }, 'plan')
    await pki.certificate({ key }, 'plan')
    const { first } = await pki.certificate({ key }, 'in-sync')
    const { certificate: pem, ca, key: secret, not_after, ...rest } = first.outputs
    assert.is(pem, readFileSync(`${directory}/etcd.pem`, 'utf8'))
    assert.is(ca, readFileSync(`${directory}/ca.pem`, 'utf8'))
    assert.instance(secret, Secret)
    assert.is((secret as Secret).reveal(), readFileSync(`${directory}/etcd-key.pem`, 'utf8'))
    assert.ok(Date.parse(String(not_after)) > Date.now() + 80_000 * 3_600_000)
    assert.equal(Object.keys(rest).sort(), ['fingerprint', 'issuer', 'path', 'serial', 'subject'])
  })
})

/** What a change of params makes of the certificate: the fields that differ, before and after. */
const REISSUES: readonly [string, object, object, object][] = [
  [
    'another name',
    { hosts: [...HOSTS, 'node2'] },
    { hosts: [...HOSTS].sort() },
    { hosts: [...HOSTS, 'node2'].sort() },
  ],
  ['another key', { key: { algo: 'ecdsa', size: 384 } }, { key: 'ecdsa 256' }, { key: 'ecdsa 384' }],
  ['more time before the end', { renew_before: '87590h' }, { not_after: true }, { not_after: 'renewed' }],
  ['another common name', { CN: 'etcd' }, { subject: true }, { subject: true }],
]

for (const [title, params, before, after] of REISSUES) {
  test(`a certificate is issued again for ${title}, and the change says so`, async () => {
    await everywhere(async pki => {
      await pki.authority({}, 'plan')
      await pki.certificate({}, 'plan')
      const change = changeOf(await plannedOnly(pki, params))
      const shown = (fields: object) =>
        Object.fromEntries(
          Object.entries(fields).map(([field, value]) => [
            field,
            field in before && Object(before)[field] === true ? true : value,
          ]),
        )
      assert.equal(shown(change.before ?? {}), before)
      if (Object(after).subject !== true) assert.equal(change.after, after)
    })
  })
}

test('a certificate is issued again where its profile changed', async () => {
  await everywhere(async pki => {
    await pki.authority({}, 'plan')
    await pki.certificate({}, 'plan')
    await pki.authority({ usages: ['signing', 'server auth'], expiry: '8760h' }, 'plan')
    const { first } = await pki.certificate({}, 'plan')
    assert.equal(changeOf(first), {
      resource: `certificate:${pki.directory}/etcd.pem`,
      action: 'update',
      before: {
        key_usage: ['signing', 'key encipherment'],
        extended_key_usage: ['client auth', 'server auth'],
        expiry: '87600h',
      },
      after: { key_usage: ['signing'], extended_key_usage: ['server auth'], expiry: '8760h' },
    })
  })
})

test('a key that is not of the certificate, as a cut run leaves it, is mended', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    await pki.authority({}, 'plan')
    await pki.certificate({}, 'plan')
    writeFileSync(`${directory}/etcd-key.pem`, readFileSync(`${directory}/ca-key.pem`))
    const { first } = await pki.certificate({}, 'plan')
    assert.equal(changeOf(first).before, { key_matches: false })
    writeFileSync(`${directory}/etcd.pem`, 'half of a certif')
    assert.equal(changeOf((await pki.certificate({}, 'plan')).first).before, {
      certificate: 'cannot be read',
    })
  })
})

test('a key that others may read is closed, and nothing is issued for that', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    await pki.authority({}, 'plan')
    await pki.certificate({}, 'plan')
    const before = readFileSync(`${directory}/etcd.pem`, 'utf8')
    execFileSync('chmod', ['0644', `${directory}/etcd-key.pem`, `${directory}/ca-key.pem`])
    const { first } = await pki.certificate({}, 'plan')
    assert.equal(first.kind === 'plan' && first.changes, [
      {
        resource: `file:${directory}/etcd-key.pem`,
        action: 'update',
        before: { mode: '0644' },
        after: { mode: '0600' },
      },
    ])
    await pki.authority({}, 'plan')
    assert.is(readFileSync(`${directory}/etcd.pem`, 'utf8'), before)
  })
})

test('an authority that nears its end is renewed with its key, and what it signed stays', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    await pki.authority({}, 'plan')
    await pki.certificate({}, 'plan')
    const [key, old] = ['ca-key.pem', 'ca.pem'].map(file => readFileSync(`${directory}/${file}`, 'utf8'))
    const soon = { renew_before: '87599h' }
    const { first } = await plannedAuthority(pki, directory, { ...soon, renew_before: '87601h' })
    assert.equal(Object.keys(changeOf(first).before ?? {}), ['not_after'])
    await pki.authority({ ca_expiry: '100000h' }, 'plan')
    assert.is(readFileSync(`${directory}/ca-key.pem`, 'utf8'), key)
    assert.not.equal(readFileSync(`${directory}/ca.pem`, 'utf8'), old)
    await pki.certificate({}, 'in-sync')
    const kept = readdirSync(directory).filter(file => /^ca\.pem\..*~$/.test(file))
    assert.is(kept.length, 1)
    assert.is(readFileSync(`${directory}/${kept[0]}`, 'utf8'), old)
  })
})

test('an authority of another name or key takes its place, says what that costs, and keeps the old one beside', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    await pki.authority({}, 'plan')
    await pki.certificate({}, 'plan')
    const oldKey = readFileSync(`${directory}/ca-key.pem`, 'utf8')
    const { first } = await pki.authority({ CN: 'other', key: { algo: 'ecdsa', size: 384 } }, 'plan')
    assert.is(changeOf(first).after?.invalidates, 'every certificate that it has signed')
    const kept = readdirSync(directory).find(file => /^ca-key\.pem\..*~$/.test(file))
    assert.is(readFileSync(`${directory}/${kept}`, 'utf8'), oldKey)
    assert.is(statSync(`${directory}/${kept}`).mode & 0o777, 0o600)
    const again = await pki.certificate({}, 'plan')
    assert.is(changeOf(again.first).before?.signed_by_authority, false)
  })
})

test('an authority whose certificate is lost gets one for the key that is there', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    await pki.authority({}, 'plan')
    const key = readFileSync(`${directory}/ca-key.pem`, 'utf8')
    execFileSync('rm', [`${directory}/ca.pem`])
    await pki.authority({}, 'plan')
    assert.is(readFileSync(`${directory}/ca-key.pem`, 'utf8'), key)
  })
})

test('a certificate without an authority is planned, and fails in a run', async () => {
  await everywhere(async ({ directory, ...pki }) => {
    const message = await pki.certificate({}, 'plan').then(
      () => 'passed',
      error => String(error.message),
    )
    assert.match(message, `the authority does not exist: ${directory}/ca.pem, ${directory}/ca-key.pem`)
    assert.is(existsSync(`${directory}/etcd.pem`), false)
  })
})

test('cfssl that is not there is told with what to do about it', async () => {
  const { path: root, remove } = scratch()
  const host = sessions[0]?.host as LocalSession['host']
  const without: LocalSession['host'] = {
    ...host,
    run: (script, options) =>
      host.run(
        { ...script, text: script.text.replace('$1:$PATH:/usr/local/bin', '/nowhere') } as never,
        options,
      ),
  }
  const context = { project, isCheckMode: false, environment: {}, host: without }
  const params = bind(authority as never, { directory: `${root}/ssl`, CN: 'Test CA' }) as never
  const plan = (await authority.check({ ...context, params })) as Plan<never>
  const error = await authority.apply?.({ ...context, params, plan, reconnect })?.then(
    () => undefined,
    failure => failure,
  )
  assert.match((error as Error).message, /cfssl could not make .*the host has no cfssl in/s)
  assert.match((error as unknown as { hint: string }).hint, 'backend: forge')
  remove()
})

test.run()

function changeOf(result: InSync | Plan) {
  const change =
    result.kind === 'plan'
      ? result.changes.find(({ resource }) => resource.startsWith('certificate:'))
      : undefined
  if (!change) throw new Error(`expected a certificate to change, got ${JSON.stringify(result)}`)
  return change
}

async function plannedOnly(pki: Pki, params: object): Promise<InSync | Plan> {
  if ('renew_before' in params) {
    const host = sessions[0]?.host as LocalSession['host']
    const bound = bind(certificate as never, {
      ...{
        directory: pki.directory,
        backend: pki.backend,
        key: { algo: 'ecdsa', size: 256 },
        name: 'etcd',
        hosts: HOSTS,
      },
      ...params,
      renew_before: '87601h',
    }) as never
    return certificate.check({ host, project, isCheckMode: false, environment: {}, params: bound })
  }
  return (await pki.certificate(params, 'plan')).first
}

async function plannedAuthority(pki: Pick<Pki, 'backend'>, directory: string, params: object) {
  const host = sessions[0]?.host as LocalSession['host']
  const bound = bind(authority as never, {
    directory,
    backend: pki.backend,
    ...{ key: { algo: 'ecdsa', size: 256 }, CN: 'Test CA', expiry: '87600h' },
    ...params,
  }) as never
  return {
    first: await authority.check({ host, project, isCheckMode: false, environment: {}, params: bound }),
  }
}
