/**
 * A certificate for a signing request or a key, signed by the key itself or by an authority. Keys are read into the memory of the
 * controller, which signs: the host needs no program.
 *
 *     - x509_certificate:
 *         path: /etc/ssl/web.pem
 *         csr_path: /etc/ssl/web.csr
 *         provider: ownca
 *         ownca_path: /etc/ssl/ca.pem
 *         ownca_privatekey_path: /etc/ssl/private/ca.pem
 */
import { defineTask, fileContent, known, type Outputs, orUnknownAnswer, z } from '../../src/authoring/task.ts'
import {
  type Certificate,
  certificateExtensions,
  certificateFields,
  compareWithWanted,
  contentParams,
  describedCertificate,
  holderOf,
  isNewContent,
  NEW_CONTENT,
  newCertificate,
  numberOf,
  placeParams,
  readCertificate,
  readWantedCertificate,
  remakingAction,
  timeOf,
  timesIn,
  timeText,
  UNSUPPORTED_BACKEND,
  withCertificateRules,
} from '../../src/built-in/certificates.ts'
import {
  explainFiles,
  GENERATED_FILE_OUTPUTS,
  planFileRemoval,
  planGeneratedFile,
  putGeneratedFile,
  readPresentFile,
} from '../../src/built-in/files.ts'
import { plainPath, prefetch } from '../../src/built-in/host.ts'
import { absolutePath, assertDefined, mayChangeFiles } from '../../src/built-in/params.ts'

const fields = z.strictObject({
  ...placeParams('certificate', '/etc/ssl/web.pem'),
  ...certificateFields,
  ...contentParams('certificate', 'certificate'),
})

type Params = z.output<typeof fields>

const params = withCertificateRules(fields)

const ACME = 'run a client such as certbot or lego by `command` with `creates`'
const ENTRUST = 'ask its service by `uri`, and put the certificate in place by `copy`'

export default defineTask({
  summary: 'Creates a certificate. Creates it again only if it does not match its request, key or authority.',
  example: `- x509_certificate:
    path: /etc/ssl/web.pem
    csr_path: /etc/ssl/web.csr
    provider: ownca
    ownca_path: /etc/ssl/ca.pem
    ownca_privatekey_path: /etc/ssl/private/ca.pem
`,
  params,
  aliases: {
    attr: 'attributes',
    selfsigned_notBefore: 'selfsigned_not_before',
    selfsigned_notAfter: 'selfsigned_not_after',
  },
  outputs: {
    ...GENERATED_FILE_OUTPUTS,
    privatekey: 'The `privatekey_path` of the task; null if it is not set.',
    csr: 'The `csr_path` of the task; null if it is not set.',
    ca_cert: 'The `ownca_path` of the task, null if it is not set; only if `provider` is `ownca`.',
    ca_privatekey:
      'The `ownca_privatekey_path` of the task, null if it is not set; only if `provider` is `ownca`.',
    notBefore:
      'When the certificate becomes valid, such as `20300101120000Z`; absent if `state` is `absent`.',
    notAfter: 'When the certificate expires, in the same form; absent if `state` is `absent`.',
    serial_number: 'The serial number, as text if it exceeds 2^53; absent if `state` is `absent`.',
    certificate: 'The certificate in PEM; only with `return_content`.',
  },
  unsupported: {
    ...UNSUPPORTED_BACKEND,
    ...{ acme_accountkey_path: ACME, acme_challenge_path: ACME, acme_chain: ACME, acme_directory: ACME },
    ...{ entrust_cert_type: ENTRUST, entrust_not_after: ENTRUST, entrust_api_user: ENTRUST },
    ...{ entrust_api_key: ENTRUST, entrust_api_client_cert_path: ENTRUST },
    entrust_api_client_cert_key_path: ENTRUST,
    entrust_api_specification_path: ENTRUST,
    ...{ entrust_requester_email: ENTRUST, entrust_requester_name: ENTRUST },
    entrust_requester_phone: ENTRUST,
  },
  action: remakingAction,
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const outputs = outputsOf(params, path)
    if (params.state === 'absent') return planFileRemoval(path, await readPresentFile(host, path), outputs)
    const asked = prefetch(
      Promise.all([readWantedCertificate(host, params), orUnknownAnswer(host.ask(fileContent(path)))]),
    )
    const seen = await readPresentFile(host, path)
    const [wanted, bytes] = await asked
    const isCertain = seen.state === null || params.force || isNewContent(wanted) || isNewContent(bytes)
    const found = isCertain ? undefined : readCertificate(String(known(bytes)))
    const times = params.ignore_timestamps ? undefined : wantedTimes(params)
    const differences = isCertain ? [] : await compareWithWanted(found, known(wanted), times)
    const isRight = !isCertain && differences.length === 0
    return planGeneratedFile(host, {
      ...{ path, present: seen, params, newMode: '0644', isRight },
      before: found ? { ...describedCertificate(found), differs: differences } : {},
      after: { from: NEW_CONTENT.certificate, provider: params.provider ?? '' },
      outputs:
        isRight && found ? { ...outputs, ...shownCertificate(params, found, String(known(bytes))) } : outputs,
    })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: async ({ host, params, plan: { data } }) => {
    const make = async () => {
      const wanted = known(await readWantedCertificate(host, params))
      const { subject, publicKey } = holderOf(wanted)
      const digest = params.provider === 'ownca' ? params.ownca_digest : params.selfsigned_digest
      const parts = { subject, publicKey, extensions: await certificateExtensions(wanted), digest }
      const issuer = wanted.authority?.subject ?? subject
      const content = await newCertificate({ ...parts, issuer, ...wantedTimes(params) }, wanted.signer)
      const certificate = assertDefined(readCertificate(content), 'a certificate')
      return { content, outputs: shownCertificate(params, certificate, content) }
    }
    return putGeneratedFile(host, data, { make, backup: params.backup })
  },
})

function wantedTimes(params: Params): { notBefore: number; notAfter: number } {
  const now = Date.now()
  const [notBefore, notAfter] = timesIn(params).map(time =>
    assertDefined(timeOf(time, now), `a time ${time}`),
  )
  return { notBefore: notBefore ?? now, notAfter: notAfter ?? now }
}

function outputsOf(params: Params, path: string): Outputs {
  const isOwn = params.provider === 'ownca'
  return {
    ...{ filename: path, privatekey: params.privatekey_path ?? null, csr: params.csr_path ?? null },
    ...(isOwn
      ? { ca_cert: params.ownca_path ?? null, ca_privatekey: params.ownca_privatekey_path ?? null }
      : {}),
  }
}

function shownCertificate({ return_content }: Params, certificate: Certificate, pem: string): Outputs {
  return {
    notBefore: timeText(certificate.notBefore),
    notAfter: timeText(certificate.notAfter),
    serial_number: numberOf(certificate.serial),
    ...(return_content ? { certificate: pem } : {}),
  }
}
