import { test } from 'uvu'
import knownHosts from '../../../tasks/system/known_hosts.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of stat of coreutils 9.1 and ssh-keygen -H of OpenSSH 9.2.

const PATH = '/etc/ssh/ssh_known_hosts'
const ED = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd'
const OTHER = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAARuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd'
const EC =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOFKhB7JeigpEN4nPzg+eXUvz+2XL5V3VriGMU/bgrRquP33LumTqg0oqOnkSk9yDXMZQ5sYZIWUv1gvuDnybqU='
const HASHED = '|1|ys15QgkNpBH54Nd0X+TOa50uO/k=|azTEqPF980meu5yV5pRxMrkMG2w='
const file = (text: string | null) => capturedFile(PATH, text)
const GIT = { name: 'Git.example.com', path: PATH }

const ROWS: readonly TaskRow[] = [
  {
    title: 'the first key is added',
    params: { ...GIT, key: `git.example.com ${ED}\n` },
    answers: file(null),
    expects: [
      'create file:/etc/ssh/ssh_known_hosts: null -> {"state":"file","mode":"0644","size":97,"sha256":"79ea815c61a1f4836bb8269559c4c69184a1a635d455ed83f9c6549f9503c48a"}',
      'write /etc/ssh/ssh_known_hosts 0644: (a file)',
      'outputs: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd\\n","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file"}',
    ],
  },
  {
    title: 'an existing key is left unchanged, with any comment',
    params: { ...GIT, key: `git.example.com ${ED}` },
    answers: file(`# mine\ngit.example.com  ${ED} root@git\n`),
    expects: [
      'in sync: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":114}',
    ],
  },
  {
    title: 'a key replaces another one of its type, but not those of other types',
    params: { ...GIT, key: `git.example.com ${ED}` },
    answers: file(`git.example.com ${OTHER}\ngit.example.com ${EC}\nweb ${OTHER}`),
    expects: [
      'update file:/etc/ssh/ssh_known_hosts: {"size":358,"sha256":"2e3196d038f89dfd6c6eaca16e371383eae17596dee495f55489ae46cf318c20"} -> {"size":359,"sha256":"5fd3c99a21436a5d23025e21ba1a63ce126d455e3179aa7a155d84d99fe2055a"}',
      'write /etc/ssh/ssh_known_hosts 0644 0 0: (a file)',
      'outputs: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file"}',
    ],
  },
  {
    title: 'the lines of ssh-keyscan are added',
    params: { ...GIT, key: `# git.example.com:22 SSH-2.0\ngit.example.com ${ED}\ngit.example.com ${EC}\n` },
    answers: file(`git.example.com ${ED}\n`),
    expects: [
      'update file:/etc/ssh/ssh_known_hosts: {"size":97,"sha256":"79ea815c61a1f4836bb8269559c4c69184a1a635d455ed83f9c6549f9503c48a"} -> {"size":274,"sha256":"30116991d0f8a4cc0a9addb5c7f9ed160a1024683ee69d4e8971e4ff4047a598"}',
      'write /etc/ssh/ssh_known_hosts 0644 0 0: (a file)',
      'outputs: {"name":"git.example.com","key":"# git.example.com:22 SSH-2.0\\ngit.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd\\ngit.example.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOFKhB7JeigpEN4nPzg+eXUvz+2XL5V3VriGMU/bgrRquP33LumTqg0oqOnkSk9yDXMZQ5sYZIWUv1gvuDnybqU=\\n","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file"}',
    ],
  },
  {
    title: 'a line with additional names is replaced by the given line',
    params: { ...GIT, key: `git.example.com ${ED}` },
    answers: file(`git.example.com,10.0.0.1 ${ED}\n`),
    expects: [
      'update file:/etc/ssh/ssh_known_hosts: {"size":106,"sha256":"17eee389e140b5f1dfd91ad6f0fab61f315a0a9dd4c1ec9e0d4a7b4059b5909c"} -> {"size":97,"sha256":"79ea815c61a1f4836bb8269559c4c69184a1a635d455ed83f9c6549f9503c48a"}',
      'write /etc/ssh/ssh_known_hosts 0644 0 0: (a file)',
      'outputs: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file"}',
    ],
  },
  {
    title: 'a hash made by ssh-keygen is recognized',
    params: { ...GIT, key: `git.example.com ${ED}`, hash_host: true },
    answers: file(`${HASHED} ${ED}\n`),
    expects: [
      'in sync: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":true,"state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":142}',
    ],
  },
  {
    title: 'a name is replaced by a hash',
    params: { ...GIT, key: `git.example.com ${ED}`, hash_host: true },
    answers: file(`git.example.com ${ED}\n`),
    expects: [
      'update file:/etc/ssh/ssh_known_hosts: {"size":97,"sha256":"79ea815c61a1f4836bb8269559c4c69184a1a635d455ed83f9c6549f9503c48a"} -> {"size":142,"sha256":"f52cc77fc0e13003c9b77aa91a516616c1a90463c87b62a3c03fcd6daf9f950d"}',
      'write /etc/ssh/ssh_known_hosts 0644 0 0: (a file)',
      'outputs: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":true,"state":"file"}',
    ],
  },
  {
    title: 'all keys of a host are removed',
    params: { ...GIT, state: 'absent' },
    answers: file(`${HASHED} ${ED}\n*.example.com ${EC}\n!git.example.com,*.com ${EC}\nweb ${ED}\n`),
    expects: [
      'update file:/etc/ssh/ssh_known_hosts: {"size":586,"sha256":"adfa34b0e210a586ffbdcff05e9e09f0eee49cf580234b19a7e4a51142c38ef6"} -> {"size":269,"sha256":"96c79be268f9ac9d0324f851d359fc1f9c0c0efe1c1823a0e012c1fbd378b29b"}',
      'write /etc/ssh/ssh_known_hosts 0644 0 0: (a file)',
      'outputs: {"name":"git.example.com","key":null,"path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file"}',
    ],
  },
  {
    title: 'one key of a host is removed',
    params: { ...GIT, key: `git.example.com ${ED}`, state: 'absent' },
    answers: file(`git.example.com ${ED}\ngit.example.com ${EC}\n`),
    expects: [
      'update file:/etc/ssh/ssh_known_hosts: {"size":274,"sha256":"30116991d0f8a4cc0a9addb5c7f9ed160a1024683ee69d4e8971e4ff4047a598"} -> {"size":177,"sha256":"566827639632e9f3148a4074544708098a08e74429a70de4e4c39aac9fa5d0c1"}',
      'write /etc/ssh/ssh_known_hosts 0644 0 0: (a file)',
      'outputs: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file"}',
    ],
  },
  {
    title: 'removing a key keeps other keys',
    params: { ...GIT, key: `git.example.com ${ED}`, state: 'absent' },
    answers: file(`git.example.com ${OTHER}\n`),
    expects: [
      'in sync: {"name":"git.example.com","key":"git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":97}',
    ],
  },
  {
    title: 'a certificate authority is added next to a key, for another port',
    params: { name: '[git]:2222', key: `@cert-authority [git]:2222 ${ED}`, path: PATH },
    answers: file(`[git]:2222 ${ED}\n`),
    expects: [
      'update file:/etc/ssh/ssh_known_hosts: {"size":92,"sha256":"7862c92df06296e617a06afc396d0eb58401c3d13a44da3527abdb043b0bec8d"} -> {"size":200,"sha256":"86b867c38c0d41feacb5ac0898ec45160f910bb95945ecc999f41a6cc2db3fb0"}',
      'write /etc/ssh/ssh_known_hosts 0644 0 0: (a file)',
      'outputs: {"name":"[git]:2222","key":"@cert-authority [git]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd","path":"/etc/ssh/ssh_known_hosts","hash_host":false,"state":"file"}',
    ],
  },
  {
    title: 'a key of another host is refused',
    params: { ...GIT, key: `web ${ED}` },
    expects: ['refused: key: belongs to another host than `name`'],
  },
  {
    title: 'a public key without a host is refused',
    params: { ...GIT, key: ED },
    expects: [
      'refused: key: expected lines such as `git.example.com ssh-ed25519 AAAA…`',
      'refused: key: expected the key of the host',
    ],
  },
  { title: 'a missing key is refused', params: GIT, expects: ['refused: key: expected the key of the host'] },
  {
    title: 'two names are refused',
    params: { name: 'a,b', key: `a,b ${ED}` },
    expects: [
      'refused: name: expected one host: a name, an address, or `[name]:port`',
      'refused: key: belongs to another host than `name`',
    ],
  },
]

taskRows('known_hosts', knownHosts, ROWS)

test.run()
