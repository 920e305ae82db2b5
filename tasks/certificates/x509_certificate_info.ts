/**
 * What a certificate says. It is read on the controller: the host needs no program.
 *
 *     - x509_certificate_info:
 *         path: /etc/ssl/web.pem
 *         valid_at: { in_a_month: +4w }
 *       register: web
 */
import {
  defineTask,
  fileContent,
  hostPath,
  inSync,
  known,
  orUnknownAnswer,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  certificateInfo,
  readCertificate,
  timeOf,
  timeParam,
  UNSUPPORTED_BACKEND,
} from '../../src/built-in/certificates.ts'
import { absolutePath, notBoth } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    path: hostPath()
      .optional()
      .describe('The path of the certificate on the host, in PEM or DER.')
      .meta({ examples: ['/etc/ssl/web.pem'] }),
    content: text()
      .optional()
      .describe('The certificate itself, in PEM.')
      .meta({ examples: ['{{web.certificate}}'] }),
    valid_at: z
      .record(z.string(), timeParam())
      .default({})
      .describe(
        'Times at which to check whether the certificate is valid, as a map from names of your choice to times.',
      )
      .meta({ examples: [{ in_a_month: '+4w', in_2030: '20300101000000Z' }] }),
    name_encoding: z
      .enum(['ignore'])
      .default('ignore')
      .describe('Has no effect: host names are shown as they are in the certificate.')
      .meta({ examples: ['ignore'] }),
  })
  .refine(...notBoth('path', 'content'))
  .refine(({ path, content }) => (path ?? content) !== undefined, {
    path: ['path'],
    message: 'expected the certificate, by `path` or as `content`',
  })

export default defineTask({
  summary: 'Returns information about a certificate.',
  example: `- x509_certificate_info:
    path: /etc/ssl/web.pem
    valid_at: { in_a_month: +4w }
  register: web
`,
  params,
  outputs: {
    subject: 'The fields of the subject, as a map from names to values.',
    subject_ordered: 'The same fields in their order, as a list of pairs of a name and a value.',
    issuer: 'The fields of the issuer, as a map from names to values.',
    issuer_ordered: 'The same fields in their order, as a list of pairs of a name and a value.',
    version: 'The version of the format, which is 3 for nearly all certificates.',
    serial_number: 'The serial number, as text if it exceeds 2^53.',
    signature_algorithm: 'The algorithm of the signature, such as `sha256WithRSAEncryption`.',
    not_before: 'When the certificate becomes valid, such as `20300101120000Z`.',
    not_after: 'When the certificate expires, in the same form.',
    expired: 'Whether the certificate has expired.',
    valid_at:
      'For each name in the param `valid_at`, whether the certificate is valid at that time; an empty map if the param is not set.',
    public_key: 'The public key in PEM.',
    public_key_type: 'The type of the public key: `RSA`, `ECC`, `Ed25519`, `Ed448` or another.',
    public_key_data:
      'The numbers of the public key, as a map: `size`, `modulus` and `exponent` for RSA; `curve`, `x`, `y` and `exponent_size` for ECC; empty for other types.',
    public_key_fingerprints:
      'The digests of the public key in DER, as a map from names such as `sha256` to hex with colons.',
    fingerprints: 'The digests of the certificate in DER, in the same form.',
    key_usage: 'The key usages, as a sorted list; null if the certificate has no such extension.',
    key_usage_critical: 'Whether the extension is critical.',
    extended_key_usage:
      'The extended key usages, as a sorted list; null if the certificate has no such extension.',
    extended_key_usage_critical: 'Whether the extension is critical.',
    basic_constraints:
      'The basic constraints, such as `CA:TRUE` and `pathlen:0`, as a list; null if the certificate has no such extension.',
    basic_constraints_critical: 'Whether the extension is critical.',
    ocsp_must_staple: 'Whether OCSP stapling is required; null if the certificate has no such extension.',
    ocsp_must_staple_critical: 'Whether the extension is critical.',
    subject_alt_name:
      'The alternative names, such as `DNS:example.org`, as a list; null if the certificate has no such extension.',
    subject_alt_name_critical: 'Whether the extension is critical.',
    subject_key_identifier: 'The identifier of the key in hex with colons; null if the certificate has none.',
    authority_key_identifier:
      "The identifier of the issuer's key in hex with colons; null if the certificate has none.",
    authority_cert_issuer:
      "The names of the issuer of the issuer's certificate, as a list; null if the certificate has none.",
    authority_cert_serial_number:
      "The serial number of the issuer's certificate; null if the certificate has none.",
    extensions_by_oid:
      'All extensions, as a map from object identifiers to maps with `critical` and `value`, in base64.',
    ocsp_uri: 'The URI of the OCSP responder; null if the certificate has none.',
    issuer_uri: "The URI of the issuer's certificate; null if the certificate has none.",
  },
  unsupported: UNSUPPORTED_BACKEND,
  check: async ({ host, params }) => {
    const { path, content, valid_at } = params
    const place = path === undefined ? undefined : await absolutePath(host, path)
    const bytes =
      place === undefined
        ? Buffer.from(content ?? '')
        : known(await orUnknownAnswer(host.ask(fileContent(place))))
    if (bytes === null)
      throw new TaskError(`there is no certificate at \`${place}\``, { hint: 'create it in an earlier task' })
    const certificate = readCertificate(bytes)
    if (certificate === undefined)
      throw new TaskError(`${place === undefined ? '`content`' : `\`${place}\``} is not a certificate`, {
        hint: place === undefined ? 'expected PEM' : 'expected PEM or DER',
      })
    const now = Date.now()
    const { notBefore, notAfter } = certificate
    const isValid = (time: string): boolean => {
      const at = timeOf(time, now) ?? now
      return notBefore <= at && at <= notAfter
    }
    return inSync({
      ...certificateInfo(certificate, now),
      valid_at: Object.fromEntries(Object.entries(valid_at).map(([name, time]) => [name, isValid(time)])),
    })
  },
})
