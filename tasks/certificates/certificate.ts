/**
 * A certificate and its key, signed by an authority on the same host and issued again only if necessary.
 *
 *     - certificate:
 *         directory: /root/ssl
 *         name: etcd
 *         hosts: [127.0.0.1, node1, 192.168.202.131]
 *       register: etcd_certificate
 */
import {
  type ApplyContext,
  type Change,
  type CheckContext,
  defineTask,
  hostPath,
  inSync,
  oneOrMore,
  pathExists,
  plan,
  type ReadHost,
  Secret,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  authorityPrefix,
  CERTIFICATE_OUTPUTS,
  certificateChange,
  certificateInputs,
  certificateOutputs,
  certificatePrefix,
  closeKey,
  commonName,
  commonNameOf,
  documentChange,
  duration,
  issueCertificate,
  issuedFiles,
  makeDirectory,
  mayIssue,
  milliseconds,
  openKeyChange,
  type PkiFiles,
  pkiName,
  profileOf,
  readPki,
  readRequest,
  refuseWrongClock,
  requestParams,
  runCfssl,
  unissued,
  usagesParam,
  writeIssued,
} from '../../src/built-in/certificates.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { assertDefined } from '../../src/built-in/params.ts'

const fields = z.strictObject({
  directory: hostPath()
    .describe('The folder that contains the files.')
    .meta({ examples: ['/root/ssl'] }),
  name: pkiName()
    .describe(
      'The base name of the files, such as `etcd.pem`, `etcd-key.pem`, `etcd.csr` and `etcd-csr.json`.',
    )
    .meta({ examples: ['etcd'] }),
  ca: z
    .union([pkiName(), hostPath()])
    .default('ca')
    .describe(
      "The base name of the authority's files. If they are in another folder, give their full path without `.pem`.",
    )
    .meta({ examples: ['ca', '/srv/pki/ca'] }),
  backend: z
    .enum(['cfssl', 'forge'])
    .default('cfssl')
    .describe(
      'Where keys and certificates are created: by `cfssl` on the host, or by `forge` on the controller, which needs no installation.',
    )
    .meta({ examples: ['forge'] }),
  CN: commonName()
    .optional()
    .describe(
      'The common name. Default: the first host name in `hosts`, or the first address if `hosts` contains no host name.',
    )
    .meta({ examples: ['etcd'] }),
  ...requestParams,
  hosts: oneOrMore(text())
    .default([])
    .describe('The host names and addresses that the certificate is valid for.')
    .meta({ examples: [['127.0.0.1', 'node1']] }),
  profile: z
    .string()
    .min(1)
    .default('peer')
    .describe("The name of the signing profile in the authority's `ca-config.json`.")
    .meta({ examples: ['peer'] }),
  usages: usagesParam
    .optional()
    .describe('What the certificate may be used for. Default: the usages of the profile.')
    .meta({ examples: [['signing', 'key encipherment', 'server auth']] }),
  expiry: duration()
    .optional()
    .describe('How long the certificate is valid. Default: the expiry of the profile.')
    .meta({ examples: ['8760h'] }),
  renew_before: duration()
    .default('720h')
    .describe('Issue the certificate again if it expires in less than this time.')
    .meta({ examples: ['2160h'] }),
  cfssl_directory: hostPath()
    .default('/usr/local/bin')
    .describe('The folder that contains cfssl. Needed only if cfssl is not in the `PATH`.')
    .meta({ examples: ['/root/local/bin'] }),
})

const params = fields.refine(({ CN, hosts }) => (CN ?? commonNameOf(hosts)) !== undefined, {
  path: ['hosts'],
  message: 'expected names and addresses, or a `CN`',
})

type Params = z.output<typeof params>

interface CertificatePlan {
  /** The text of `NAME-csr.json` if it must be written. */
  readonly request: string | null
  readonly issues: boolean
  readonly closesKey: boolean
}

