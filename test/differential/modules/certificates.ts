import type { ModuleRow } from './harness.ts'

// Made by openssl for these rows; used nowhere.
const RSA = `-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQDpEQXOJVEMndEFC2LZ0qwzBMYoMRswFWvG61/b6KpSBK1PmhiA
2H8i4kn4Dm5Lb3x4HQHwtJqoxuEWkcqb4G1QNc+be3OCLcQM6tZmR2EUVDZ2gBiV
3MCDxDmgCsXN77VJ7StC7tb0uLKE3aRYWBQj7xjbsoLGMSWwm9XtaMBSqwIDAQAB
AoGBANnbO53ya8xrSJJ6jjAmKSiXcdLn9A4CN/h80+HvniWEkawy0my98jldZN8m
PhrtX1+3XbTuXRMetBAwvz7tjb7/lj15kfxegaY1Njo89n0A5z5CAnZ8y7c6Y7w0
dOxl9M6N17anWL45qnps9NQHtbJ/3F7zln4nX4cC0SzUJMvhAkEA+F3d9AGP4Vcj
m/Q4AkHfZ9mMd86uORsc1esGKOpkwe0yqLKKNM3o4ErtZ1Hcm2ElYuwHbTjmg/+Y
DSGYKnVw5wJBAPA6xl9Ytufjn3JNWNTXBTgq1m+42C4tFTMHg+8OxkGVqF1m3gGq
FAJbo7vcxIgN71Ru5PP6SIaYdFEF35ORo50CQAZwUIe53qQF4Utyulz8njEQB783
YXbjiAzXqfI3mWMZph2Pe1vBFs9xwdPS4Hg6vYBiBBNFzVwQrT1x6IL5RnMCQQDi
zmsKDCUsDEE21oXe9V9NJ0yr0HXyKshQFHFg268crqJ2BK/oHF6l10VgEdBPr/Bc
5BIvswaUZQ20jXoHxkIVAkA8AnL62fCXSp0xCEs1lLvng5eo1TjRMb/DTXY9oznv
AzDAGLujqML9a86FUdViueVtsT4n+H97JN5xy2Q/JahV
-----END RSA PRIVATE KEY-----
`
const ENCRYPTED = `-----BEGIN RSA PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,29090606B1D925DD04615A5BBB396663

QFK4yDfvjdHDnUOYxQYp4EFQYrU5GuIvmIEWJaD8O3QabVd4+Av3dGGc2myFAj0S
ncJRGSnOF4PoJI1WUGc8+JJzyLzBTCVX2hB8nuTdRNqBWWr+jU/RDK5X6DJAuKzU
EQreV/jqFb1CBTyrBKK7e/qLMfpR72iKwa1KDqXwdALlrceOFoavfL6GN4nsR3cx
hDkFfSl9WLoDwy/VgBYLRZbZyeeoSt6i6xfy+NSAUE63tUhCAQg3G3wn4KM3Imct
D5Yoi+vqQaf4PNlXHVj2FcHl/cevRxZfx49rydJzhoRtqG1FKShM4++Z7UxeXjCP
hH6pO8dJZQUEk3ZsC2W5KLzuxI8ReCPZMXT9m3LzFYdRj7o3k2jRoA/luj6ahuJ7
+rrShGl/1yq+nFM7xASDNiZ/ve/lQfLlfJJNQ0yjSdqMtQEEMxEMzrKPOxPaLL//
yWoZckLn4BXJlnpkTwEEd5h3fmX+hJQ8dKs41pNtJz+cBK9J7eEYU292oCdJ9WPy
/Nss89UYVWgWn3SZ/LuwbJ1VTx8ycQ7MTYA8AvC7LqElaLnmha2WDcgGFw7lpEMC
7AmoOXwBE1SPwTTCPe6QG76nFwe5JafRmu3kp8FEBp9u4ZjDBXTntZzAjiirwUkO
+I+ejifApzsvKcphNFzUmXixBav3SXCYtgJRizBRrVAZHNmfEym+VBnztUDbT0Sx
5fS0eWIF2i29ODmcvcST62nVk01kDimedVbbi/atnY/slyctdSqnLymvZvVTx7VG
nWEHXdV8YCGOtkjIlqLmyw3OMvo3GdXFM3tI123Rt8d3YDSimf6hvhMMJOEW2DNn
-----END RSA PRIVATE KEY-----
`
const ED25519 = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIPYBmjsItIG8WGEqfTHTEvBG8gTuQ1GrXdxFYLpb/5rq
-----END PRIVATE KEY-----
`
const ECC = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIHzaPj2A6BGjUJ5fMPYpqlAlwa2DEtFK53rczpvOHYpDoAoGCCqGSM49
AwEHoUQDQgAEuEDHwpAmsJGXDJVG6VWUmajjRzvo6TsLGLS5rFXe5z+doLOwsAPU
Zu+ftomNcC5h0VtOEjolC75zmwd+MKrfkQ==
-----END EC PRIVATE KEY-----
`

