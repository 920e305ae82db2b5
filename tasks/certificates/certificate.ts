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
  assertDefined,
  closeKey,
  commonName,
  commonNameOf,
  compareCertificate,
  documentChange,
  duration,
  hostsOf,
  isEnding,
  isIssuedBy,
  issueCertificate,
  issuedFiles,
  keyMatches,
  makeDirectory,
  mayIssue,
  milliseconds,
  openKeyChange,
  type PkiFiles,
  type Profile,
  pkiName,
  plainPath,
  readPki,
  readProfile,
  readRequest,
  refuseWrongClock,
  requestParams,
  runCfssl,
  subjectOf,
  unissued,
  usagesOf,
  usagesParam,
  viewCertificate,
  writeIssued,
} from '../../src/built-in.ts'

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
      "The base name of the authority's files. If they are in another folder, their full path without `.pem`.",
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
      'The common name. If absent, the first name in `hosts`, or the first address if there is no name.',
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
    .describe('What the certificate may be used for. If absent, the usages of the profile.')
    .meta({ examples: [['signing', 'key encipherment', 'server auth']] }),
  expiry: duration()
    .optional()
    .describe('How long the certificate is valid. If absent, the expiry of the profile.')
    .meta({ examples: ['8760h'] }),
  renew_before: duration()
    .default('720h')
    .describe('Issue the certificate again if it expires in less than this time.')
    .meta({ examples: ['2160h'] }),
  cfssl_directory: hostPath()
    .default('/usr/local/bin')
    .describe('The folder that contains cfssl, if it is not in the `PATH`.')
    .meta({ examples: ['/root/local/bin'] }),
})

const params = fields.refine(({ CN, hosts }) => (CN ?? commonNameOf(hosts)) !== undefined, {
  path: ['hosts'],
  message: 'expected names and addresses, or a `CN`',
})

type Params = z.output<typeof params>

interface CertificatePlan {
  /** The text of `NAME-csr.json` if it is to be written. */
  readonly request: string | null
  readonly issues: boolean
  readonly closesKey: boolean
}

export default defineTask({
  summary: 'Issues a certificate and its key, and issues them again only if necessary.',
  example: `- certificate:
    directory: /root/ssl
    name: etcd
    hosts: [127.0.0.1, node1, 192.168.202.131]
  register: etcd_certificate
`,
  params,
  check: async context => {
    const { host, params } = context
    const prefix = prefixOf(params)
    const [files, authority, request] = await Promise.all([
      readPki(host, prefix),
      readPki(host, authorityOf(params)),
      requestOf(context),
    ])
    const asked = askedOf(params, authority, request)
    const isIssued = files.issued?.asked === asked
    const change = isIssued ? undefined : judge(params, files, authority, request)
    if (change) await Promise.all([refuseUnready(host, params), refuseWrongClock(host)])
    const isAsked = files.request === request
    const changes: Change[] = [
      ...documentChange(`${prefix}-csr.json`, files.request, request),
      ...(change ? [change] : openKeyChange(prefix, files)),
    ]
    if (changes.length === 0) return inSync(outputsOf(params, files, authority))
    const made = plan(
      changes,
      {
        request: isAsked ? null : request,
        issues: change !== undefined,
        closesKey: change === undefined && openKeyChange(prefix, files).length > 0,
      },
      // Who trusts the authority need not wait for the certificate to be issued.
      { path: `${prefix}.pem`, ...authorityOutput(params, authority) },
    )
    return { ...made, predicts: change ? issuedFiles(prefix, files, { asked }) : [] }
  },
  mayChange: ({ params }) => mayIssue(prefixOf(params)),
  apply: async context => {
    const { host, params, plan } = context
    const { request, issues, closesKey } = plan.data
    const prefix = prefixOf(params)
    const authority = await readPki(host, authorityOf(params))
    if (issues) await refuseUnready(host, params)
    await makeDirectory(host, plainPath(params.directory))
    if (request !== null) await host.write({ path: `${prefix}-csr.json`, content: request, mode: '0644' })
    if (closesKey) await closeKey(host, prefix)
    if (!issues) return
    if (params.backend === 'cfssl') return byCfssl(context)
    const { usages, expiry } = profileOf(params, authority)
    const asked = readRequest(await requestOf(context), `${params.name}-csr.json`)
    const issued = await issueCertificate(asked, usages, milliseconds(expiry), {
      certificate: assertDefined(authority.certificate, `the certificate ${authorityOf(params)}.pem`),
      key: assertDefined(authority.key, `the key of ${authorityOf(params)}.pem`),
    })
    await writeIssued(host, prefix, issued, false)
  },
})

