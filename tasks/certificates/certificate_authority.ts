/**
 * A certificate authority in a folder on the host, with the file layout of cfssl.
 *
 *     - certificate_authority:
 *         directory: /root/ssl
 *         CN: Example CA
 */
import { isDeepStrictEqual } from 'node:util'
import {
  type Change,
  type CheckContext,
  defineTask,
  hostPath,
  inSync,
  plan,
  z,
} from '../../src/authoring/task.ts'
import {
  closeKey,
  commonName,
  compareCertificate,
  documentChange,
  duration,
  isEnding,
  isIssuedBy,
  issueAuthority,
  issuedFiles,
  keyMatches,
  makeDirectory,
  mayIssue,
  milliseconds,
  openKeyChange,
  type PkiFiles,
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
  usagesParam,
  viewCertificate,
  viewKey,
  writeIssued,
} from '../../src/built-in.ts'

const params = z.strictObject({
  directory: hostPath()
    .describe('The folder that contains the files.')
    .meta({ examples: ['/root/ssl'] }),
  name: pkiName()
    .default('ca')
    .describe(
      'The base name of the files, such as `ca.pem`, `ca-key.pem`, `ca.csr`, `ca-csr.json` and `ca-config.json`.',
    )
    .meta({ examples: ['ca'] }),
  backend: z
    .enum(['cfssl', 'forge'])
    .default('cfssl')
    .describe(
      'Where keys and certificates are created: by `cfssl` on the host, or by `forge` on the controller, which needs no installation.',
    )
    .meta({ examples: ['forge'] }),
  CN: commonName()
    .describe('The common name.')
    .meta({ examples: ['Example CA'] }),
  ...requestParams,
  ca_expiry: duration()
    .default('87600h')
    .describe('How long the certificate of the authority is valid.')
    .meta({ examples: ['43800h'] }),
  default_expiry: duration()
    .default('8760h')
    .describe('How long certificates without a profile are valid.')
    .meta({ examples: ['8760h'] }),
  profile: z
    .string()
    .min(1)
    .default('peer')
    .describe('The name of the signing profile.')
    .meta({ examples: ['peer'] }),
  usages: usagesParam
    .default(['signing', 'key encipherment', 'server auth', 'client auth'])
    .describe('What certificates of this profile may be used for.')
    .meta({ examples: [['signing', 'key encipherment', 'server auth']] }),
  expiry: duration()
    .default('8760h')
    .describe('How long certificates of this profile are valid.')
    .meta({ examples: ['8760h'] }),
  renew_before: duration()
    .default('720h')
    .describe(
      'Issue the certificate of the authority again, with the same key, if it expires in less than this time.',
    )
    .meta({ examples: ['2160h'] }),
  cfssl_directory: hostPath()
    .default('/usr/local/bin')
    .describe('The folder that contains cfssl, if it is not in the `PATH`.')
    .meta({ examples: ['/root/local/bin'] }),
})

type Params = z.output<typeof params>

interface AuthorityPlan {
  /** The texts of `ca-config.json` and `ca-csr.json` if they are to be written. */
  readonly config: string | null
  readonly request: string | null
  /** What is created: nothing, a certificate for the existing key, or both. */
  readonly make: 'nothing' | 'certificate' | 'key and certificate'
  readonly closesKey: boolean
  readonly hasOld: boolean
}

export default defineTask({
  summary: 'Creates and renews a certificate authority: its configuration, its key and its certificate.',
  example: `- certificate_authority:
    directory: /root/ssl
    CN: Example CA
`,
  params,
  check: async context => {
    const { host, params } = context
    const prefix = prefixOf(params)
    const [files, { config, request }] = await Promise.all([readPki(host, prefix), documents(context)])
    const { make, change, signsSame } = judge(params, files, request)
    if (make !== 'nothing') await refuseWrongClock(host)
    const changes = [
      ...documentChange(`${prefix}-config.json`, files.config, config),
      ...documentChange(`${prefix}-csr.json`, files.request, request),
      ...(change ? [change] : []),
      ...(make === 'key and certificate' ? [] : openKeyChange(prefix, files)),
    ]
    if (changes.length === 0) return inSync(outputsOf(prefix, files))
    const made = plan(
      changes,
      {
        config: files.config === config ? null : config,
        request: files.request === request ? null : request,
        make,
        closesKey: openKeyChange(prefix, files).length > 0,
        hasOld: files.certificate !== null || files.key !== null,
      },
      make === 'nothing' ? outputsOf(prefix, files) : { path: `${prefix}.pem` },
    )
    if (make === 'nothing') return made
    const signer = signsSame ? (files.issued?.signer ?? files.certificate ?? request) : request
    return { ...made, predicts: issuedFiles(prefix, files, { asked: request, signer }) }
  },
  mayChange: ({ params }) => mayIssue(prefixOf(params)),
  apply: async context => {
    const { host, params } = context
    const { config, request, make, closesKey, hasOld } = context.plan.data
    const prefix = prefixOf(params)
    await makeDirectory(host, plainPath(params.directory))
    if (config !== null) await host.write({ path: `${prefix}-config.json`, content: config, mode: '0644' })
    if (request !== null) await host.write({ path: `${prefix}-csr.json`, content: request, mode: '0644' })
    if (make === 'nothing') return closesKey ? closeKey(host, prefix) : undefined
    const keepsKey = make === 'certificate'
    if (params.backend === 'cfssl') {
      const words = [
        '-initca',
        ...(keepsKey ? ['-ca-key', `${params.name}-key.pem`] : []),
        `${params.name}-csr.json`,
      ]
      await runCfssl(host, {
        ...{ directory: plainPath(params.directory), name: params.name },
        ...{ programs: params.cfssl_directory, words, backup: hasOld },
      })
    } else {
      const [files, wanted] = await Promise.all([readPki(host, prefix), documents(context)])
      const asked = readRequest(wanted.request, 'ca-csr.json')
      const oldKey = keepsKey ? (files.key ?? undefined) : undefined
      const issued = await issueAuthority(asked, milliseconds(asked.ca?.expiry ?? CFSSL_LASTS), oldKey)
      await writeIssued(host, prefix, issued, hasOld)
    }
    if (closesKey) await closeKey(host, prefix)
  },
})

