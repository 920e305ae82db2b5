import { test } from 'uvu'
import certificate from '../../../tasks/certificates/certificate.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// What stat and cat of coreutils 9.1 print.
/** A clock that is right. */
const NOW = `${Math.floor(Date.now() / 1000)}\n`

const ROWS: readonly TaskRow[] = [
  {
    title: 'an authority that is not there is an error',
    params: { directory: '/srv/ssl', name: 'etcd', hosts: ['node1', '10.0.0.1'] },
    files: {
      'certificate-csr.json.hbs':
        '{"CN":"node1","hosts":["node1","10.0.0.1"],"key":{"algo":"rsa","size":2048},"names":[]}',
    },
    answers: {
      'state of /srv/ssl/etcd-key.pem': '\u0000',
      'content of /srv/ssl/etcd.pem': '',
      'content of /srv/ssl/etcd-key.pem': '',
      'content of /srv/ssl/etcd-csr.json': '',
      'content of /srv/ssl/etcd-config.json': '',
      'state of /srv/ssl/ca-key.pem': '\u0000',
      'content of /srv/ssl/ca.pem': '',
      'content of /srv/ssl/ca-key.pem': '',
      'content of /srv/ssl/ca-csr.json': '',
      'content of /srv/ssl/ca-config.json': '',
      'whether /srv/ssl/ca.pem exists': { status: 1 },
      'whether /srv/ssl/ca-key.pem exists': { status: 1 },
      'whether /srv/ssl/ca-config.json exists': { status: 1 },
    },
    expects: [
      'error: the authority does not exist: /srv/ssl/ca.pem, /srv/ssl/ca-key.pem, /srv/ssl/ca-config.json missing',
      'hint: create it with the task type `certificate_authority` on the same host',
    ],
  },
  {
    title: 'a certificate is issued by cfssl',
    params: { directory: '/srv/ssl', name: 'etcd', hosts: ['node1', '10.0.0.1'] },
    files: {
      'certificate-csr.json.hbs':
        '{"CN":"node1","hosts":["node1","10.0.0.1"],"key":{"algo":"rsa","size":2048},"names":[]}',
    },
    answers: {
      'state of /srv/ssl/etcd-key.pem': '\u0000',
      'content of /srv/ssl/etcd.pem': '',
      'content of /srv/ssl/etcd-key.pem': '',
      'content of /srv/ssl/etcd-csr.json': '',
      'content of /srv/ssl/etcd-config.json': '',
      'state of /srv/ssl/ca-key.pem':
        ' 1:rw\u00008180:0:0:0:1795947296:1795947296:1795947296:4351391:65024:1:root:root\u0000',
      'content of /srv/ssl/ca.pem':
        '\n-----BEGIN CERTIFICATE-----\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\n3zkG+T1Gv97G/UXc8mQ=\n-----END CERTIFICATE-----\n',
      'content of /srv/ssl/ca-key.pem': '\n',
      'content of /srv/ssl/ca-csr.json': '',
      'content of /srv/ssl/ca-config.json':
        '\n{"signing":{"default":{"expiry":"8760h"},"profiles":{"peer":{"usages":["signing","server auth"],"expiry":"8760h"}}}}\n',
      'whether /srv/ssl/ca.pem exists': '',
      'whether /srv/ssl/ca-key.pem exists': '',
      'whether /srv/ssl/ca-config.json exists': '',
      clock: NOW,
    },
    expects: [
      'create file:/srv/ssl/etcd-csr.json: null -> {"sha256":"3af0a19be349eaee5114e9b7d9a79cb512a8a6f10c1d85f81a2b94096c005d72"}',
      'create certificate:/srv/ssl/etcd.pem: null -> {"subject":["CN=node1"],"issuer":["C=CN","CN=frognew","L=BeiJing","O=frognew","OU=cloudnative","ST=BeiJing"],"hosts":["10.0.0.1","node1"],"key":"rsa 2048","is_ca":false,"key_usage":["signing"],"extended_key_usage":["server auth"],"expiry":"8760h"}',
      'predicts: ensure file:/srv/ssl: undefined -> {"state":"directory","mode":"0700"}',
      'predicts: create file:/srv/ssl/etcd-key.pem: null -> {"state":"file","mode":"0600","from":"cfssl","issued":{"asked":"{\\"request\\":\\"{\\\\\\"CN\\\\\\":\\\\\\"node1\\\\\\",\\\\\\"hosts\\\\\\":[\\\\\\"node1\\\\\\",\\\\\\"10.0.0.1\\\\\\"],\\\\\\"key\\\\\\":{\\\\\\"algo\\\\\\":\\\\\\"rsa\\\\\\",\\\\\\"size\\\\\\":2048},\\\\\\"names\\\\\\":[]}\\",\\"profile\\":\\"peer\\",\\"config\\":\\"{\\\\\\"signing\\\\\\":{\\\\\\"default\\\\\\":{\\\\\\"expiry\\\\\\":\\\\\\"8760h\\\\\\"},\\\\\\"profiles\\\\\\":{\\\\\\"peer\\\\\\":{\\\\\\"usages\\\\\\":[\\\\\\"signing\\\\\\",\\\\\\"server auth\\\\\\"],\\\\\\"expiry\\\\\\":\\\\\\"8760h\\\\\\"}}}}\\\\n\\",\\"by\\":\\"-----BEGIN CERTIFICATE-----\\\\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\\\\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\\\\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\\\\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\\\\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\\\\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\\\\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\\\\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\\\\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\\\\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\\\\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\\\\n3zkG+T1Gv97G/UXc8mQ=\\\\n-----END CERTIFICATE-----\\\\n\\"}"}}',
      'predicts: create file:/srv/ssl/etcd.csr: null -> {"state":"file","mode":"0644","from":"cfssl","issued":{"asked":"{\\"request\\":\\"{\\\\\\"CN\\\\\\":\\\\\\"node1\\\\\\",\\\\\\"hosts\\\\\\":[\\\\\\"node1\\\\\\",\\\\\\"10.0.0.1\\\\\\"],\\\\\\"key\\\\\\":{\\\\\\"algo\\\\\\":\\\\\\"rsa\\\\\\",\\\\\\"size\\\\\\":2048},\\\\\\"names\\\\\\":[]}\\",\\"profile\\":\\"peer\\",\\"config\\":\\"{\\\\\\"signing\\\\\\":{\\\\\\"default\\\\\\":{\\\\\\"expiry\\\\\\":\\\\\\"8760h\\\\\\"},\\\\\\"profiles\\\\\\":{\\\\\\"peer\\\\\\":{\\\\\\"usages\\\\\\":[\\\\\\"signing\\\\\\",\\\\\\"server auth\\\\\\"],\\\\\\"expiry\\\\\\":\\\\\\"8760h\\\\\\"}}}}\\\\n\\",\\"by\\":\\"-----BEGIN CERTIFICATE-----\\\\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\\\\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\\\\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\\\\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\\\\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\\\\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\\\\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\\\\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\\\\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\\\\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\\\\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\\\\n3zkG+T1Gv97G/UXc8mQ=\\\\n-----END CERTIFICATE-----\\\\n\\"}"}}',
      'predicts: create file:/srv/ssl/etcd.pem: null -> {"state":"file","mode":"0644","from":"cfssl","issued":{"asked":"{\\"request\\":\\"{\\\\\\"CN\\\\\\":\\\\\\"node1\\\\\\",\\\\\\"hosts\\\\\\":[\\\\\\"node1\\\\\\",\\\\\\"10.0.0.1\\\\\\"],\\\\\\"key\\\\\\":{\\\\\\"algo\\\\\\":\\\\\\"rsa\\\\\\",\\\\\\"size\\\\\\":2048},\\\\\\"names\\\\\\":[]}\\",\\"profile\\":\\"peer\\",\\"config\\":\\"{\\\\\\"signing\\\\\\":{\\\\\\"default\\\\\\":{\\\\\\"expiry\\\\\\":\\\\\\"8760h\\\\\\"},\\\\\\"profiles\\\\\\":{\\\\\\"peer\\\\\\":{\\\\\\"usages\\\\\\":[\\\\\\"signing\\\\\\",\\\\\\"server auth\\\\\\"],\\\\\\"expiry\\\\\\":\\\\\\"8760h\\\\\\"}}}}\\\\n\\",\\"by\\":\\"-----BEGIN CERTIFICATE-----\\\\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\\\\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\\\\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\\\\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\\\\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\\\\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\\\\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\\\\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\\\\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\\\\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\\\\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\\\\n3zkG+T1Gv97G/UXc8mQ=\\\\n-----END CERTIFICATE-----\\\\n\\"}"}}',
      '$ test -d /srv/ssl || { umask 022; mkdir -p -- /srv/ssl && chmod 00700 -- /srv/ssl; }',
      'write /srv/ssl/etcd-csr.json 0644: "{\\"CN\\":\\"node1\\",\\"hosts\\":[\\"node1\\",\\"10.0.0.1\\"],\\"key\\":{\\"algo\\":\\"rsa\\",\\"size\\":2048},\\"names\\":[]}"',
      '$ [cfssl for /srv/ssl/etcd.pem]',
      'outputs: {"path":"/srv/ssl/etcd.pem","ca":"-----BEGIN CERTIFICATE-----\\nMIICGjCCAcCgAwIBAgIUJp9yw+O9Neyl6u2McS68nP0hrrEwCgYIKoZIzj0EAwIw\\nazELMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUpp\\nbmcxEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYD\\nVQQDEwdmcm9nbmV3MB4XDTI2MTEyMzA3MTUwMFoXDTMxMTEyMjA3MTUwMFowazEL\\nMAkGA1UEBhMCQ04xEDAOBgNVBAgTB0JlaUppbmcxEDAOBgNVBAcTB0JlaUppbmcx\\nEDAOBgNVBAoTB2Zyb2duZXcxFDASBgNVBAsTC2Nsb3VkbmF0aXZlMRAwDgYDVQQD\\nEwdmcm9nbmV3MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcSNRIzUjekJVY7cg\\ntm056JM1nFjMoOecXieTd3c7tAjQpfSMHqWl6+naV8mOofQ1ZHEN7zYRZpTXX8uz\\noMop+KNCMEAwDgYDVR0PAQH/BAQDAgEGMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0O\\nBBYEFP3vR/N51ypZnYwIjhXoiOqLz/b/MAoGCCqGSM49BAMCA0gAMEUCIF2f0q5e\\npg3UhY9f40SLILdKhXIHIZf6yrGhkQccG8VTAiEA2jJnspZyp7X3q1COE8Xv17qd\\n3zkG+T1Gv97G/UXc8mQ=\\n-----END CERTIFICATE-----\\n"}',
    ],
  },
  {
    title: 'neither a name nor an address is refused',
    params: { directory: '/srv', name: 'etcd' },
    expects: ['refused: hosts: expected names and addresses, or a `CN`'],
  },
  {
    title: 'a backend that is not known is refused',
    params: { directory: '/srv', name: 'etcd', hosts: ['a'], backend: 'openssl' },
    expects: ['refused: backend: Invalid option: expected one of "cfssl"|"forge"'],
  },
]

taskRows('certificate', certificate, ROWS)

const { params, files = {}, answers = {} } = ROWS[1] as TaskRow
effectRows('certificate', certificate, { params, files, answers }, [
  { params: { cfssl_directory: '/opt/cfssl' }, shows: ['/opt/cfssl'], hides: ['/usr/local/bin'] },
])

test.run()
