/**
 * A certificate and its key, signed by an authority in the same directory of the host.
 *
 *     - certificate:
 *         directory: /root/ssl
 *         name: etcd
 *         hosts: [127.0.0.1, node1, 192.168.202.131]
 */
import { Buffer } from 'node:buffer'
import {
  alternativeNames,
  defineTask,
  differing,
  hostPath,
  hours,
  inSync,
  isIssuedBy,
  issueCertificate,
  type Json,
  keyMatches,
  oneOrMore,
  plan,
  profileParams,
  readPki,
  requestParams,
  runCfssl,
  Secret,
  sh,
  subjectLine,
  TaskError,
  text,
  toHours,
  usageFields,
  viewCertificate,
  z,
} from '../src/task.ts'

const params = z.strictObject({
  directory: hostPath()
    .default('/root/ssl')
    .describe('Where its files and those of the authority are.')
    .meta({ examples: ['/root/ssl'] }),
  name: text()
    .refine(name => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name), 'expected a file name without directories')
    .describe('What its files are named after: `etcd.pem`, `etcd-key.pem`, `etcd-csr.json`.')
    .meta({ examples: ['etcd'] }),
  ca: text()
    .default('ca')
    .describe('What the files of the authority are named after.')
    .meta({ examples: ['ca'] }),
  backend: z
    .enum(['cfssl', 'forge'])
    .default('cfssl')
    .describe('Who computes: cfssl on the host, or Drover with nothing to install.')
    .meta({ examples: ['forge'] }),
  ...requestParams,
  hosts: oneOrMore(text())
    .default([])
    .describe('The host names and addresses that it is for.')
    .meta({ examples: [['127.0.0.1', 'node1']] }),
  ...profileParams,
  renew_before: hours()
    .default('720h')
    .describe('It is issued again when less than this is left.')
    .meta({ examples: ['2160h'] }),
})

type Params = z.output<typeof params>

export default defineTask<typeof params, { request: string }>({
  summary: 'Keeps a certificate and its key, issued again only when it must be.',
  example: `- certificate:
    directory: /root/ssl
    name: etcd
    hosts: [127.0.0.1, node1, 192.168.202.131]
`,
  params,
  check: async ({ host, params }) => {
    const { directory, name } = params
    const [files, authority] = await Promise.all([
      readPki(host, directory, name),
      readPki(host, directory, params.ca),
    ])
    const found = files.certificate === null ? undefined : viewCertificate(files.certificate)
    const issuer = authority.certificate === null ? undefined : viewCertificate(authority.certificate)
    const wanted = {
      subject: subjectLine(params),
      ...(issuer ? { issuer: issuer.subject } : {}),
      names: alternativeNames(params.hosts),
      key: `${params.key.algo} ${params.key.size}`,
      isCA: false,
      ...usageFields(params.usages),
      hours: toHours(params.expiry),
    }
    const { before, after } = differing(found ?? {}, wanted)
    const wrong: Record<string, Json> = {}
    if (found !== undefined) {
      if (files.key === null || !keyMatches(files.certificate ?? '', files.key)) wrong.key_matches = false
      if (authority.certificate !== null && !isIssuedBy(files.certificate ?? '', authority.certificate))
        wrong.signed_by_authority = false
      if (Date.parse(found.notAfter) - Date.now() < toHours(params.renew_before) * 3_600_000)
        wrong.notAfter = found.notAfter
    }
    if (
      found !== undefined &&
      files.key !== null &&
      Object.keys(after).length === 0 &&
      Object.keys(wrong).length === 0
    ) {
      return inSync({
        path: `${directory}/${name}.pem`,
        certificate: files.certificate,
        ca: authority.certificate,
        key: new Secret(files.key),
        subject: found.subject,
        not_after: found.notAfter,
        serial: found.serial,
        fingerprint: found.fingerprint,
      })
    }
    const resource = `certificate:${directory}/${name}.pem`
    const change =
      found === undefined
        ? { resource, action: 'create', before: null, after }
        : { resource, action: 'renew', before: { ...before, ...wrong }, after }
    return plan([change], { request: requestText(params) })
  },
  apply: async ({ host, params, plan: { data } }) => {
    const { directory, name, ca } = params
    const [authority, old] = await Promise.all([readPki(host, directory, ca), readPki(host, directory, name)])
    if (authority.certificate === null || authority.key === null) {
      throw new TaskError(`there is no authority ${directory}/${ca}.pem with its key`, {
        hint: 'make one with `certificate_authority`',
      })
    }
    await host.write({ path: `${directory}/${name}-csr.json`, content: data.request, mode: '0644' })
    if (params.backend === 'cfssl') {
      const by = [
        `-ca=${ca}.pem`,
        `-ca-key=${ca}-key.pem`,
        `-config=${ca}-config.json`,
        `-profile=${params.profile}`,
      ]
      await runCfssl(host, directory, name, sh`cfssl gencert ${by} ${`${name}-csr.json`}`)
      return
    }
    const issued = await issueCertificate(
      { ...params, hours: toHours(params.expiry) },
      { certificate: authority.certificate, key: authority.key },
    )
    await host.write({
      path: `${directory}/${name}-key.pem`,
      content: Buffer.from(issued.key),
      mode: '0600',
      backup: old.key !== null,
    })
    await host.write({
      path: `${directory}/${name}.pem`,
      content: issued.certificate,
      mode: '0644',
      backup: old.certificate !== null,
    })
  },
})

/** The request in the form of the guide. */
function requestText({ CN, hosts, key, names }: Params): string {
  return `${JSON.stringify({ CN, hosts, key, names }, null, 2)}\n`
}