/** How long cfssl lets an authority last whose request does not say. */
const CFSSL_LASTS = '43800h'

/** The wanted `ca-config.json` and `ca-csr.json`: from the templates, which a project may override. */
async function documents({ params, project }: Pick<CheckContext<Params>, 'params' | 'project'>) {
  const [config, request] = await Promise.all([
    project.render('ca-config.json.hbs', params),
    project.render('ca-csr.json.hbs', params),
  ])
  readProfile(config, params.profile, 'templates/ca-config.json.hbs')
  readRequest(request, 'templates/ca-csr.json.hbs')
  return { config, request }
}

/** What is to be made, as a change, and whether what the authority has signed stays good. */
interface Judgement {
  readonly make: AuthorityPlan['make']
  readonly change?: Change
  readonly signsSame?: boolean
}

/** Compares the key and the certificate with the request. */
function judge(params: Params, files: PkiFiles, text: string): Judgement {
  if (files.issued) return judgeIssued(params, files.issued.asked, text)
  const { certificate, key } = files
  const wanted = described(text)
  const { subject } = wanted
  const view = certificate === null ? undefined : viewCertificate(certificate)
  const make = key !== null && viewKey(key) === wanted.key ? 'certificate' : 'key and certificate'
  const resource = `certificate:${prefixOf(params)}.pem`
  if (view === undefined || certificate === null) {
    const before = certificate === null ? null : { certificate: 'cannot be read' }
    const action = certificate === null ? 'create' : 'update'
    return { make, change: { resource, action, before, after: wanted } }
  }
  const { before, after } = compareCertificate(view, {
    ...{ ...wanted, issuer: subject },
    ...{ is_ca: true, key_usage: ['cert sign', 'crl sign'] },
  })
  const faults = {
    ...(key !== null && keyMatches(certificate, key) ? {} : { key_matches: false }),
    ...(isIssuedBy(certificate, certificate) ? {} : { signed_by_itself: false }),
    ...(isEnding(view, params.renew_before, Date.now()) ? { not_after: view.not_after } : {}),
  }
  if (Object.keys({ ...after, ...faults }).length === 0) {
    return key === null
      ? { make, change: { resource, action: 'update', before: { key: null }, after } }
      : { make: 'nothing' }
  }
  // With the same name and key, what it signed stays good.
  const isOther = make === 'key and certificate' || 'subject' in after || 'key_matches' in faults
  const consequence: Record<string, string> = isOther
    ? { invalidates: 'every certificate that it has signed' }
    : {}
  return {
    make,
    signsSame: !isOther,
    change: {
      resource,
      action: 'update',
      before: { ...before, ...faults },
      after: { ...after, ...mended(faults), ...consequence },
    },
  }
}

/** Compares what an authority would be issued for by a task before, in a dry run, with the request. */
function judgeIssued(params: Params, asked: string, text: string): Judgement {
  if (asked === text) return { make: 'nothing' }
  const [before, after] = [described(asked), described(text)]
  return {
    make: 'certificate',
    signsSame: isDeepStrictEqual([before.subject, before.key], [after.subject, after.key]),
    change: { resource: `certificate:${prefixOf(params)}.pem`, action: 'update', before, after },
  }
}

/** What a request asks for, as a change shows it. */
function described(text: string) {
  const request = readRequest(text, 'ca-csr.json')
  const { key, ca } = request
  return { subject: subjectOf(request), key: `${key.algo} ${key.size}`, expiry: ca?.expiry ?? CFSSL_LASTS }
}

function mended(faults: Readonly<Record<string, unknown>>): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.keys(faults).map(fault => [fault, fault === 'not_after' ? 'renewed' : true]),
  )
}

function prefixOf({ directory, name }: Params): string {
  return `${plainPath(directory)}/${name}`
}

function outputsOf(prefix: string, { certificate, issued }: PkiFiles) {
  const path = `${prefix}.pem`
  if (issued) return { path, ...unissued(path, ['certificate', ...SHOWN]) }
  const view = viewCertificate(certificate ?? '')
  return {
    path,
    certificate: certificate ?? '',
    subject: view?.subject ?? [],
    not_after: view?.not_after ?? '',
    serial: view?.serial ?? '',
    fingerprint: view?.fingerprint ?? '',
  }
}

const SHOWN = ['subject', 'not_after', 'serial', 'fingerprint']