const file = (name: string, text: string): string => `cat > ${name} <<'END'\n${text}END\nchmod 0600 ${name}\n`
const KEYS = file('rsa', RSA) + file('encrypted', ENCRYPTED) + file('ed', ED25519) + file('ecc', ECC)

const keyRow = (name: string, keys: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `openssl_privatekey ${name}`,
  before: keys,
  tasks: tasks.map(params => `- community.crypto.openssl_privatekey: { ${params} }\n`).join(''),
  ...(differs === undefined ? {} : { differs }),
})

// New keys differ each time: they are made next to the folder of the row.
const NEW = '"{{ dir }}.k"'

const PRIVATE_KEYS: readonly ModuleRow[] = [
  keyRow('makes keys of each type, keeps them, and replaces those of another type or size', '', [
    `path: ${NEW}, size: 1024`,
    `path: ${NEW}, size: 1024`,
    `path: ${NEW}, size: 1536, regenerate: partial_idempotence`,
    `path: ${NEW}, type: ECC, curve: secp256r1, mode: "0640"`,
    `path: ${NEW}, type: ECC, curve: secp256r1`,
    `path: ${NEW}, type: ECC, curve: secp384r1`,
    `path: ${NEW}, type: Ed25519`,
    `path: ${NEW}, type: Ed448`,
    `path: ${NEW}, type: X25519, format: raw`,
    `path: ${NEW}, type: X25519, format: raw`,
    `path: ${NEW}, type: X448`,
    `path: ${NEW}, state: absent`,
    `path: ${NEW}, state: absent`,
  ]),
  keyRow('keeps what may not be replaced', KEYS, [
    'path: "{{ dir }}/rsa", size: 1024, regenerate: fail',
    'path: "{{ dir }}/rsa", size: 2048, regenerate: never',
    'path: "{{ dir }}/rsa", size: 2048, regenerate: fail',
    'path: "{{ dir }}/encrypted", size: 1024, regenerate: partial_idempotence',
    'path: "{{ dir }}/encrypted", size: 1024, regenerate: never, passphrase: geheim, cipher: auto',
    'path: "{{ dir }}/encrypted", size: 1024, passphrase: falsch, cipher: auto, regenerate: fail',
    'path: "{{ dir }}/ecc", type: ECC, curve: secp256r1, format: pkcs1',
    'path: "{{ dir }}/ecc", type: ECC, curve: secp256r1, format: pkcs8, regenerate: fail',
    'path: "{{ dir }}/rsa/none/k"',
  ]),
  keyRow('converts keys', KEYS, [
    'path: "{{ dir }}/rsa", size: 1024, format: pkcs8, format_mismatch: convert, mode: "0644"',
    'path: "{{ dir }}/ecc", type: ECC, curve: secp256r1, format: pkcs8, format_mismatch: convert, backup: true',
    'path: "{{ dir }}/ecc", type: ECC, curve: secp256r1, format: auto, format_mismatch: convert',
    'path: "{{ dir }}/ed", type: Ed25519, format: raw, format_mismatch: convert',
    'path: "{{ dir }}/ed", type: Ed25519, format: auto, format_mismatch: convert',
  ]),
  {
    name: 'openssl_privatekey returns the key',
    before: KEYS,
    tasks: `
      - community.crypto.openssl_privatekey: { path: "{{ dir }}/ecc", type: ECC, curve: secp256r1 }
        register: out
      - debug: { msg: "{{ out.fingerprint.sha256 }} {{ out.fingerprint.shake_128 }} {{ out.fingerprint.blake2s }} {{ out.type }}" }
    `,
  },
  {
    name: 'openssl_privatekey removes a key and keeps a backup',
    before: KEYS,
    tasks: '- community.crypto.openssl_privatekey: { path: "{{ dir }}/rsa", state: absent, backup: true }',
  },
]

