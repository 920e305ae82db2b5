/**
 * A file of trusted authorities. If the authority is replaced, the previous one stays in the file as long as it is the
 * signer of the certificate in use, so that a cluster can change over one member at a time.
 *
 *     - ca_bundle:
 *         path: /etc/etcd/ssl/ca.pem
 *         authority: "{{etcd_certificate.ca}}"
 *         certificate: /etc/etcd/ssl/etcd.pem
 */
import {
  defineTask,
  fileContent,
  fileState,
  hostPath,
  inSync,
  known,
  orUnknown,
  orUnknownAnswer,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { isIssuedBy, viewCertificate } from '../../src/built-in/certificates.ts'
import {
  attributeParams,
  attributesIn,
  contentOf,
  explainFiles,
  FILE_OUTPUTS,
  planFile,
  putFile,
} from '../../src/built-in/files.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z.strictObject({
  path: hostPath()
    .describe('The path of the bundle on the host.')
    .meta({ examples: ['/etc/etcd/ssl/ca.pem'] }),
  authority: text()
    .refine(pem => viewCertificate(pem) !== undefined, 'expected a certificate in PEM')
    .optional()
    .describe(
      'The certificate of the authority, in PEM. If it is not set, no certificate is added, and authorities that did not sign the certificate in use are removed.',
    )
    .meta({ examples: ['-----BEGIN CERTIFICATE-----\n…'] }),
  certificate: hostPath()
    .describe('The path of the certificate in use on the host. The file need not exist yet.')
    .meta({ examples: ['/etc/etcd/ssl/etcd.pem'] }),
  ...attributeParams,
})

export default defineTask({
  summary:
    'Maintains a file of trusted authorities. When the authority is replaced, the old one stays in the file until the certificate in use is no longer signed by it.',
  example: `- ca_bundle:
    path: /etc/etcd/ssl/ca.pem
    authority: "{{etcd_certificate.ca}}"
    certificate: /etc/etcd/ssl/etcd.pem
`,
  params,
  outputs: FILE_OUTPUTS,
  check: async ({ host, params }) => {
    const [target, used] = await Promise.all(
      [params.path, params.certificate].map(path => absolutePath(host, path)),
    )
    if (target === undefined || used === undefined) throw new Error('no paths')
    const state = prefetch(host.ask(fileState(target, { digest: 'sha256' })))
    const [trusted, inUse] = await Promise.all(
      [target, used].map(path => orUnknownAnswer(host.ask(fileContent(path)))),
    )
    const other = wantedBundle(
      trusted ?? null,
      inUse ?? null,
      orUnknown(() => params.authority),
    )
    // If the content is left unchanged, mode and owner are still checked.
    const wanted = other ?? (Buffer.isBuffer(trusted) ? { content: contentOf(trusted) } : undefined)
    if (wanted === undefined) return inSync({ path: target })
    return planFile(host, { ...attributesIn(params), path: target, ...wanted }, await state)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: ({ host, project, plan }) => putFile(host, project, plan.data),
})

type Content = Buffer | null | Unknown

/**
 * Returns the desired content of the file, and its number of authorities; undefined if the file is left unchanged. In a
 * dry run, the number alone may be enough to decide: an authority is added to an empty file, and none is removed if
 * there is at most one.
 */
function wantedBundle(trusted: Content, inUse: Content, authority: string | undefined | Unknown) {
  const isOneAtMost =
    trusted === null || (trusted instanceof Unknown ? trusted.known[COUNT] === 1 : trusted.length === 0)
  if (authority === undefined && isOneAtMost) return undefined
  const content = orUnknown(() => {
    const wanted = bundle(certificatesIn(known(trusted)), String(known(inUse) ?? ''), known(authority))
    return (
      wanted && { bytes: Buffer.from(wanted.map(pem => `${pem.trim()}\n`).join('')), count: wanted.length }
    )
  })
  if (content === undefined) return undefined
  const isFirst = trusted === null && content instanceof Unknown
  if (isFirst) return { content, about: { [COUNT]: 1 } }
  return content instanceof Unknown
    ? { content }
    : { content: contentOf(content.bytes), about: { [COUNT]: content.count } }
}

/** The field of a change with the number of authorities that the file then contains. */
const COUNT = 'authorities'

/** Returns the authorities that the file should contain; undefined if it is left unchanged. */
function bundle(
  trusted: readonly string[],
  inUse: string,
  authority: string | undefined,
): string[] | undefined {
  const signers = inUse === '' ? [] : trusted.filter(pem => isIssuedBy(inUse, pem))
  if (authority === undefined) return signers.length === 0 ? undefined : signers.slice(0, 1)
  return [authority, ...(isIssuedBy(inUse, authority) ? [] : signers)]
}

/** The maximum size of a bundle in bytes: each of its certificates is compared with the certificate in use. */
const LONGEST = 2 * 1024 * 1024

function certificatesIn(file: Buffer | null): string[] {
  if (file !== null && file.length > LONGEST)
    throw new TaskError('the bundle is larger than 2 MB, the limit', {
      hint: 'name a file with only the authorities of this service',
    })
  return String(file ?? '').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
