import { issue } from '../../kit/certificates.ts'
import type { CoverageRow } from '../row.ts'

const noOpenssl = { busybox: 'needs openssl to prepare the host, which busybox does not have' }
const noSshKeygen = { busybox: 'needs ssh-keygen, which busybox does not have' }

/** A key, and a certificate and a request that are signed with it, made with openssl. */
const MADE = `openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out key 2>/dev/null &&
openssl req -new -x509 -key key -out cert -subj "/O=a & b/CN=ca" -days 3650 -utf8 2>/dev/null &&
openssl req -new -key key -out csr -subj /CN=example.org 2>/dev/null`

let pairs: Readonly<Record<'used' | 'other', ReturnType<typeof issue>>> | undefined
/** Two certificates with their keys, made when a test first asks. */
function pair(name: 'used' | 'other'): ReturnType<typeof issue> {
  pairs ??= { used: issue('used'), other: issue('other') }
  return pairs[name]
}

const AUTHORITY = { CN: 'Test "é"', backend: 'forge', key: { algo: 'ecdsa', size: 256 } }

/** Task types for keys and certificates. */
export const CERTIFICATE_ROWS: readonly CoverageRow[] = [
  {
    type: 'ca_bundle',
    title: 'writes both the current authority and the new one to the bundle',
    params: ({ at }) => ({
      path: `${at}/bundle`,
      certificate: `${at}/none`,
      authority: pair('used').certificate,
      mode: '0640',
    }),
    before: () => `cat >bundle <<'END'\n${pair('other').certificate}END`,
    shows: () => ['grep -c BEGIN bundle; stat -c %a bundle', /^[12]\n640\n$/],
  },
  {
    type: 'certificate_authority',
    title: 'makes a certificate authority on the controller',
    params: ({ at }) => ({ directory: at, ...AUTHORITY }),
    shows: () => ['ls ca*.pem; stat -c %a ca-key.pem', 'ca-key.pem\nca.pem\n600\n'],
  },
  {
    type: 'key_pair',
    title: 'replaces a certificate and its key',
    params: ({ at }) => ({
      ...{ certificate: pair('used').certificate, key: pair('used').key, key_mode: '0640', group: 'daemon' },
      ...{ certificate_path: `${at}/tls "é".pem`, key_path: `${at}/tls "é"-key.pem` },
    }),
    before: () => `echo x >'tls "é".pem'`,
    shows: () => ['cat tls*-key.pem; stat -c "%a %g" tls*-key.pem', `${pair('used').key}640 1\n`],
  },
  {
    type: 'openssh_keypair',
    title: 'makes a key pair',
    params: ({ at }) => ({
      path: `${at}/id`,
      type: 'ed25519',
      comment: `it's "é"`,
      passphrase: "a 'pass' $(id)",
    }),
    shows: () => [
      `ssh-keygen -y -P "a 'pass' \\$(id)" -f id | cut -d" " -f1; stat -c %a id`,
      'ssh-ed25519\n600\n',
    ],
    notOn: noSshKeygen,
  },
  {
    type: 'openssl_privatekey',
    title: 'makes a private key',
    params: ({ at }) => ({ path: `${at}/key`, type: 'ECC', curve: 'secp256r1', owner: 'daemon' }),
    shows: () => ['head -n 1 key | grep -c "PRIVATE KEY"; stat -c "%a %u" key', '1\n600 1\n'],
  },
  {
    type: 'openssl_csr',
    title: 'makes a certificate request that is signed with a key',
    params: ({ at }) => ({
      path: `${at}/request`,
      privatekey_path: `${at}/key`,
      common_name: 'é.example.org',
      O: `it's "x" $(id)`,
    }),
    before: () => MADE,
    shows: () => ['openssl req -in request -noout -verify 2>&1', /verify OK/],
    notOn: noOpenssl,
  },
  {
    type: 'openssl_dhparam',
    title: 'leaves existing parameters of the right size unchanged',
    params: ({ at }) => ({ path: `${at}/dh`, size: 512 }),
    before: () => 'openssl dhparam -out dh 512 2>/dev/null && chmod 644 dh',
    expects: 'in-sync',
    notOn: noOpenssl,
  },
  {
    type: 'openssl_pkcs12',
    title: 'packs a key and its certificate into an archive',
    params: ({ at }) => ({
      path: `${at}/p12`,
      privatekey_path: `${at}/key`,
      certificate_path: `${at}/cert`,
      passphrase: `it's "x"`,
      friendly_name: 'é',
    }),
    before: () => MADE,
    shows: () => [`openssl pkcs12 -in p12 -passin 'pass:it'"'"'s "x"' -nokeys 2>&1 | grep -c BEGIN`, '1\n'],
    notOn: noOpenssl,
  },
  {
    type: 'x509_certificate',
    title: 'makes a self-signed certificate from a request',
    params: ({ at }) => ({
      path: `${at}/new`,
      csr_path: `${at}/csr`,
      privatekey_path: `${at}/key`,
      provider: 'selfsigned',
    }),
    before: () => MADE,
    shows: () => ['openssl x509 -in new -noout -subject', /example\.org/],
    notOn: noOpenssl,
  },
  {
    type: 'x509_certificate_info',
    title: 'reads the fields of a certificate',
    params: ({ at }) => ({ path: `${at}/cert`, valid_at: { soon: '+1d' } }),
    before: () => MADE,
    expects: 'in-sync',
    notOn: noOpenssl,
  },
]