const csrRow = (name: string, key: string, params: string, more: readonly string[] = []): ModuleRow => ({
  name: `openssl_csr ${name}`,
  before: KEYS,
  tasks: [params, ...more]
    .map(
      each =>
        `- community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/${key}", ${each} }\n`,
    )
    .join(''),
})

const REQUESTS: readonly ModuleRow[] = [
  csrRow('with a common name', 'rsa', 'common_name: example.org'),
  csrRow('without a subject', 'ed', 'use_common_name_for_san: false'),
  csrRow(
    'with a whole subject',
    'rsa',
    'C: DE, ST: Bayern, L: München, O: "A & B, \\"C\\"", OU: Web, CN: example.org, emailAddress: a@example.org, digest: sha512',
  ),
  csrRow(
    'with a subject as a map',
    'ed',
    'subject: { O: x, OU: [b, a], serialNumber: "12", DC: example, 1.2.3.4: own, givenName: Änne }',
    ['subject: { OU: [a, b], O: x, serialNumber: "12", DC: example, 1.2.3.4: own, givenName: Änne }'],
  ),
  csrRow('with a subject as a list', 'ed', 'subject_ordered: [{ CN: a }, { O: b }, { CN: c }]', [
    'subject_ordered: [{ O: b }, { CN: a }, { CN: c }]',
  ]),
  csrRow(
    'with names of all kinds',
    'ed',
    'subject_alt_name: ["DNS:*.example.org", "IP:192.0.2.1", "IP:2001:db8::1", "email:a@example.org", "URI:https://example.org/x?y", "RID:1.2.3"], subject_alt_name_critical: true',
    [
      'subject_alt_name: ["IP:192.0.2.1", "DNS:*.example.org", "IP:2001:db8::1", "email:a@example.org", "URI:https://example.org/x?y", "RID:1.2.3"], subject_alt_name_critical: true',
    ],
  ),
  csrRow(
    'with usages',
    'ed',
    'key_usage: [digitalSignature, "Key Encipherment", keyCertSign, keyAgreement, decipherOnly], key_usage_critical: true, extended_key_usage: [serverAuth, "TLS Web Client Authentication", 1.2.3.4, ipsecIKE, OCSPSigning]',
    [
      'key_usage: [keyCertSign, digitalSignature, keyEncipherment, keyAgreement, decipherOnly], key_usage_critical: true, extended_key_usage: [clientAuth, serverAuth, 1.2.3.4, ipsecIKE, OCSPSigning]',
      'key_usage: [digitalSignature], extended_key_usage_critical: true, extended_key_usage: [serverAuth]',
    ],
  ),
  csrRow(
    'of an authority',
    'rsa',
    'CN: ca, basic_constraints: ["CA:TRUE", "pathlen:300"], basic_constraints_critical: true, create_subject_key_identifier: true, name_constraints_permitted: ["DNS:.example.org", "IP:10.0.0.0/8"], name_constraints_excluded: ["email:example.com", "IP:2001:db8::/33"], name_constraints_critical: true',
    ['CN: ca, basic_constraints: ["CA:FALSE"], create_subject_key_identifier: true'],
  ),
  csrRow(
    'with rare extensions',
    'ed',
    'CN: a, ocsp_must_staple: true, subject_key_identifier: "00:0f:ff", authority_key_identifier: "AA:bb", authority_cert_issuer: ["DNS:ca"], authority_cert_serial_number: 65535, crl_distribution_points: [{ full_name: ["URI:https://ca/a", "URI:https://ca/b"] }, { full_name: ["URI:https://x"] }]',
  ),
  {
    name: 'openssl_csr is made again for another key, and if it is forced, broken or missing',
    before: `${KEYS}echo x > broken`,
    tasks: `
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/rsa", CN: a }
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/ed", CN: a, mode: "0600" }
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/ed", CN: a, force: true }
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/encrypted", privatekey_passphrase: geheim, CN: a }
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/encrypted", privatekey_passphrase: falsch, CN: b }
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/none", CN: b }
      - community.crypto.openssl_csr: { path: "{{ dir }}/broken", privatekey_path: "{{ dir }}/ed", CN: b }
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", state: absent }
    `,
  },
  {
    name: 'openssl_csr returns what was asked',
    before: KEYS,
    tasks: `
      - community.crypto.openssl_csr: { path: "{{ dir }}/csr", privatekey_path: "{{ dir }}/ed", CN: a, return_content: true, key_usage: [keyAgreement] }
        register: out
      - debug: { msg: "{{ out.csr }} {{ out.filename }} {{ out.privatekey }}" }
    `,
  },
]