export default defineTask({
  summary: 'Issues a certificate and its key. Issues them again only if necessary.',
  example: `- certificate:
    directory: /root/ssl
    name: etcd
    hosts: [127.0.0.1, node1, 192.168.202.131]
  register: etcd_certificate
`,
  params,
  outputs: {
    path: 'The path of the certificate.',
    ...CERTIFICATE_OUTPUTS,
    issuer: 'The fields of the issuer, such as `CN=etcd`, as a sorted list.',
    key: 'The key in PEM, as a secret.',
    ca: 'The certificate of the authority in PEM.',
  },
  check: async context => {
    const { host, params } = context
    const prefix = certificatePrefix(params)
    const [files, authority, request] = await Promise.all([
      readPki(host, prefix),
      readPki(host, authorityPrefix(params)),
      requestOf(context),
    ])
    const asked = certificateInputs(params, authority, request)
    const isIssued = files.issued?.asked === asked
    const change = isIssued ? undefined : certificateChange(params, files, authority, request)
    if (change) await Promise.all([refuseUnready(host, params), refuseWrongClock(host)])
    const isAsked = files.request === request
    const changes: Change[] = [
      ...documentChange(`${prefix}-csr.json`, files.request, request),
      ...(change ? [change] : openKeyChange(prefix, files)),
    ]
    if (changes.length === 0) return inSync(outputsOf(params, files, authority))
    const planned = plan(
      changes,
      {
        request: isAsked ? null : request,
        issues: change !== undefined,
        closesKey: change === undefined && openKeyChange(prefix, files).length > 0,
      },
      // A task that uses the authority does not have to wait until the certificate is issued.
      { path: `${prefix}.pem`, ...authorityOutput(params, authority) },
    )
    return { ...planned, predicts: change ? issuedFiles(prefix, files, { asked }) : [] }
  },
  mayChange: ({ params }) => mayIssue(certificatePrefix(params)),
  apply: async context => {
    const { host, params, plan } = context
    const { request, issues, closesKey } = plan.data
    const prefix = certificatePrefix(params)
    const authority = await readPki(host, authorityPrefix(params))
    if (issues) await refuseUnready(host, params)
    await makeDirectory(host, plainPath(params.directory))
    if (request !== null) await host.write({ path: `${prefix}-csr.json`, content: request, mode: '0644' })
    if (closesKey) await closeKey(host, prefix)
    if (!issues) return
    if (params.backend === 'cfssl') return byCfssl(context)
    const { usages, expiry } = profileOf(params, authority)
    const asked = readRequest(await requestOf(context), `${params.name}-csr.json`)
    const issued = await issueCertificate(asked, usages, milliseconds(expiry), {
      certificate: assertDefined(authority.certificate, `the certificate ${authorityPrefix(params)}.pem`),
      key: assertDefined(authority.key, `the key of ${authorityPrefix(params)}.pem`),
    })
    await writeIssued(host, prefix, issued, false)
  },
})

function byCfssl({
  host,
  params,
}: Pick<ApplyContext<Params, CertificatePlan>, 'host' | 'params'>): Promise<void> {
  const ca = authorityPrefix(params)
  return runCfssl(host, {
    ...{ directory: plainPath(params.directory), name: params.name },
    programs: params.cfssl_directory,
    words: [
      ...[
        `-ca=${ca}.pem`,
        `-ca-key=${ca}-key.pem`,
        `-config=${ca}-config.json`,
        `-profile=${params.profile}`,
      ],
      `${params.name}-csr.json`,
    ],
    backup: false,
  })
}

/** Renders the signing request from its template, which a project may override. */
async function requestOf({
  params,
  project,
}: Pick<CheckContext<Params>, 'params' | 'project'>): Promise<string> {
  const text = await project.render('certificate-csr.json.hbs', {
    ...params,
    CN: params.CN ?? commonNameOf(params.hosts),
  })
  readRequest(text, 'templates/certificate-csr.json.hbs')
  return text
}

/**
 * Throws TaskError if the authority does not exist. One that an earlier task of a dry run would create counts as
 * existing.
 */
async function refuseUnready(host: ReadHost, params: Params): Promise<void> {
  const ca = authorityPrefix(params)
  const endings = ['.pem', '-key.pem', ...(params.backend === 'cfssl' ? ['-config.json'] : [])]
  const paths = endings.map(ending => `${ca}${ending}`)
  const isThere = await Promise.all(paths.map(path => host.ask(pathExists(path))))
  const missing = paths.filter((_, nth) => !isThere[nth])
  if (missing.length === 0) return
  throw new TaskError(`the authority does not exist: ${missing.join(', ')} missing`, {
    hint: 'create it with the task type `certificate_authority` on the same host',
  })
}

function outputsOf(params: Params, files: PkiFiles, authority: PkiFiles) {
  const path = `${certificatePrefix(params)}.pem`
  return {
    path,
    ...certificateOutputs(path, files, ['subject', 'issuer', 'not_after', 'serial', 'fingerprint']),
    ...authorityOutput(params, authority),
    ...(files.issued ? unissued(path, ['key']) : { key: new Secret(files.key ?? '') }),
  }
}

/**
 * Returns the output `ca`: the certificate of the authority; unknown if an earlier task would issue it, absent if it
 * does not exist.
 */
function authorityOutput(params: Params, { certificate, issued }: PkiFiles): { readonly ca?: unknown } {
  if (issued) return unissued(`${authorityPrefix(params)}.pem`, ['ca'])
  return certificate === null ? {} : { ca: certificate }
}
