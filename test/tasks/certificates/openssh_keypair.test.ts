import { test } from 'uvu'
import keypair from '../../../tasks/certificates/openssh_keypair.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Printed by ssh-keygen of OpenSSH 9.2.
const PUBLIC = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDviejjaO5VG6+KzLxRt+YiA1kr+4I/8Ytnm5dzU/4GT a b'
const KEY = {
  'OpenSSH key /k': `${PUBLIC}\n256 SHA256:krct03Wu3reA7eHVHf8FyzUng7sJpCth3+nbZAMill8 a b (ED25519)\n`,
}
const UNREADABLE = { 'OpenSSH key /k': '' }
const TOOLS = { 'which of ssh-keygen exist': 'ssh-keygen\n' }
const PRIVATE = capturedFile('/k', 'a key', { mode: '8180' })
const THERE = { ...TOOLS, ...KEY, ...PRIVATE, ...capturedFile('/k.pub', `${PUBLIC}\n`) }
const ED25519 = { path: '/k', type: 'ed25519' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'keys are planned where there are none',
    params: { ...ED25519, owner: 'root' },
    answers: { ...TOOLS, ...capturedFile('/k', null), ...capturedFile('/k.pub', null) },
    isCheckMode: true,
    expects: [
      'create file:/k: null -> {"state":"file","from":"a new key","type":"ed25519","bits":256,"mode":"0600","owner":"root"}',
      'create file:/k.pub: null -> {"state":"file","from":"the private key","mode":"0644","owner":"root"}',
    ],
  },
  {
    title: 'right keys are kept',
    params: ED25519,
    answers: THERE,
    expects: [
      `in sync: {"fingerprint":"SHA256:krct03Wu3reA7eHVHf8FyzUng7sJpCth3+nbZAMill8","public_key":"${PUBLIC}","comment":"a b","path":"/k","state":"file","mode":"0600","owner":"root","group":"root","uid":0,"gid":0,"size":256,"filename":"/k","type":"ed25519"}`,
    ],
  },
  {
    title: 'another comment is written to the public key alone',
    params: { ...ED25519, comment: 'new' },
    answers: THERE,
    isCheckMode: true,
    expects: ['update file:/k.pub: {"mode":"0644"} -> {"from":"the private key","mode":"0644"}'],
  },
  {
    title: 'another type is replaced',
    params: { path: '/k', size: 2048 },
    answers: THERE,
    isCheckMode: true,
    expects: [
      'update file:/k: {"type":"ed25519","bits":256,"mode":"0600"} -> {"from":"a new key","type":"rsa","bits":2048,"mode":"0600"}',
      'update file:/k.pub: {"mode":"0644"} -> {"from":"the private key","mode":"0644"}',
    ],
  },
  {
    title: 'a key that cannot be read is kept',
    params: { ...ED25519, passphrase: 'secret' },
    answers: { ...THERE, ...UNREADABLE },
    expects: [
      'error: the key at `/k` cannot be read',
      'hint: it has another passphrase or none, is broken, or others may read it (ssh-keygen demands mode 0600); `regenerate: full_idempotence` replaces it by a new one',
    ],
  },
  {
    title: 'a host without ssh-keygen',
    params: ED25519,
    answers: { ...THERE, 'which of ssh-keygen exist': '' },
    expects: [
      'error: the host has no `ssh-keygen`',
      'hint: install the client of OpenSSH in an earlier task',
    ],
  },
  {
    title: 'keys are removed',
    params: { path: '/k', state: 'absent' },
    answers: THERE,
    isCheckMode: true,
    expects: ['delete file:/k: {"state":"file"} -> null', 'delete file:/k.pub: {"state":"file"} -> null'],
  },
  {
    title: 'wrong params',
    params: { path: '/k', passphrase: 'abc', comment: 'a\nb' },
    expects: [
      'refused: comment: expected one line',
      'refused: passphrase: expected one line of five or more characters',
    ],
  },
  {
    title: 'a size that the type does not have',
    params: { path: '/k', type: 'ecdsa', size: 300 },
    expects: ['refused: size: expected 1024 to 16384 bits for rsa, 1024 for dsa; 256, 384 or 521 for ecdsa'],
  },
]

taskRows('openssh_keypair', keypair, ROWS)

test.run()