const MADE = `${KEYS}
export RANDFILE=/dev/null
openssl req -new -key ed -subj '/O=é & "x"/CN=example.org' -utf8 -addext 'subjectAltName=DNS:a,DNS:b' -out csr
openssl req -new -key ecc -subj /CN=other -addext 'subjectKeyIdentifier=hash' -out other
openssl req -x509 -key rsa -subj /CN=ca -days 3650 -out ca
rm -f "$PWD.c"`

/** Tasks that make a certificate next to the folder of the row, since each is another, and what of it is always the same. */
const certificateRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `x509_certificate ${name}`,
  before: `mkdir "$PWD.m"; cd "$PWD.m"; ${MADE}`,
  tasks: tasks
    .map(
      params => `
- community.crypto.x509_certificate: { path: "{{ dir }}.m/c", ${params} }
- community.crypto.x509_certificate_info: { path: "{{ dir }}.m/c" }
  register: out
- debug: { msg: "{{ out.subject.commonName }} {{ out.issuer.commonName }} {{ out.signature_algorithm }} {{ out.version }} {{ out.subject_key_identifier }} {{ out.public_key_fingerprints.sha1 }}" }
`,
    )
    .join(''),
  ...(differs === undefined ? {} : { differs }),
})

const OWNCA = 'provider: ownca, ownca_path: "{{ dir }}.m/ca", ownca_privatekey_path: "{{ dir }}.m/rsa"'

const CERTIFICATE_ROWS: readonly ModuleRow[] = [
  certificateRow('signs itself, and is made again for another request, key and digest', [
    'provider: selfsigned, csr_path: "{{ dir }}.m/csr", privatekey_path: "{{ dir }}.m/ed"',
    'provider: selfsigned, csr_path: "{{ dir }}.m/csr", privatekey_path: "{{ dir }}.m/ed", selfsigned_not_after: +10d',
    'provider: selfsigned, csr_path: "{{ dir }}.m/other", privatekey_path: "{{ dir }}.m/ecc", selfsigned_digest: sha512',
    'provider: selfsigned, csr_path: "{{ dir }}.m/other", privatekey_path: "{{ dir }}.m/ecc", selfsigned_digest: sha256',
    'provider: selfsigned, csr_path: "{{ dir }}.m/other", privatekey_path: "{{ dir }}.m/ecc", force: true',
  ]),
  certificateRow('is signed by an authority', [
    `csr_path: "{{ dir }}.m/csr", ${OWNCA}`,
    `csr_path: "{{ dir }}.m/csr", ${OWNCA}, ownca_not_after: +1d`,
    `csr_path: "{{ dir }}.m/csr", ${OWNCA}, ownca_create_subject_key_identifier: always_create`,
    `csr_path: "{{ dir }}.m/other", ${OWNCA}, ownca_not_before: "20250101000000Z", ownca_not_after: "20600101000000Z", ignore_timestamps: false`,
    `csr_path: "{{ dir }}.m/other", ${OWNCA}, ownca_not_before: "20250101000000Z", ownca_not_after: "20600101000000Z", ignore_timestamps: false`,
  ]),
  certificateRow('fails for what is missing or does not belong together', [
    `csr_path: "{{ dir }}.m/csr", ${OWNCA}`,
    `csr_path: "{{ dir }}.m/none", ${OWNCA}`,
    'csr_path: "{{ dir }}.m/csr", provider: ownca, ownca_path: "{{ dir }}.m/ca", ownca_privatekey_path: "{{ dir }}.m/ed"',
    'csr_path: "{{ dir }}.m/csr", provider: ownca, ownca_path: "{{ dir }}.m/none", ownca_privatekey_path: "{{ dir }}.m/rsa"',
  ]),
  {
    name: 'x509_certificate removes a certificate',
    before: 'echo x > c',
    tasks: `
      - community.crypto.x509_certificate: { path: "{{ dir }}/c", state: absent, backup: true }
      - community.crypto.x509_certificate: { path: "{{ dir }}/none", state: absent }
      - community.crypto.x509_certificate_info: { path: "{{ dir }}/c" }
    `,
  },
]

