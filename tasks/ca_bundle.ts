/**
 * A file of trusted authorities. Where the authority is replaced, the one before stays in it for as long as the
 * certificate that is in use is signed by it: so a cluster can change over one member at a time.
 *
 *     - ca_bundle:
 *         path: /etc/etcd/ssl/ca.pem
 *         authority: "{{etcd_certificate.ca}}"
 *         certificate: /etc/etcd/ssl/etcd.pem
 */
import {
  absolutePath,
  attributeParams,
  defineTask,
  digestHex,
  type FilePlan,
  fileContent,
  hostPath,
  inSync,
  isIssuedBy,
  packContent,
  planFile,
  putFile,
  TaskError,
  text,
  viewCertificate,
  z,
} from '../src/task.ts'

const params = z.strictObject({
  path: hostPath()
    .describe('The file.')
    .meta({ examples: ['/etc/etcd/ssl/ca.pem'] }),
  authority: text()
    .refine(pem => viewCertificate(pem) !== undefined, 'expected a certificate in PEM')
    .optional()
    .describe(
      'The certificate of the authority, in PEM. Absent: none is added, and those are taken out that did not sign what is in use.',
    )
    .meta({ examples: ['-----BEGIN CERTIFICATE-----\n…'] }),
  certificate: hostPath()
    .describe('The certificate on the host that is in use; there may be none yet.')
    .meta({ examples: ['/etc/etcd/ssl/etcd.pem'] }),
  ...attributeParams,
})

export default defineTask<typeof params, FilePlan>({
  summary:
    'Keeps a file of trusted authorities, the one before among them until nothing in use is signed by it.',
  example: `- ca_bundle:
    path: /etc/etcd/ssl/ca.pem
    authority: "{{etcd_certificate.ca}}"
    certificate: /etc/etcd/ssl/etcd.pem
`,
  params,
  check: async ({ host, params: { authority, certificate, path, ...attributes } }) => {
    const [target, used] = await Promise.all([absolutePath(host, path), absolutePath(host, certificate)])
    const [trusted, inUse] = await Promise.all([host.ask(fileContent(target)), host.ask(fileContent(used))])
    const wanted = bundle(certificatesIn(trusted), String(inUse ?? ''), authority)
    if (wanted === undefined) return inSync({ path: target })
    const bytes = Buffer.from(wanted.map(pem => `${pem.trim()}\n`).join(''))
    return planFile(host, {
      ...attributes,
      ...{ path: target, bytes, sha256: digestHex(bytes), size: bytes.length, source: packContent(bytes) },
    })
  },
  apply: ({ host, project, plan }) => putFile(host, project, plan.data),
})

/** The authorities that shall be in the file; nothing where it is to be left as it is. */
function bundle(
  trusted: readonly string[],
  inUse: string,
  authority: string | undefined,
): string[] | undefined {
  const signers = inUse === '' ? [] : trusted.filter(pem => isIssuedBy(inUse, pem))
  if (authority === undefined) return signers.length === 0 ? undefined : signers.slice(0, 1)
  return [authority, ...(isIssuedBy(inUse, authority) ? [] : signers)]
}

/** Each is held to the certificate in use: no bundle that is meant has as many bytes. */
const LONGEST = 2 * 1024 * 1024

function certificatesIn(file: Buffer | null): string[] {
  if (file !== null && file.length > LONGEST)
    throw new TaskError('the bundle is larger than 2 MB, and is not read', {
      hint: 'name a file that holds the authorities of this service alone',
    })
  return String(file ?? '').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
