import { capturedDirectory, capturedFile } from '../kit/captured-files.ts'
import { contentsOf, statesOf } from '../kit/file-answers.ts'
import type { TaskCase } from '../kit/task-rows.ts'
import { DH_PARAMETERS, ED25519, REQUEST } from './certificates/openssl-captured.ts'

/** A task that writes a file; the probes of mode, owner, context and flags have no answer here. */
export interface WrittenFile extends TaskCase {
  /** The path of the file; default: `/f`. */
  readonly path?: string
  /** Whether the file does not exist; otherwise its content matches. */
  readonly isNew?: true
}

/** The params that all task types that write a file share. */
export const ATTRIBUTES = {
  ...{ mode: '0640', owner: 'daemon', group: 'bin' },
  ...{ seuser: 'system_u', serole: 'object_r', setype: 'etc_t', selevel: 's0:c1', attributes: '+i' },
} as const

// Output of stat and cat of coreutils 9.1.
const NEW = capturedFile('/f', null)
const there = (text: string) => capturedFile('/f', text)
/** A file that is edited is read without its checksum. */
const edited = (text: string) => ({ 'state of /f': statesOf('file'), 'content of /f': `\n${text}` })
const KEY = { 'content of /k.pem': `\n${ED25519}` }
const SSH_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDviejjaO5VG6+KzLxRt+YiA1kr+4I/8Ytnm5dzU/4GT a b'

/** A case of each task type that accepts all of `ATTRIBUTES`. */
export const WRITTEN_FILES: Readonly<Record<string, WrittenFile>> = {
  archive: {
    params: { path: '/g', dest: '/f' },
    answers: { ...NEW, 'state of /g': statesOf('file'), 'what /f has': { status: 1 } },
    isNew: true,
  },
  assemble: {
    params: { src: '/d', dest: '/f' },
    answers: {
      ...{ ...NEW, ...capturedDirectory('/d'), 'paths below /d': './a\0./b\0' },
      'content of /d/a /d/b': contentsOf('a', 'b'),
    },
    isNew: true,
  },
  blockinfile: {
    params: { path: '/f', block: 'x' },
    answers: edited('# BEGIN ANSIBLE MANAGED BLOCK\nx\n# END ANSIBLE MANAGED BLOCK\n'),
  },
  copy: { params: { content: 'a', dest: '/f' }, answers: there('a') },
  get_url: {
    params: { url: 'http://a/b', dest: '/f', force: false },
    answers: { 'state of /f /f/b': there('a')['state of /f'] ?? '' },
  },
  htpasswd: {
    params: { path: '/f', name: 'anna', password: 'hunter22' },
    answers: edited('anna:{SHA}YLOvi/43NWI8fUpe90m7asGkQTo=\n'),
  },
  ini_file: {
    params: { path: '/f', section: 's', option: 'o', value: '1' },
    answers: edited('[s]\no = 1\n'),
  },
  lineinfile: { params: { path: '/f', line: 'a' }, answers: edited('a\n') },
  openssh_keypair: {
    params: { path: '/f', type: 'ed25519' },
    answers: {
      ...{ ...there('a key'), ...capturedFile('/f.pub', `${SSH_KEY}\n`) },
      ...{ 'SELinux context of /f.pub': { status: 3 }, 'flags of /f.pub': '----i--------- /f.pub\n' },
      'which of ssh-keygen exist': 'ssh-keygen\n',
      'OpenSSH key /f': `${SSH_KEY}\n256 SHA256:krct03Wu3reA7eHVHf8FyzUng7sJpCth3+nbZAMill8 a b (ED25519)\n`,
    },
  },
  openssl_csr: {
    params: { path: '/f', privatekey_path: '/k.pem', common_name: 'a' },
    answers: { ...NEW, ...KEY },
    isNew: true,
  },
  openssl_dhparam: {
    params: { path: '/f', size: 512 },
    answers: there(DH_PARAMETERS),
  },
  openssl_pkcs12: {
    params: { path: '/f', friendly_name: 'a', privatekey_path: '/k.pem' },
    answers: { ...NEW, ...KEY },
    isNew: true,
  },
  openssl_privatekey: {
    params: { path: '/f', type: 'Ed25519' },
    answers: NEW,
    isNew: true,
  },
  postgresql_pg_hba: {
    params: { dest: '/f', contype: 'local', method: 'peer' },
    answers: edited('local\tall\tall\tpeer\n'),
  },
  replace: { params: { path: '/f', regexp: 'x' }, answers: edited('a\n') },
  template: {
    params: { src: 't', dest: '/f' },
    answers: NEW,
    files: { t: 'a' },
    isNew: true,
  },
  uri: {
    params: { url: 'http://a/b', dest: '/f' },
    answers: { ...NEW, 'which of curl exist': 'curl\n' },
    runs: { 'GET http://a/b': 'HTTP/1.1 200 OK\r\n\r\nok\n200 19 http://a/b' },
    isNew: true,
  },
  x509_certificate: {
    params: { path: '/f', provider: 'selfsigned', csr_content: REQUEST, privatekey_path: '/k.pem' },
    answers: { ...NEW, ...KEY },
    isNew: true,
  },
  yum_repository: {
    params: { name: 'a', description: 'b', baseurl: 'http://c/', reposdir: '/r' },
    answers: {
      ...capturedDirectory('/r'),
      ...capturedFile('/r/a.repo', '[a]\nbaseurl = http://c/\nname = b\n\n'),
    },
    path: '/r/a.repo',
  },
}
