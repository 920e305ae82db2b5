/**
 * A certificate and its key, put in place together: whoever reads them finds the old pair or the new one, also where the run
 * is cut off in between.
 *
 *     - key_pair:
 *         certificate: "{{web_certificate.certificate}}"
 *         key: "{{web_certificate.key}}"
 *         certificate_path: /etc/web/tls.pem
 *         key_path: /etc/web/tls-key.pem
 *         owner: web
 */
import {
  absolutePath,
  attributeParams,
  defineTask,
  digestHex,
  type FilePlan,
  hostPath,
  inSync,
  keyMatches,
  mode,
  packContent,
  parentOf,
  plan,
  planFile,
  putFilesTogether,
  TaskError,
  text,
  type WantedFile,
  z,
} from '../src/task.ts'

const params = z.strictObject({
  certificate: text()
    .describe('The certificate in PEM; others of its chain may follow it.')
    .meta({ examples: ['{{web_certificate.certificate}}'] }),
  key: text()
    .describe('Its private key in PEM, not encrypted.')
    .meta({ examples: ['{{web_certificate.key}}'] }),
  certificate_path: hostPath()
    .describe('Where the certificate goes.')
    .meta({ examples: ['/etc/web/tls.pem'] }),
  key_path: hostPath()
    .describe('Where the key goes, in the same directory.')
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

export default defineTask<typeof params, FilePlan[]>({
  summary: 'Puts a certificate and its key on the host, both at once.',
  example: `- key_pair:
    certificate: "{{web_certificate.certificate}}"
    key: "{{web_certificate.key}}"
    certificate_path: /etc/web/tls.pem
    key_path: /etc/web/tls-key.pem
    owner: web
`,
  params,
  check: async ({ host, params }) => {
    const [certificatePath, keyPath] = await Promise.all(
      [params.certificate_path, params.key_path].map(path => absolutePath(host, path)),
    )
    if (certificatePath === undefined || keyPath === undefined) throw new Error('no paths')
    if (parentOf(certificatePath) !== parentOf(keyPath)) {
      throw new TaskError(`\`${certificatePath}\` and \`${keyPath}\` are not in one directory`, {
        hint: 'only there can both be put in place at once',
      })
    }
    refuseStrangers(params.certificate, params.key)
    const { owner, group } = params
    const wanted = (path: string, content: string, mode: string): WantedFile => {
      const bytes = Buffer.from(content)
      const sha256 = digestHex(bytes)
      return { path, owner, group, mode, sha256, size: bytes.length, source: packContent(bytes) }
    }
    const [key, certificate] = await Promise.all([
      planFile(host, wanted(keyPath, params.key, params.key_mode)),
      planFile(host, {
        ...wanted(certificatePath, params.certificate, params.mode),
        bytes: Buffer.from(params.certificate),
      }),
    ])
    const outputs = { certificate_path: certificatePath, key_path: keyPath }
    const planned = [key, certificate].filter(each => each.kind === 'plan')
    if (planned.length === 0) return inSync(outputs)
    return plan(
      planned.flatMap(({ changes }) => changes),
      planned.map(({ data }) => data),
      outputs,
    )
  },
  apply: ({ host, plan: { data } }) => putFilesTogether(host, data),
})

/** Throws TaskError where the key is not that of the certificate, before either gets to a host. */
function refuseStrangers(certificate: string, key: string): void {
  if (keyMatches(certificate, key)) return
  throw new TaskError('the key is not that of the certificate', {
    hint: 'both are PEM, and the key is not encrypted',
  })
}
