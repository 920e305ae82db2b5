/**
 * A certificate authority in a directory of the host, as cfssl lays it out.
 *
 *     - certificate_authority:
 *         directory: /root/ssl
 *         CN: frognew
 */
import { Buffer } from 'node:buffer'
import {
  type Change,
  defineTask,
  differing,
  hostPath,
  hours,
  inSync,
  issueAuthority,
  keyMatches,
  type Outputs,
  plan,
  profileParams,
  readPki,
  readText,
  requestParams,
  runCfssl,
  sh,
  subjectLine,
  TaskError,
  text,
  toHours,
  viewCertificate,
  z,
} from '../src/task.ts'

const params = z.strictObject({
  directory: hostPath()
    .default('/root/ssl')
    .describe('Where its files are.')
    .meta({ examples: ['/root/ssl'] }),
  name: text()
    .default('ca')
    .describe(
      'What its files are named after: `ca.pem`, `ca-key.pem`, `ca.csr`, `ca-csr.json`, `ca-config.json`.',
    )
    .meta({ examples: ['ca'] }),
  backend: z
    .enum(['cfssl', 'forge'])
    .default('cfssl')
    .describe('Who computes: cfssl on the host, or Drover with nothing to install.')
    .meta({ examples: ['forge'] }),
  ...requestParams,
  ca_expiry: hours()
    .default('43800h')
    .describe('How long the authority itself lasts.')
    .meta({ examples: ['87600h'] }),
  default_expiry: hours()
    .default('8760h')
    .describe('How long certificates of no profile last.')
    .meta({ examples: ['8760h'] }),
  ...profileParams,
  renew_before: hours()
    .default('720h')
    .describe('It is made anew, with the same key, when less than this is left.')
    .meta({ examples: ['2160h'] }),
})

type Params = z.output<typeof params>

interface AuthorityPlan {
  readonly config: boolean
  readonly request: boolean
  readonly issue: 'new key' | 'same key' | null
}

export default defineTask<typeof params, AuthorityPlan>({
  summary: 'Keeps a certificate authority: its configuration, its key and its certificate.',
  example: `- certificate_authority:
    directory: /root/ssl
    CN: frognew
`,
  params,
  check: async ({ host, params }) => {
    const { directory, name } = params
    const [files, config] = await Promise.all([
      readPki(host, directory, name),
      readText(host, `${directory}/${name}-config.json`),
    ])
    const found = files.certificate === null ? undefined : viewCertificate(files.certificate)
    const changes: Change[] = []
    if (config !== configText(params))
      changes.push(textChange(`${directory}/${name}-config.json`, config, configText(params)))
    if (files.request !== requestText(params))
      changes.push(textChange(`${directory}/${name}-csr.json`, files.request, requestText(params)))
    const wanted = {
      subject: subjectLine(params),
      issuer: subjectLine(params),
      key: `${params.key.algo} ${params.key.size}`,
      isCA: true,
    }
    const { before, after } = differing(found ?? {}, wanted)
    const isOwnKey =
      files.certificate !== null && files.key !== null && keyMatches(files.certificate, files.key)
    const isEnding =
      found !== undefined &&
      Date.parse(found.notAfter) - Date.now() < toHours(params.renew_before) * 3_600_000
    let issue: AuthorityPlan['issue'] = null
    if (found === undefined || !isOwnKey || Object.keys(after).length > 0) issue = 'new key'
    else if (isEnding) issue = 'same key'
    if (issue !== null) {
      changes.push({
        resource: `certificate:${directory}/${name}.pem`,
        action: found === undefined ? 'create' : 'renew',
        before:
          found === undefined
            ? null
            : {
                ...before,
                ...(isOwnKey ? {} : { key_matches: false }),
                ...(isEnding ? { notAfter: found.notAfter } : {}),
              },
        after: {
          ...after,
          ...(found !== undefined && issue === 'new key'
            ? { invalidates: 'every certificate that it signed' }
            : {}),
        },
      })
    }
    if (changes.length > 0) {
      return plan(changes, {
        config: config !== configText(params),
        request: files.request !== requestText(params),
        issue,
      })
    }
    return inSync(outputsOf(params, files.certificate ?? ''))
  },
  apply: async ({ host, params, plan: { data } }) => {
    const { directory, name } = params
    await host.run(sh`test -d ${directory} || mkdir -p -m 0700 -- ${directory}`, {
      title: `make ${directory}`,
    })
    if (data.config)
      await host.write({
        path: `${directory}/${name}-config.json`,
        content: configText(params),
        mode: '0644',
      })
    if (data.request)
      await host.write({ path: `${directory}/${name}-csr.json`, content: requestText(params), mode: '0644' })
    if (data.issue === null) return
    const files = await readPki(host, directory, name)
    if (params.backend === 'cfssl') {
      const key = data.issue === 'same key' ? ['-ca-key', `${name}-key.pem`] : []
      await runCfssl(host, directory, name, sh`cfssl gencert -initca ${key} ${`${name}-csr.json`}`)
      if (data.issue === 'same key' && files.key !== null)
        await host.run(sh`test -s ${`${directory}/${name}-key.pem`}`)
      return
    }
    const { key, certificate } = await issueAuthority(
      { ...params, hours: toHours(params.ca_expiry) },
      data.issue === 'same key' ? (files.key ?? undefined) : undefined,
    )
    if (viewCertificate(certificate) === undefined)
      throw new TaskError('the certificate that was made cannot be read back')
    // Key first: a run that is cut off here leaves a mismatch, which the next check sees.
    await host.write({
      path: `${directory}/${name}-key.pem`,
      content: Buffer.from(key),
      mode: '0600',
      backup: files.key !== null && data.issue === 'new key',
    })
    await host.write({
      path: `${directory}/${name}.pem`,
      content: certificate,
      mode: '0644',
      backup: files.certificate !== null,
    })
  },
})

/** The request and configuration in the form of the guide. */
function requestText({ CN, names, key, ca_expiry }: Params): string {
  return `${JSON.stringify({ CN, key, names, ca: { expiry: ca_expiry } }, null, 2)}\n`
}

function configText({ default_expiry, profile, usages, expiry }: Params): string {
  return `${JSON.stringify({ signing: { default: { expiry: default_expiry }, profiles: { [profile]: { usages, expiry } } } }, null, 2)}\n`
}

function textChange(path: string, before: string | null, after: string): Change {
  return {
    resource: `file:${path}`,
    action: before === null ? 'create' : 'update',
    text: { before: before ?? '', after },
  }
}

function outputsOf({ directory, name }: Params, certificate: string): Outputs {
  const view = viewCertificate(certificate)
  return {
    path: `${directory}/${name}.pem`,
    certificate,
    subject: view?.subject,
    not_after: view?.notAfter,
    fingerprint: view?.fingerprint,
  }
}
