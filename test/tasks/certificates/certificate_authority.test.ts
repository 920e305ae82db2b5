import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Plan } from '../../../src/authoring/plan.ts'
import certificateAuthority from '../../../tasks/certificates/certificate_authority.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { fakeHost } from '../../kit/fake-host.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { projectWithTemplates } from '../../kit/templates.ts'

// What stat and cat of coreutils 9.1 print.
/** A clock that is right. */
const NOW = `${Math.floor(Date.now() / 1000)}\n`

const ROWS: readonly TaskRow[] = [
  {
    title: 'an authority is made',
    params: { directory: '/srv/ssl', CN: 'Example CA', backend: 'forge' },
    files: {
      'ca-config.json.hbs':
        '{"signing":{"default":{"expiry":"8760h"},"profiles":{"peer":{"usages":["signing","server auth"],"expiry":"8760h"}}}}',
      'ca-csr.json.hbs':
        '{"CN":"Example CA","key":{"algo":"rsa","size":2048},"names":[],"ca":{"expiry":"87600h"}}',
    },
    isCheckMode: true,
    answers: {
      'state of /srv/ssl/ca-key.pem': '\u0000',
      'content of /srv/ssl/ca.pem': '',
      'content of /srv/ssl/ca-key.pem': '',
      'content of /srv/ssl/ca-csr.json': '',
      'content of /srv/ssl/ca-config.json': '',
      clock: NOW,
    },
    expects: [
      'create file:/srv/ssl/ca-config.json: null -> {"sha256":"5b4c705c77a349c00864af902a02c4249d5de5fd9c6e399d507f5a63f31324cc"}',
      'create file:/srv/ssl/ca-csr.json: null -> {"sha256":"52d4442d0917a099da3ac878c41c1542492f52d1d53193fb032e474895398750"}',
      'create certificate:/srv/ssl/ca.pem: null -> {"subject":["CN=Example CA"],"key":"rsa 2048","expiry":"87600h"}',
      'predicts: ensure file:/srv/ssl: undefined -> {"state":"directory","mode":"0700"}',
      'predicts: create file:/srv/ssl/ca-key.pem: null -> {"state":"file","mode":"0600","from":"cfssl","issued":{"asked":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}","signer":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}"}}',
      'predicts: create file:/srv/ssl/ca.csr: null -> {"state":"file","mode":"0644","from":"cfssl","issued":{"asked":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}","signer":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}"}}',
      'predicts: create file:/srv/ssl/ca.pem: null -> {"state":"file","mode":"0644","from":"cfssl","issued":{"asked":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}","signer":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}"}}',
    ],
  },
  {
    title: 'an authority is made by cfssl',
    params: { directory: '/srv/ssl', CN: 'Example CA' },
    files: {
      'ca-config.json.hbs':
        '{"signing":{"default":{"expiry":"8760h"},"profiles":{"peer":{"usages":["signing","server auth"],"expiry":"8760h"}}}}',
      'ca-csr.json.hbs':
        '{"CN":"Example CA","key":{"algo":"rsa","size":2048},"names":[],"ca":{"expiry":"87600h"}}',
    },
    answers: {
      'state of /srv/ssl/ca-key.pem': '\u0000',
      'content of /srv/ssl/ca.pem': '',
      'content of /srv/ssl/ca-key.pem': '',
      'content of /srv/ssl/ca-csr.json': '',
      'content of /srv/ssl/ca-config.json': '',
      clock: NOW,
    },
    expects: [
      'create file:/srv/ssl/ca-config.json: null -> {"sha256":"5b4c705c77a349c00864af902a02c4249d5de5fd9c6e399d507f5a63f31324cc"}',
      'create file:/srv/ssl/ca-csr.json: null -> {"sha256":"52d4442d0917a099da3ac878c41c1542492f52d1d53193fb032e474895398750"}',
      'create certificate:/srv/ssl/ca.pem: null -> {"subject":["CN=Example CA"],"key":"rsa 2048","expiry":"87600h"}',
      'predicts: ensure file:/srv/ssl: undefined -> {"state":"directory","mode":"0700"}',
      'predicts: create file:/srv/ssl/ca-key.pem: null -> {"state":"file","mode":"0600","from":"cfssl","issued":{"asked":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}","signer":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}"}}',
      'predicts: create file:/srv/ssl/ca.csr: null -> {"state":"file","mode":"0644","from":"cfssl","issued":{"asked":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}","signer":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}"}}',
      'predicts: create file:/srv/ssl/ca.pem: null -> {"state":"file","mode":"0644","from":"cfssl","issued":{"asked":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}","signer":"{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}"}}',
      '$ test -d /srv/ssl || { umask 022; mkdir -p -- /srv/ssl && chmod 00700 -- /srv/ssl; }',
      'write /srv/ssl/ca-config.json 0644: "{\\"signing\\":{\\"default\\":{\\"expiry\\":\\"8760h\\"},\\"profiles\\":{\\"peer\\":{\\"usages\\":[\\"signing\\",\\"server auth\\"],\\"expiry\\":\\"8760h\\"}}}}"',
      'write /srv/ssl/ca-csr.json 0644: "{\\"CN\\":\\"Example CA\\",\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[],\\"ca\\":{\\"expiry\\":\\"87600h\\"}}"',
      '$ [cfssl for /srv/ssl/ca.pem]',
      'outputs: {"path":"/srv/ssl/ca.pem"}',
    ],
  },
  {
    title: 'a name that cannot be one of a file is refused',
    params: { directory: '/srv', name: '../x', CN: 'x' },
    expects: ['refused: name: expected a file name without directory and extension'],
  },
  {
    title: 'a lifetime that is none is refused',
    params: { directory: '/srv', CN: 'x', ca_expiry: 'long' },
    expects: ['refused: ca_expiry: expected a duration in hours, minutes or seconds, such as `8760h`'],
  },
]

taskRows('certificate_authority', certificateAuthority, ROWS)

const { params, files = {}, answers = {} } = ROWS[1] as TaskRow
effectRows('certificate_authority', certificateAuthority, { params, files, answers }, [
  { params: { cfssl_directory: '/opt/cfssl' }, shows: ['/opt/cfssl'], hides: ['/usr/local/bin'] },
])

test('certificate_authority: certificates without a profile expire when the task says', async () => {
  const { host } = fakeHost({
    ...{ 'state of /s/ca-key.pem': [null], 'content of /s/ca.pem': null, 'content of /s/ca-key.pem': null },
    ...{ 'content of /s/ca-csr.json': null, 'content of /s/ca-config.json': null, clock: Number(NOW) },
  })
  const result = await certificateAuthority.check({
    ...{ host, project: projectWithTemplates(), isCheckMode: false, environment: {} },
    params: certificateAuthority.params.parse({ directory: '/s', CN: 'a', default_expiry: '99h' }),
  })
  const { config } = (result as Plan<{ config: string }>).data
  assert.is(JSON.parse(config).signing.default.expiry, '99h')
})

test.run()
