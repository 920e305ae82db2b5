/**
 * A certificate authority in a folder on the host, with the file layout of cfssl.
 *
 *     - certificate_authority:
 *         directory: /root/ssl
 *         CN: Example CA
 */
import { type CheckContext, defineTask, hostPath, inSync, plan, z } from '../../src/authoring/task.ts'
import {
  type AuthorityChange,
  authorityChange,
  CERTIFICATE_OUTPUTS,
  CFSSL_LASTS,
  certificateOutputs,
  certificatePrefix,
  closeKey,
  commonName,
  documentChange,
  duration,
  issueAuthority,
  issuedFiles,
  makeDirectory,
  mayIssue,
  milliseconds,
  openKeyChange,
  type PkiFiles,
  pkiName,
  readPki,
  readProfile,
  readRequest,
  refuseWrongClock,
  requestParams,
  runCfssl,
  usagesParam,
  writeIssued,
} from '../../src/built-in/certificates.ts'
import { BACKUPS_OUTPUTS } from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'

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
    .describe('The folder that contains cfssl. Needed only if cfssl is not in the `PATH`.')
    .meta({ examples: ['/root/local/bin'] }),
})

type Params = z.output<typeof params>

interface AuthorityPlan {
  /** The texts of `ca-config.json` and `ca-csr.json` if they must be written. */
  readonly config: string | null
  readonly request: string | null
  readonly make: AuthorityChange['make']
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
  outputs: {
    path: 'The path of the certificate.',
    ...CERTIFICATE_OUTPUTS,
    ...BACKUPS_OUTPUTS,
  },
  check: async context => {
    const { host, params } = context
    const prefix = certificatePrefix(params)
    const [files, { config, request }] = await Promise.all([readPki(host, prefix), documents(context)])
    const { make, change, signsSame } = authorityChange(params, files, request)
    if (make !== 'nothing') await refuseWrongClock(host)
    const changes = [
      ...documentChange(`${prefix}-config.json`, files.config, config),
      ...documentChange(`${prefix}-csr.json`, files.request, request),
      ...(change ? [change] : []),
      ...(make === 'key and certificate' ? [] : openKeyChange(prefix, files)),
    ]
    if (changes.length === 0) return inSync(outputsOf(prefix, files))
    const planned = plan<AuthorityPlan>(
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
    if (make === 'nothing') return planned
    const signer = signsSame ? (files.issued?.signer ?? files.certificate ?? request) : request
    return { ...planned, predicts: issuedFiles(prefix, files, { asked: request, signer }) }
  },
  mayChange: ({ params }) => mayIssue(certificatePrefix(params)),
  apply: async context => {
    const { host, params } = context
    const { config, request, make, closesKey, hasOld } = context.plan.data
    const prefix = certificatePrefix(params)
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

/** Renders `ca-config.json` and `ca-csr.json` from their templates, which a project may override. */
async function documents({ params, project }: Pick<CheckContext<Params>, 'params' | 'project'>) {
  const [config, request] = await Promise.all([
    project.render('ca-config.json.hbs', params),
    project.render('ca-csr.json.hbs', params),
  ])
  readProfile(config, params.profile, 'templates/ca-config.json.hbs')
  readRequest(request, 'templates/ca-csr.json.hbs')
  return { config, request }
}

function outputsOf(prefix: string, files: PkiFiles) {
  const path = `${prefix}.pem`
  return { path, ...certificateOutputs(path, files, ['subject', 'not_after', 'serial', 'fingerprint']) }
}
