import { test } from 'uvu'
import archive from '../../../tasks/certificates/openssl_pkcs12.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { ED25519 } from './openssl-captured.ts'

const BASE = { path: '/a.p12', friendly_name: 'app', privatekey_path: '/k.pem' }
const KEY = { 'content of /k.pem': `\n${ED25519}` }

const ROWS: readonly TaskRow[] = [
  {
    title: 'an archive is planned where there is none',
    params: BASE,
    answers: { ...KEY, ...capturedFile('/a.p12', null) },
    isCheckMode: true,
    expects: ['create file:/a.p12: null -> {"state":"file","from":"a new archive","mode":"0400"}'],
  },
  {
    title: 'a file that is no archive is replaced',
    params: { ...BASE, passphrase: 'x' },
    answers: { ...KEY, ...capturedFile('/a.p12', 'x') },
    isCheckMode: true,
    expects: ['update file:/a.p12: {"mode":"0644"} -> {"from":"a new archive","mode":"0400"}'],
  },
  {
    title: 'there is no key',
    params: BASE,
    answers: { 'content of /k.pem': '', ...capturedFile('/a.p12', null) },
    expects: [
      'error: there is no private key at `/k.pem`',
      'hint: create it in an earlier task, such as `openssl_privatekey`',
    ],
  },
  {
    title: 'a file without certificates',
    params: { ...BASE, other_certificates: '/c.pem' },
    answers: { ...KEY, 'content of /c.pem': '\nx', ...capturedFile('/a.p12', null) },
    expects: ['error: there is no certificate in `/c.pem`', 'hint: expected certificates in PEM'],
  },
  {
    title: 'a certificate that cannot be read',
    params: { ...BASE, certificate_path: '/c.pem' },
    answers: {
      ...KEY,
      'content of /c.pem': '\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      ...capturedFile('/a.p12', null),
    },
    expects: ['error: a certificate in `/c.pem` cannot be read'],
  },
  {
    title: 'what is parsed is no archive',
    params: { path: '/a.pem', action: 'parse', src: '/a.p12' },
    answers: { 'content of /a.p12': '\nx', ...capturedFile('/a.pem', null) },
    expects: ['error: `/a.p12` cannot be read as a PKCS #12 archive', 'hint: is `passphrase` right?'],
  },
  {
    title: 'an archive is removed',
    params: { path: '/a.p12', state: 'absent' },
    answers: capturedFile('/a.p12', 'x', { mode: '8100' }),
    isCheckMode: true,
    expects: ['delete file:/a.p12: {"state":"file"} -> null'],
  },
  {
    title: 'nothing is to be removed',
    params: { path: '/a.p12', state: 'absent' },
    answers: capturedFile('/a.p12', null),
    expects: ['in sync: {"filename":"/a.p12","path":"/a.p12"}'],
  },
  {
    title: 'params that are missing',
    params: { path: '/a.p12', privatekey_path: '/k', privatekey_content: 'x', action: 'parse' },
    expects: [
      'refused: privatekey_content: cannot be combined with `privatekey_path`',
      'refused: src: expected the archive to parse',
    ],
  },
  {
    title: 'params that are wrong',
    params: { path: 'a', passphrase: 'ü', iter_size: 0 },
    expects: [
      'refused: path: expected an absolute path, such as `/etc/motd`',
      'refused: passphrase: expected ASCII characters',
      'refused: iter_size: Too small: expected number to be >=1',
      'refused: friendly_name: expected the name of the key in the archive',
    ],
  },
  {
    title: 'a name is missing',
    params: { path: '/a.p12' },
    expects: ['refused: friendly_name: expected the name of the key in the archive'],
  },
]

taskRows('openssl_pkcs12', archive, ROWS)

test.run()