const ECC_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUdSuZ3eWlVCqU1hGohmyCAm6J9T0wCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDYXBwMCAXDTI2MTEzMDA2MTk0N1oYDzIxMjYxMTA2MDYxOTQ3
WjAOMQwwCgYDVQQDDANhcHAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS4QMfC
kCawkZcMlUbpVZSZqONHO+jpOwsYtLmsVd7nP52gs7CwA9Rm75+2iY1wLmHRW04S
OiULvnObB34wqt+Ro1MwUTAdBgNVHQ4EFgQUApzDIYv6qeTV0ZcH112uEsvg1oMw
HwYDVR0jBBgwFoAUApzDIYv6qeTV0ZcH112uEsvg1oMwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiA9T6IsRuDNa6BxtafAvnD77fpSS1Ts399oCJgJ
4FXvnAIhAIO0tj0p6Jrz1HWv/n1zmRpyiKVaPgksQqSCFfqdLoTQ
-----END CERTIFICATE-----
`
const RSA_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB+DCCAWGgAwIBAgIUdUhkhtZdTuois1Xqo2kyeF2ulhowDQYJKoZIhvcNAQEL
BQAwDTELMAkGA1UEAwwCY2EwIBcNMjYxMTMwMDYxOTQ3WhgPMjEyNjExMDYwNjE5
NDdaMA0xCzAJBgNVBAMMAmNhMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDp
EQXOJVEMndEFC2LZ0qwzBMYoMRswFWvG61/b6KpSBK1PmhiA2H8i4kn4Dm5Lb3x4
HQHwtJqoxuEWkcqb4G1QNc+be3OCLcQM6tZmR2EUVDZ2gBiV3MCDxDmgCsXN77VJ
7StC7tb0uLKE3aRYWBQj7xjbsoLGMSWwm9XtaMBSqwIDAQABo1MwUTAdBgNVHQ4E
FgQUIS4NJXGt0PgsMe+aZodwb02Zi+AwHwYDVR0jBBgwFoAUIS4NJXGt0PgsMe+a
Zodwb02Zi+AwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOBgQA+36hH
wdpzcGKSzn3AlaZQOfTX2kqkuc8+2KpwCVfI0JVWy8aBIol4E4pgTJHeFcHJ2LOc
Oik5WChsz/hD9AbQRQiaEWdWPV9Pa3MF0Z12w5//azM5P3hq8IQAS02AK5lZI9C2
/QdI1vZL0fOHjkddvpE6zeWJOepN6mWhfdCp4A==
-----END CERTIFICATE-----
`

const ARCHIVED = `${KEYS}${file('cert', ECC_CERTIFICATE)}${file('ca', RSA_CERTIFICATE + ECC_CERTIFICATE)}rm -f "$(pwd)".p12`

// Archives differ each time: they are made next to the folder of the row.
const archiveRow = (name: string, tasks: readonly string[], differs?: string): ModuleRow => ({
  name: `openssl_pkcs12 ${name}`,
  before: ARCHIVED,
  tasks: tasks.map(params => `- community.crypto.openssl_pkcs12: { ${params} }\n`).join(''),
  ...(differs === undefined ? {} : { differs }),
})

const ARCHIVE = 'path: "{{ dir }}.p12"'
const EXPORT = `${ARCHIVE}, privatekey_path: "{{ dir }}/ecc", certificate_path: "{{ dir }}/cert", passphrase: geheim`
const OTHER = `${ARCHIVE}, friendly_name: web, privatekey_path: "{{ dir }}/rsa", certificate_path: "{{ dir }}/ca"`
const PARSE = 'action: parse, src: "{{ dir }}.p12", path: "{{ dir }}/pem"'

