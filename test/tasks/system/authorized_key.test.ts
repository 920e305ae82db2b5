import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import authorizedKey from '../../../tasks/system/authorized_key.ts'
import { capturedDirectory, capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { openWeb } from '../../kit/web.ts'

// Output of getent and id of Debian 12, stat of coreutils 9.1 and curl 7.88.

const ONE =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com'
const TWO =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOFKhB7JeigpEN4nPzg+eXUvz+2XL5V3VriGMU/bgrRquP33LumTqg0oqOnkSk9yDXMZQ5sYZIWUv1gvuDnybqU='
const USER = {
  'user deploy':
    'deploy:x:1001:1001::/home/deploy:/bin/sh\ndeploy\ndeploy:\n1001\n:\nlocal\n!:20421:0:99999:7:::\nhome\n',
}
const PATH = '/home/deploy/.ssh/authorized_keys'
const OWN = { owner: 'deploy', uid: 1001 }
const file = (text: string | null) => capturedFile(PATH, text, { mode: '8180', ...OWN })
const FOLDER = capturedDirectory('/home/deploy/.ssh', { mode: '41c0', ...OWN })
const IDS = { 'id of user deploy': '1001\n', 'id of group deploy': 'deploy:x:1001:\n' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the first key of a user is added',
    params: { user: 'deploy', key: ONE },
    answers: { ...USER, ...file(null), 'state of /home/deploy/.ssh': '\0' },
    expects: [
      'create file:/home/deploy/.ssh: null -> {"state":"directory","mode":"0700","owner":"deploy","group":"deploy"}',
      'create file:/home/deploy/.ssh/authorized_keys: null -> {"state":"file","mode":"0600","owner":"deploy","group":"deploy","size":100,"sha256":"920c9e52b25d1f8bfcf4de3c338501c363776c2fff72e7f7e4d07beebb8a80ba"}',
      '$ [make /home/deploy/.ssh]',
      'write /home/deploy/.ssh/authorized_keys 0600 deploy deploy: (a file)',
      'outputs: {"user":"deploy","key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'an existing key is left unchanged',
    params: { user: 'deploy', key: `\n# mine\n${ONE}\n` },
    answers: { ...USER, ...file(`${TWO}\n${ONE}\n`) },
    expects: [
      'in sync: {"user":"deploy","key":"\\n# mine\\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com\\n","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'the owner of the directory is set together with the keys',
    params: { user: 'deploy', key: ONE, key_options: 'no-pty,from="10.0.0.1,10.0.0.2"', comment: 'me' },
    answers: { ...USER, ...IDS, ...file(`${TWO}\n`), ...capturedDirectory('/home/deploy/.ssh') },
    expects: [
      'update file:/home/deploy/.ssh: {"mode":"0755","owner":"root","group":"root"} -> {"mode":"0700","owner":"deploy","group":"deploy"}',
      'update file:/home/deploy/.ssh/authorized_keys: {"size":161,"sha256":"2158fa3494572fe2198762957afe5dcd2c725504ff59a79b74611b6fd2484f25"} -> {"size":277,"sha256":"bee4b008e11375eb3f6c32ce3106d1dfcb1153bd09b704186593c3cafe51ad19"}',
      '$ [make /home/deploy/.ssh]',
      'write /home/deploy/.ssh/authorized_keys 0600 deploy deploy: (a file)',
      'outputs: {"user":"deploy","key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":"no-pty,from=\\"10.0.0.1,10.0.0.2\\"","comment":"me"}',
    ],
  },
  {
    title: 'options are compared in any order',
    params: { user: 'deploy', key: `no-pty,command="echo \\"a b\\", c" ${ONE}` },
    answers: { ...USER, ...file(`command="echo \\"a b\\", c",no-pty ${ONE}\n`) },
    expects: [
      'in sync: {"user":"deploy","key":"no-pty,command=\\"echo \\\\\\"a b\\\\\\", c\\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'a key with other options is replaced, and its duplicates are removed',
    params: { user: 'deploy', key: ONE },
    answers: { ...USER, ...IDS, ...FOLDER, ...file(`no-pty ${ONE}\n# mine\n${TWO}\nrestrict ${ONE}`) },
    expects: [
      'update file:/home/deploy/.ssh/authorized_keys: {"size":383,"sha256":"184b86598c23f6a7ec4b10a9c7ed3a2e08e078e8ecabb7e55667c8ba163ca565"} -> {"size":268,"sha256":"270d6de02734eb470170be38b405e34d045284468ce6ee54f49b2bfb6e78576d"}',
      'write /home/deploy/.ssh/authorized_keys 0600 deploy deploy: (a file)',
      'outputs: {"user":"deploy","key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'with `exclusive`, all other lines are removed',
    params: { user: 'deploy', key: `${TWO}\n${ONE}`, exclusive: true },
    answers: { ...USER, ...IDS, ...FOLDER, ...file(`# mine\n${ONE}\n\nrubbish\n`) },
    expects: [
      'update file:/home/deploy/.ssh/authorized_keys: {"size":116,"sha256":"02e25c1b9d02771a390cf70600f4092ec6bed6e3791d1b36d7ed2b610cf0f785"} -> {"size":261,"sha256":"0bda53aab47a6930600e9463126884b3589df807af8440157a1686aac2d98f08"}',
      'write /home/deploy/.ssh/authorized_keys 0600 deploy deploy: (a file)',
      'outputs: {"user":"deploy","key":"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOFKhB7JeigpEN4nPzg+eXUvz+2XL5V3VriGMU/bgrRquP33LumTqg0oqOnkSk9yDXMZQ5sYZIWUv1gvuDnybqU=\\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":true,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'a key is removed with any options and comment',
    params: { user: 'deploy', key: ONE, state: 'absent' },
    answers: { ...USER, ...IDS, ...FOLDER, ...file(`restrict ${ONE} other\n${TWO}\n`) },
    expects: [
      'update file:/home/deploy/.ssh/authorized_keys: {"size":276,"sha256":"971b3e411d36a7dc52b08881d93fa691fa399df6453a21c61f2df6ea797204dc"} -> {"size":161,"sha256":"2158fa3494572fe2198762957afe5dcd2c725504ff59a79b74611b6fd2484f25"}',
      'write /home/deploy/.ssh/authorized_keys 0600 deploy deploy: (a file)',
      'outputs: {"user":"deploy","key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"absent","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'the last key is removed',
    params: { user: 'deploy', key: ONE, state: 'absent', manage_dir: false },
    answers: { ...USER, ...IDS, ...file(`${ONE}\n`) },
    expects: [
      'update file:/home/deploy/.ssh/authorized_keys: {"size":100,"sha256":"920c9e52b25d1f8bfcf4de3c338501c363776c2fff72e7f7e4d07beebb8a80ba"} -> {"size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}',
      'write /home/deploy/.ssh/authorized_keys 0600 deploy deploy: (a file)',
      'outputs: {"user":"deploy","key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"absent","exclusive":false,"manage_dir":false,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'a missing key needs no removal',
    params: { user: 'deploy', key: ONE, state: 'absent' },
    answers: { ...USER, ...file(null) },
    expects: [
      'in sync: {"user":"deploy","key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/home/deploy/.ssh/authorized_keys","state":"absent","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'a key is added to a file in a shared directory',
    params: { user: 'deploy', key: ONE, path: '/etc/ssh/keys/deploy', manage_dir: false },
    answers: { ...USER, ...capturedFile('/etc/ssh/keys/deploy', null) },
    expects: [
      'create file:/etc/ssh/keys/deploy: null -> {"state":"file","mode":"0600","owner":"deploy","group":"deploy","size":100,"sha256":"920c9e52b25d1f8bfcf4de3c338501c363776c2fff72e7f7e4d07beebb8a80ba"}',
      'predicts: ensure file:/etc/ssh/keys: undefined -> {"state":"directory","mode":"0755"}',
      '$ [make the directory of /etc/ssh/keys/deploy]',
      'write /etc/ssh/keys/deploy 0600 deploy deploy: (a file)',
      'outputs: {"user":"deploy","key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd deploy@example.com","keyfile":"/etc/ssh/keys/deploy","state":"present","exclusive":false,"manage_dir":false,"follow":false,"validate_certs":true,"path":"/etc/ssh/keys/deploy","key_options":null,"comment":null}',
    ],
  },
  {
    title: 'the host downloads keys from a URL',
    params: { user: 'deploy', key: 'https://example.com/deploy.keys', exclusive: true },
    answers: {
      ...{ ...USER, 'which of curl, wget exist': 'curl\nwget\n' },
      ...{ 'content of https://example.com/deploy.keys': `${ONE}\n`, ...file(`${ONE}\n`) },
    },
    expects: [
      'in sync: {"user":"deploy","key":"https://example.com/deploy.keys","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":true,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'with `exclusive`, a URL without keys is an error',
    params: { user: 'deploy', key: 'https://example.com/deploy.keys', exclusive: true },
    answers: {
      ...{ ...USER, 'which of curl, wget exist': 'wget\n', ...file(`${ONE}\n`) },
      'content of https://example.com/deploy.keys': '\n',
    },
    expects: ['error: `https://example.com/deploy.keys` has no key: with `exclusive`, none would be left'],
  },
  {
    title: 'keys are read from a file on the host',
    params: { user: 'deploy', key: '/root/deploy.pub' },
    answers: { ...USER, 'content of /root/deploy.pub': `\n${ONE}\n`, ...file(`${ONE}\n`) },
    expects: [
      'in sync: {"user":"deploy","key":"/root/deploy.pub","keyfile":"/home/deploy/.ssh/authorized_keys","state":"present","exclusive":false,"manage_dir":true,"follow":false,"validate_certs":true,"path":null,"key_options":null,"comment":null}',
    ],
  },
  {
    title: 'a missing file of keys is an error',
    params: { user: 'deploy', key: '/root/deploy.pub' },
    answers: { ...USER, 'content of /root/deploy.pub': '' },
    expects: ['error: the file of keys `/root/deploy.pub` does not exist on node1'],
  },
  {
    title: 'a page instead of keys is an error',
    params: { user: 'deploy', key: '/root/deploy.pub' },
    answers: { ...USER, 'content of /root/deploy.pub': '\n<!doctype html>\n' },
    expects: [
      'error: `/root/deploy.pub` has no keys: expected a public key such as `ssh-ed25519 AAAA… name`, found `<!doctype html>`',
    ],
  },
  {
    title: 'a missing user is an error',
    params: { user: 'deploy', key: ONE },
    answers: { 'user deploy': { status: 3 } },
    expects: ['error: the user `deploy` does not exist', 'hint: create it with `user` in an earlier task'],
  },
  {
    title: 'text that is not a key is refused',
    params: { user: 'deploy', key: 'ssh-rsa' },
    expects: ['refused: key: expected a public key such as `ssh-ed25519 AAAA… name`, found `ssh-rsa`'],
  },
  {
    title: 'a private key is refused',
    params: { user: 'deploy', key: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n' },
    expects: ['refused: key: this is a private key: give its public key'],
  },
  {
    title: 'a truncated key is refused',
    params: { user: 'deploy', key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5' },
    expects: ['refused: key: the key of type `ssh-ed25519` is incomplete or broken'],
  },
  {
    title: 'with `exclusive`, an empty key is refused',
    params: { user: 'deploy', key: ' ', exclusive: true },
    expects: ['refused: key: expected a key: with `exclusive`, none would be left'],
  },
]

taskRows('authorized_key', authorizedKey, ROWS)

test('authorized_key: the controller downloads from a URL with a password if wget would show it in a process list', async () => {
  const web = await openWeb({ '/keys': `${ONE}\n` })
  try {
    const url = web.url.replace('://', '://me:secret@')
    const answers = { ...USER, 'which of curl, wget exist': 'wget\n', ...file(`${ONE}\n`) }
    const task = testTask(authorizedKey, { params: { user: 'deploy', key: `${url}/keys` }, answers })
    assert.is((await task.check()).kind, 'in-sync')
    assert.equal(web.asked, ['GET /keys'])
  } finally {
    await web.close()
  }
})

test('authorized_key: the task type declares that it reads external state, such as a URL', () => {
  assert.is(authorizedKey.readsExternalState, true)
})

test.run()
