import { test } from 'uvu'
import htpasswd from '../../../tasks/accounts/htpasswd.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ANNA = { path: '/etc/users', name: 'anna', password: 'hunter22' }
// Printed by `htpasswd -nbs anna hunter22`.
const RIGHT = 'anna:{SHA}YLOvi/43NWI8fUpe90m7asGkQTo=\n'

const fileOf = (text: string) => ({
  'state of /etc/users': statesOf('file'),
  'content of /etc/users': `\n${text}`,
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a user is added to a new file',
    params: { ...ANNA, mode: '0640', owner: 'root' },
    answers: capturedFile('/etc/users', null),
    expects: [
      'create file:/etc/users: null -> {"state":"file","mode":"0640","owner":"root","size":43,"sha256":"3f362b67e48b88f8c744162b7f0c771445b2cbd671d92a37557a60fbea7cbe81"}',
      'predicts: ensure file:/etc: undefined -> {"state":"directory","mode":"0755"}',
      '$ [make the directory of /etc/users]',
      'write /etc/users 0640 root: (a file)',
      'outputs: {"path":"/etc/users","dest":"/etc/users","msg":"Add/update anna"}',
    ],
  },
  {
    title: 'a password is changed, and no diff shows it',
    params: { ...ANNA, crypt_scheme: 'ldap_sha1' },
    answers: fileOf('anna:other\nbert:x\n'),
    isCheckMode: true,
    expects: [
      'update file:/etc/users: {"size":8,"sha256":"40d47ef47464fb1f9662611f9658e9e36aaa411067fcc2e85777d6cae9e2e735"} -> {"size":46,"sha256":"8a1ba9b306885bd41c63b95e4c970e6012b7b9e3d54457bba884457192591f4b"}',
    ],
  },
  {
    title: 'a password is right in another scheme',
    params: { ...ANNA, crypt_scheme: 'bcrypt' },
    answers: fileOf(RIGHT),
    expects: ['in sync: {"path":"/etc/users","dest":"/etc/users","msg":"anna already present"}'],
  },
  {
    title: 'a user is removed',
    params: { path: '/etc/users', name: 'anna', state: 'absent' },
    answers: fileOf(`${RIGHT}bert:x\n`),
    isCheckMode: true,
    expects: [
      'update file:/etc/users: {"size":8,"sha256":"8a1ba9b306885bd41c63b95e4c970e6012b7b9e3d54457bba884457192591f4b"} -> {"size":7,"sha256":"c33b4d2b355cfe1e31673e95a8f686e426db84d56fda5b8ae8cbe9d3b6b3e948"}',
    ],
  },
  {
    title: 'nothing is to be removed',
    params: { path: '/etc/users', name: 'anna', state: 'absent' },
    answers: capturedFile('/etc/users', null),
    expects: ['in sync: {"path":"/etc/users","dest":"/etc/users","msg":"anna not present"}'],
  },
  {
    title: 'a file that may not be made',
    params: { ...ANNA, create: false },
    answers: capturedFile('/etc/users', null),
    expects: ['error: `/etc/users` does not exist', 'hint: set `create: true` to create it'],
  },
  {
    title: 'no password',
    params: { path: '/etc/users', name: 'anna' },
    expects: ['refused: password: expected the password'],
  },
  {
    title: 'odd names',
    params: { ...ANNA, name: 'a:b', password: 'a\nb' },
    expects: [
      'refused: name: expected a name without colons and line breaks',
      'refused: password: expected one line',
    ],
  },
]

taskRows('htpasswd', htpasswd, ROWS)

test.run()