const ARCHIVE_ROWS: readonly ModuleRow[] = [
  archiveRow('exports a key and its certificates, keeps the archive, and parses it', [
    `${EXPORT}, friendly_name: app`,
    `${EXPORT}, name: app`,
    `${PARSE}, passphrase: geheim`,
    `${PARSE}, passphrase: geheim`,
  ]),
  archiveRow('takes the first certificate of a file, or all', [
    `${EXPORT}, friendly_name: app, other_certificates: "{{ dir }}/ca"`,
    `${EXPORT}, friendly_name: app, ca_certificates: ["{{ dir }}/ca"]`,
    `${PARSE}, passphrase: geheim`,
    `${EXPORT}, friendly_name: app, other_certificates: "{{ dir }}/ca", other_certificates_parse_all: true`,
  ]),
  archiveRow('exports again for another name, key or passphrase', [
    `${EXPORT}, friendly_name: app`,
    `${EXPORT}, friendly_name: web`,
    `${OTHER}, passphrase: geheim`,
    `${OTHER}, passphrase: other`,
    `${OTHER}, passphrase: other, encryption_level: compatibility2022`,
    `${PARSE}, passphrase: geheim`,
    `${PARSE}, passphrase: other`,
  ]),
  archiveRow('changes the mode, and writes again with force', [
    `${EXPORT}, friendly_name: app, mode: "0640"`,
    `${EXPORT}, friendly_name: app`,
    `${EXPORT}, friendly_name: app, force: true`,
  ]),
  archiveRow(
    'writes a key without certificate, which is encrypted, once',
    [
      `${ARCHIVE}, friendly_name: k, privatekey_path: "{{ dir }}/encrypted", privatekey_passphrase: geheim`,
      PARSE,
    ],
    'Ansible does not find the name of a key without certificate, and writes the archive at each run',
  ),
  archiveRow('removes an archive', [
    `${EXPORT}, friendly_name: app`,
    `${ARCHIVE}, state: absent`,
    `${ARCHIVE}, state: absent`,
  ]),
  archiveRow('refuses what is missing', [
    `${EXPORT}, friendly_name: app, other_certificates: "{{ dir }}/none"`,
    `${ARCHIVE}, friendly_name: app, privatekey_path: "{{ dir }}/none"`,
    PARSE,
  ]),
  archiveRow('refuses a key of another certificate', [
    `${ARCHIVE}, friendly_name: x, privatekey_path: "{{ dir }}/rsa", certificate_path: "{{ dir }}/cert"`,
    `${ARCHIVE}, state: absent`,
  ]),
]

const DH = `cat > dh <<'END'
-----BEGIN DH PARAMETERS-----
MEYCQQCvbCzxA+WIHjzNMHwtTTOUpTvaRIUo+QKilW2S93V8eDSdWlYHFrSxgsZD
yLCiSEjv9Ztqol93C1ZXH2YaMxMnAgEC
-----END DH PARAMETERS-----
END`

const OTHER_ROWS: readonly ModuleRow[] = [
  {
    name: 'openssl_dhparam keeps and removes parameters',
    before: DH,
    tasks: `
      - community.crypto.openssl_dhparam: { path: "{{ dir }}/dh", size: 512, mode: "0600" }
      - community.crypto.openssl_dhparam: { path: "{{ dir }}.new", size: 512 }
      - community.crypto.openssl_dhparam: { path: "{{ dir }}.new", size: 512 }
      - community.crypto.openssl_dhparam: { path: "{{ dir }}.new", size: 520 }
      - community.crypto.openssl_dhparam: { path: "{{ dir }}.new", state: absent }
    `,
  },
  {
    name: 'openssh_keypair makes, keeps, replaces and removes keys',
    tasks: `
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519, comment: "a b" }
        register: out
      - debug: { msg: "{{ out.type }} {{ out.size }} {{ out.comment }}" }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519, comment: "a b" }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519, comment: c }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519 }
      - file: { path: "{{ dir }}.k.pub", state: absent }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519 }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ecdsa, regenerate: fail }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ecdsa, regenerate: never }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ecdsa, size: 384 }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: rsa, size: 1024 }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: rsa, size: 1000 }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", state: absent }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", state: absent }
      - copy: { dest: "{{ dir }}.k", content: x, mode: "0600" }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519 }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519, regenerate: full_idempotence }
      - community.crypto.openssh_keypair: { path: "{{ dir }}.k", type: ed25519, force: true }
    `,
  },
]

/** Rows of the modules for certificates and keys. */
export const CERTIFICATES: readonly ModuleRow[] = [
  ...PRIVATE_KEYS,
  ...REQUESTS,
  ...CERTIFICATE_ROWS,
  ...ARCHIVE_ROWS,
  ...OTHER_ROWS,
]
