import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commonNameOf, readProfile, readRequest } from '../../../src/task-lib/pki/documents.ts'
import certificate from '../../../tasks/certificates/certificate.ts'
import authority from '../../../tasks/certificates/certificate_authority.ts'
import { projectWithTemplates } from '../../kit/templates.ts'

const project = projectWithTemplates()

const names = [{ C: 'CN', ST: 'BeiJing', L: 'BeiJing', O: 'frognew', OU: 'cloudnative' }]

test('ca-config.json has the content of the guide', async () => {
  const text = await project.render('ca-config.json.hbs', {
    default_expiry: '8760h',
    profile: 'frognew',
    usages: ['signing', 'key encipherment', 'server auth', 'client auth'],
    expiry: '87600h',
  })
  assert.equal(JSON.parse(text), {
    signing: {
      default: { expiry: '8760h' },
      profiles: {
        frognew: { usages: ['signing', 'key encipherment', 'server auth', 'client auth'], expiry: '87600h' },
      },
    },
  })
})

test('ca-csr.json has the content of the guide, and the lifetime of the authority', async () => {
  const text = await project.render('ca-csr.json.hbs', {
    ...{ CN: 'frognew', key: { algo: 'rsa', size: 2048 }, names, ca_expiry: '87600h' },
  })
  assert.equal(JSON.parse(text), {
    ...{ CN: 'frognew', key: { algo: 'rsa', size: 2048 }, names, ca: { expiry: '87600h' } },
  })
})

test('the request of a certificate has the content of the guide, with any text', async () => {
  const hosts = ['127.0.0.1', '192.168.202.131', 'node1']
  const text = await project.render('certificate-csr.json.hbs', {
    ...{ CN: 'a "quoted" \\ {{name}}\nö', hosts, key: { algo: 'rsa', size: 2048 }, names },
  })
  assert.equal(JSON.parse(text), {
    ...{ CN: 'a "quoted" \\ {{name}}\nö', hosts, key: { algo: 'rsa', size: 2048 }, names },
  })
})

const faults: readonly [string, () => unknown, string][] = [
  ['text that is not JSON', () => readRequest('{', 'ca-csr.json'), 'ca-csr.json is not JSON'],
  [
    'a key that is too short',
    () => readRequest('{"key":{"algo":"rsa","size":512}}', 'x.json'),
    'x.json: `key.size`: expected 2048',
  ],
  [
    'an unknown usage',
    () => readProfile('{"signing":{"profiles":{"p":{"usages":["fly"],"expiry":"1h"}}}}', 'p', 'c.json'),
    'profile `p` of c.json: `usages.0`',
  ],
  [
    'a missing profile',
    () => readProfile('{"signing":{"profiles":{"web":{}}}}', 'etcd', 'c.json'),
    'c.json has no signing profile `etcd`',
  ],
]

for (const [title, read, message] of faults) {
  test(`an error for ${title} names the file`, () => {
    assert.throws(read, (error: Error) => error.message.startsWith(message))
  })
}

for (const [hosts, name] of [
  [['127.0.0.1', 'node1', 'node2'], 'node1'],
  [['127.0.0.1', 'fd00::1'], '127.0.0.1'],
  [[`${'long.'.repeat(13)}test`, 'short.test'], 'short.test'],
  [[`${'long.'.repeat(13)}test`], undefined],
  [[], undefined],
] as const) {
  test(`the common name of ${JSON.stringify(hosts)} is ${name}`, () => assert.is(commonNameOf(hosts), name))
}

test('a certificate needs a name, an address or a `CN`, and an authority needs a `CN`', () => {
  const [issue] = certificate.params.safeParse({ directory: '/x', name: 'x' }).error?.issues ?? []
  assert.is(issue?.message, 'expected names and addresses, or a `CN`')
  assert.ok(certificate.params.safeParse({ directory: '/x', name: 'x', CN: 'x' }).success)
  assert.equal(
    authority.params.safeParse({}).error?.issues.map(({ path }) => path[0]),
    ['directory', 'CN'],
  )
})

test.run()
