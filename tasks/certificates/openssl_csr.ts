/**
 * A request for a certificate, signed by its private key. The key is read into the memory of the controller, which signs: the host needs
 * no program.
 *
 *     - openssl_csr:
 *         path: /etc/ssl/web.csr
 *         privatekey_path: /etc/ssl/private/web.pem
 *         common_name: example.org
 *         subject_alt_name: [DNS:example.org, DNS:www.example.org]
 */
import { defineTask, fileContent, known, type Outputs, orUnknownAnswer, z } from '../../src/authoring/task.ts'
import {
  compareRequest,
  contentParams,
  describedRequest,
  hasPrivateKey,
  isNewContent,
  NEW_CONTENT,
  newSigningRequest,
  placeParams,
  readSigningKey,
  readSigningRequest,
  remakingAction,
  requestFields,
  UNSUPPORTED_BACKEND,
  wantedAltNames,
  wantedRequest,
  wantedSubject,
  withRequestRules,
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
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const fields = z.strictObject({
  ...placeParams('request', '/etc/ssl/web.csr'),
  ...requestFields,
  ...contentParams('request', 'csr'),
})

type Params = z.output<typeof fields>

const params = withRequestRules(fields).refine(each => each.state === 'absent' || hasPrivateKey(each), {
  path: ['privatekey_path'],
  message: 'expected the private key, by path or as `privatekey_content`',
})

export default defineTask({
  summary: 'Creates a certificate signing request. Creates it again only if it differs from the params.',
  example: `- openssl_csr:
    path: /etc/ssl/web.csr
    privatekey_path: /etc/ssl/private/web.pem
    common_name: example.org
    subject_alt_name: [DNS:example.org, DNS:www.example.org]
`,
  params,
  aliases: {
    ...{ attr: 'attributes', C: 'country_name', countryName: 'country_name', ST: 'state_or_province_name' },
    ...{ stateOrProvinceName: 'state_or_province_name', L: 'locality_name', localityName: 'locality_name' },
    ...{ O: 'organization_name', organizationName: 'organization_name', OU: 'organizational_unit_name' },
    ...{ organizationalUnitName: 'organizational_unit_name', CN: 'common_name', commonName: 'common_name' },
    ...{ E: 'email_address', emailAddress: 'email_address', subjectAltName: 'subject_alt_name' },
    ...{ subjectAltName_critical: 'subject_alt_name_critical', keyUsage: 'key_usage' },
    ...{ useCommonNameForSAN: 'use_common_name_for_san', keyUsage_critical: 'key_usage_critical' },
    ...{ extKeyUsage: 'extended_key_usage', extendedKeyUsage: 'extended_key_usage' },
    extKeyUsage_critical: 'extended_key_usage_critical',
    extendedKeyUsage_critical: 'extended_key_usage_critical',
    ...{ basicConstraints: 'basic_constraints', basicConstraints_critical: 'basic_constraints_critical' },
    ...{ ocspMustStaple: 'ocsp_must_staple', ocspMustStaple_critical: 'ocsp_must_staple_critical' },
  },
  outputs: {
    ...GENERATED_FILE_OUTPUTS,
    privatekey: 'The `privatekey_path` of the task; null if it is not set.',
    subject: 'The fields of the subject, as a list of pairs of a name and a value.',
    subjectAltName: 'The alternative names, such as `DNS:example.org`, as a list; null if there are none.',
    keyUsage: 'The `key_usage` of the task; null if it is empty.',
    extendedKeyUsage: 'The `extended_key_usage` of the task; null if it is empty.',
    basicConstraints: 'The `basic_constraints` of the task; null if they are empty.',
    ocspMustStaple: 'The `ocsp_must_staple` of the task.',
    name_constraints_permitted: 'The `name_constraints_permitted` of the task.',
    name_constraints_excluded: 'The `name_constraints_excluded` of the task.',
    csr: 'The request in PEM; only with `return_content`.',
  },
  unsupported: {
    ...UNSUPPORTED_BACKEND,
    version: 'remove it: there is only version 1',
  },
  action: remakingAction,
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const outputs = outputsOf(params, path)
    if (params.state === 'absent') return planFileRemoval(path, await readPresentFile(host, path), outputs)
    const asked = prefetch(
      Promise.all([readSigningKey(host, params), orUnknownAnswer(host.ask(fileContent(path)))]),
    )
    const seen = await readPresentFile(host, path)
    const [key, bytes] = await asked
    const isCertain = seen.state === null || params.force || isNewContent(key) || isNewContent(bytes)
    const found = isCertain ? undefined : readSigningRequest(String(known(bytes)))
    const differences = isCertain ? [] : compareRequest(found, await wantedRequest(params, known(key)))
    const isRight = !isCertain && differences.length === 0
    return planGeneratedFile(host, {
      ...{ path, present: seen, params, newMode: '0644', isRight },
      before: found ? { ...describedRequest(found), differs: differences } : {},
      after: {
        from: NEW_CONTENT.request,
        subject: wantedSubject(params).map(({ name, value }) => `${name}=${value}`),
        subject_alt_name: [...wantedAltNames(params)],
      },
      outputs: { ...outputs, ...(isRight && params.return_content ? { csr: String(known(bytes)) } : {}) },
    })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: async ({ host, params, plan: { data } }) => {
    const make = async () => {
      const key = known(await readSigningKey(host, params))
      const content = await newSigningRequest(key, await wantedRequest(params, key))
      return { content, outputs: params.return_content ? { csr: content } : {} }
    }
    return putGeneratedFile(host, data, { make, backup: params.backup })
  },
})

function outputsOf(params: Params, path: string): Outputs {
  const orNull = (all: readonly string[]) => (all.length === 0 ? null : all)
  return {
    filename: path,
    privatekey: params.privatekey_path ?? null,
    subject: wantedSubject(params).map(({ name, value }) => [name, value]),
    subjectAltName: orNull(wantedAltNames(params)),
    keyUsage: orNull(params.key_usage),
    extendedKeyUsage: orNull(params.extended_key_usage),
    basicConstraints: orNull(params.basic_constraints),
    ocspMustStaple: params.ocsp_must_staple,
    name_constraints_permitted: params.name_constraints_permitted,
    name_constraints_excluded: params.name_constraints_excluded,
  }
}
