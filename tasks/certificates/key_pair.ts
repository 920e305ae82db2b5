/**
 * A certificate and its key, put in place together: whoever reads them finds the old pair or the new one, also if the run
 * is interrupted in between.
 *
 *     - key_pair:
 *         certificate: "{{web_certificate.certificate}}"
 *         key: "{{web_certificate.key}}"
 *         certificate_path: /etc/web/tls.pem
 *         key_path: /etc/web/tls-key.pem
 *         owner: web
 */
import {
  defineTask,
  hostPath,
  inSync,
  known,
  mode,
  orUnknown,
  orUnknownAnswer,
  type Plan,
  plan,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { keyMatches } from '../../src/built-in/certificates.ts'
import {
  attributeParams,
  attributesIn,
  contentOf,
  explainFiles,
  type FileContent,
  type FilePlan,
  parentOf,
  planFile,
  putFilesTogether,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z.strictObject({
  certificate: text()
    .describe('The certificate in PEM. The certificates of its chain may follow it.')
    .meta({ examples: ['{{web_certificate.certificate}}'] }),
  key: text()
    .describe('The private key of the certificate in PEM, not encrypted.')
    .meta({ examples: ['{{web_certificate.key}}'] }),
  certificate_path: hostPath()
    .describe('The path of the certificate on the host.')
    .meta({ examples: ['/etc/web/tls.pem'] }),
  key_path: hostPath()
    .describe('The path of the key on the host, in the same folder.')
    .meta({ examples: ['/etc/web/tls-key.pem'] }),
  owner: attributeParams.owner,
  group: attributeParams.group,
  mode: mode()
    .default('0644')
    .describe('File mode of the certificate.')
    .meta({ examples: ['0644'] }),
  key_mode: mode()
    .default('0600')
    .describe('File mode of the key.')
    .meta({ examples: ['0640'] }),
})

export default defineTask({
  summary: 'Installs a certificate and its key on the host, and replaces both at once.',
  example: `- key_pair:
    certificate: "{{web_certificate.certificate}}"
    key: "{{web_certificate.key}}"
    certificate_path: /etc/web/tls.pem
    key_path: /etc/web/tls-key.pem
    owner: web
`,
  params,
  outputs: {
    certificate_path: 'The absolute path of the certificate.',
    key_path: 'The absolute path of the key.',
  },
  check: async ({ host, params }) => {
    const [certificatePath, keyPath] = await Promise.all(
      [params.certificate_path, params.key_path].map(path => absolutePath(host, path)),
    )
    if (certificatePath === undefined || keyPath === undefined) throw new Error('no paths')
    if (parentOf(certificatePath) !== parentOf(keyPath)) {
      throw new TaskError(`\`${certificatePath}\` and \`${keyPath}\` are not in one directory`, {
        hint: 'two files can be replaced at once only within one directory',
      })
    }
    const [pem, keyPem] = [orUnknown(() => params.certificate), orUnknown(() => params.key)]
    if (!(pem instanceof Unknown) && !(keyPem instanceof Unknown)) refuseMismatch(pem, keyPem)
    const attributes = attributesIn(params)
    const outputs = { certificate_path: certificatePath, key_path: keyPath }
    const [key, certificate] = await Promise.all([
      orUnknownAnswer(
        planFile(host, {
          ...attributes,
          mode: orUnknown(() => params.key_mode),
          ...{ path: keyPath, content: secretContent(keyPem) },
        }),
      ),
      orUnknownAnswer(
        planFile(host, {
          ...attributes,
          ...{ path: certificatePath, content: pem instanceof Unknown ? pem : contentOf(Buffer.from(pem)) },
        }),
      ),
    ])
    const all = [key, certificate]
    const planned = all.filter(each => !(each instanceof Unknown) && each.kind === 'plan') as Plan<FilePlan>[]
    const open = all.find(each => each instanceof Unknown)
    if (planned.length === 0 && open instanceof Unknown) return known<never>(open)
    if (planned.length === 0) return inSync(outputs)
    // If one of the two files is certainly replaced, both are, even if the other is unknown.
    return plan(
      planned.flatMap(({ changes }) => changes),
      planned.map(({ data }) => data),
      outputs,
    )
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.certificate_path, params.key_path]),
  apply: ({ host, plan: { data } }) => putFilesTogether(host, data),
})

/** Returns the content of a file without its bytes: a key is never shown in a diff. */
function secretContent(pem: string | Unknown): FileContent | Unknown {
  if (pem instanceof Unknown) return pem
  const { bytes: _, ...content } = contentOf(Buffer.from(pem))
  return content
}

/** Throws TaskError if the key does not belong to the certificate, before either is sent to a host. */
function refuseMismatch(certificate: string, key: string): void {
  if (keyMatches(certificate, key)) return
  throw new TaskError('the key does not belong to the certificate', {
    hint: 'both must be PEM, and the key must be unencrypted',
  })
}