function byCfssl({
  host,
  params,
}: Pick<ApplyContext<Params, CertificatePlan>, 'host' | 'params'>): Promise<void> {
  const ca = authorityOf(params)
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

/** The wanted request: from the template, which a project may override. */
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

/** Why it must be issued, as a change; nothing if it is in sync. */
function judge(params: Params, files: PkiFiles, authority: PkiFiles, text: string): Change | undefined {
  const request = readRequest(text, `${params.name}-csr.json`)
  const signer = signerOf(authority)
  const issuer = issuerOf(authority, `${params.ca}-csr.json`)
  // A missing authority may be created by an earlier task.
  const profile =
    authority.config === null && !hasOwnProfile(params) ? undefined : profileOf(params, authority)
  const wanted = {
    subject: subjectOf(request),
    ...(issuer ? { issuer } : {}),
    hosts: hostsOf(request),
    key: `${request.key.algo} ${request.key.size}`,
    is_ca: false,
    ...(profile ? usagesOf(profile) : {}),
  }
  const resource = `certificate:${prefixOf(params)}.pem`
  const view = files.certificate === null ? undefined : viewCertificate(files.certificate)
  if (view === undefined || files.certificate === null) {
    const isThere = files.certificate !== null
    const after = { ...wanted, ...(profile ? { expiry: profile.expiry } : {}) }
    const before = isThere ? { certificate: 'cannot be read' } : null
    return {
      resource,
      action: isThere ? 'update' : 'create',
      before,
      after: after as Change['after'] & object,
    }
  }
  const lasts = `${Math.round((Date.parse(view.not_after) - Date.parse(view.not_before)) / 1000)}s`
  const { before, after } = compareCertificate(view, { ...wanted, expiry: profile?.expiry ?? lasts })
  const isSigned =
    issuer !== undefined && signer !== null && signer !== undefined && isIssuedBy(files.certificate, signer)
  const faults = {
    ...(files.key !== null && keyMatches(files.certificate, files.key) ? {} : { key_matches: false }),
    ...(isSigned ? {} : { signed_by_authority: false }),
    ...(isEnding(view, params.renew_before, Date.now()) ? { not_after: view.not_after } : {}),
  }
  if (Object.keys({ ...after, ...faults }).length === 0) return undefined
  const mended = Object.keys(faults).map(fault => [fault, fault === 'not_after' ? 'renewed' : true])
  return {
    resource,
    action: 'update',
    before: { ...before, ...faults },
    after: { ...after, ...Object.fromEntries(mended) },
  }
}

function profileOf(params: Params, { config }: PkiFiles): Profile {
  const { usages, expiry, profile } = params
  if (usages !== undefined && expiry !== undefined) return { usages, expiry }
  const found = readProfile(config ?? '{}', profile, `${authorityOf(params)}-config.json`)
  return { usages: usages ?? found.usages, expiry: expiry ?? found.expiry }
}

/** Everything that a certificate depends on, as one text: equal for two tasks that would issue the same certificate. */
function askedOf(params: Params, authority: PkiFiles, request: string): string {
  const { usages, expiry, profile } = params
  const by = signerOf(authority)
  return JSON.stringify({ request, usages, expiry, profile, config: authority.config, by })
}

/**
 * The certificate of the authority; in a dry run, an earlier one that signs the same, or the one it would be
 * issued for.
 */
function signerOf({ certificate, issued }: PkiFiles): string | null {
  return issued?.signer ?? certificate
}

/** The subject of the authority, also of one that a task before would issue; nothing where there is none. */
function issuerOf(authority: PkiFiles, place: string): readonly string[] | undefined {
  const signer = signerOf(authority)
  if (signer === null) return undefined
  const view = viewCertificate(signer)
  return view ? view.subject : authority.issued && subjectOf(readRequest(signer, place))
}

function hasOwnProfile({ usages, expiry }: Params): boolean {
  return usages !== undefined && expiry !== undefined
}

/** An authority that an earlier task would create counts as existing. */
async function refuseUnready(host: ReadHost, params: Params): Promise<void> {
  const ca = authorityOf(params)
  const endings = ['.pem', '-key.pem', ...(params.backend === 'cfssl' ? ['-config.json'] : [])]
  const paths = endings.map(ending => `${ca}${ending}`)
  const isThere = await Promise.all(paths.map(path => host.ask(pathExists(path))))
  const missing = paths.filter((_, nth) => !isThere[nth])
  if (missing.length === 0) return
  throw new TaskError(`the authority does not exist: ${missing.join(', ')} missing`, {
    hint: 'create it with the task type `certificate_authority` on the same host',
  })
}

function prefixOf({ directory, name }: Params): string {
  return `${plainPath(directory)}/${name}`
}

function authorityOf({ directory, ca }: Params): string {
  return ca.startsWith('/') ? ca : `${plainPath(directory)}/${ca}`
}

function outputsOf(params: Params, { certificate, key, issued }: PkiFiles, authority: PkiFiles) {
  const path = `${prefixOf(params)}.pem`
  const ca = authorityOutput(params, authority)
  if (issued) return { path, ...ca, ...unissued(path, ['certificate', 'key', ...SHOWN]) }
  const view = viewCertificate(certificate ?? '')
  return {
    path,
    certificate,
    ...ca,
    key: new Secret(key ?? ''),
    subject: view?.subject ?? [],
    issuer: view?.issuer ?? [],
    not_after: view?.not_after ?? '',
    serial: view?.serial ?? '',
    fingerprint: view?.fingerprint ?? '',
  }
}

/** The certificate of the authority, where it is there or a task before would issue it. */
function authorityOutput(params: Params, { certificate, issued }: PkiFiles): { readonly ca?: unknown } {
  if (issued) return unissued(`${authorityOf(params)}.pem`, ['ca'])
  return certificate === null ? {} : { ca: certificate }
}

const SHOWN = ['subject', 'issuer', 'not_after', 'serial', 'fingerprint']
