import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { assertDefined } from '../../base/assert-defined.ts'
import { parseAddress } from '../../base/ip-address.ts'
import { addressBytes } from '../x509/addresses.ts'
import { newCertificate } from '../x509/certificate.ts'
import { EXTENSIONS, type Extension } from '../x509/extensions.ts'
import { fieldIdentifier } from '../x509/field-names.ts'
import { keyIdentifier, publicDer } from '../x509/fingerprints.ts'
import { type NameField, writeName } from '../x509/names.ts'
import { newPrivateKey, privateKeyFile } from '../x509/new-key.ts'
import { newSigningRequest } from '../x509/request.ts'
import { type DerWriter, derWriter, usageBits } from '../x509/write-der.ts'
import type { Request } from './documents.ts'
import { extendedUsages, keyUsageBits } from './usages.ts'
import { issuerParts } from './view.ts'

/** The content of the files that cfssljson would write: certificate, key and signing request in PEM. */
export interface Issued {
  readonly certificate: string
  readonly key: string
  readonly request: string
}

interface CertificateSpec {
  readonly request: Request
  readonly usages: readonly string[]
  /** Duration of the validity in milliseconds. */
  readonly lasts: number
  readonly isCa: boolean
}

/**
 * How far in the past the validity starts, in milliseconds, because clocks of hosts differ; cfssl uses the same five
 * minutes.
 */
const BACKDATED = 5 * 60_000

/**
 * Issues an authority's self-signed certificate on the controller, for an existing or a new key. `lasts` is in
 * milliseconds.
 */
export async function issueAuthority(request: Request, lasts: number, oldKey?: string): Promise<Issued> {
  const key = oldKey === undefined ? await newKey(request.key) : createPrivateKey(oldKey)
  const spec = { request, lasts, isCa: true, usages: ['cert sign', 'crl sign'] }
  return issue(spec, key, { key, certificate: undefined })
}

/** Creates a key and issues its certificate on the controller, signed by an authority. `lasts` is in milliseconds. */
export async function issueCertificate(
  request: Request,
  usages: readonly string[],
  lasts: number,
  authority: { readonly certificate: string; readonly key: string },
): Promise<Issued> {
  const key = await newKey(request.key)
  const signer = { key: createPrivateKey(authority.key), certificate: authority.certificate }
  return issue({ request, usages, lasts, isCa: false }, key, signer)
}

async function issue(
  spec: CertificateSpec,
  key: KeyObject,
  signer: { key: KeyObject; certificate: string | undefined },
): Promise<Issued> {
  const write = await derWriter()
  const publicKey = createPublicKey(key)
  const fields = subjectOf(spec.request)
  const subject = write.der(writeName(write, fields))
  const issuer = signer.certificate === undefined ? undefined : issuerParts(signer.certificate)
  const notBefore = Math.floor((Date.now() - BACKDATED) / 60_000) * 60_000
  const parts = {
    ...{ subject, issuer: issuer?.subject ?? subject, publicKey },
    ...{ notBefore, notAfter: notBefore + spec.lasts, digest: digestOf(signer.key) },
    extensions: extensionsOf(write, spec, publicDer(publicKey), issuer?.keyIdentifier),
  }
  const request = { subject: fields, extensions: requestedExtensions(write, spec), digest: digestOf(key) }
  return {
    certificate: await newCertificate(parts, signer.key),
    key: String(privateKeyFile(key, 'pkcs1', undefined)),
    request: await newSigningRequest(key, request),
  }
}

/**
 * Returns the fields of a subject. As in cfssl, a value is a PrintableString if its characters allow it, otherwise a
 * UTF8String.
 */
function subjectOf({ CN, names }: Request): NameField[] {
  const fields = [...names.flatMap(each => Object.entries(each)), ['CN', CN] as const]
  return fields
    .filter(([, value]) => value !== '')
    .map(([field, value = '']) => ({
      identifier: assertDefined(fieldIdentifier(field), `an identifier of the name field ${field}`),
      value,
      kind: /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value) ? 'printable' : 'utf8',
    }))
}

function extensionsOf(
  write: DerWriter,
  { request, usages, isCa }: CertificateSpec,
  publicKey: Buffer,
  issuerKey: Buffer | undefined,
): Extension[] {
  const { sequence, identifier, bits, octets, short, der } = write
  const purposes = extendedUsages(usages)
  return [
    extension('keyUsage', der(bits(...usageBits(keyUsageBits(usages)))), true),
    ...(purposes.length > 0
      ? [extension('extendedKeyUsage', der(sequence(...purposes.map(identifier))))]
      : []),
    authority(write, isCa),
    extension('subjectKeyIdentifier', der(octets(keyIdentifier(publicKey)))),
    ...(issuerKey ? [extension('authorityKeyIdentifier', der(sequence(short(0, issuerKey))))] : []),
    ...hostNames(write, request),
  ]
}

function requestedExtensions(write: DerWriter, { request, isCa }: CertificateSpec): Extension[] {
  return isCa ? [authority(write, true)] : hostNames(write, request)
}

function extension(name: keyof typeof EXTENSIONS, value: Buffer, isCritical = false): Extension {
  return { identifier: EXTENSIONS[name], isCritical, value }
}

/** Returns the extension that says whether a certificate is that of an authority. */
function authority({ sequence, yes, der }: DerWriter, isCa: boolean): Extension {
  return extension('basicConstraints', der(sequence(...(isCa ? [yes()] : []))), true)
}

function hostNames({ sequence, short, der }: DerWriter, { hosts = [] }: Request): Extension[] {
  if (hosts.length === 0) return []
  return [extension('subjectAltName', der(sequence(...hosts.map(host => short(...hostForm(host))))))]
}

/** Returns the tag and bytes of an alternative name. The kinds of names are distinguished as in cfssl. */
function hostForm(host: string): [number, Buffer] {
  if (isIP(host) !== 0) return [7, addressBytes(assertDefined(parseAddress(host), `the bytes of ${host}`))]
  if (host.includes('://')) return [6, Buffer.from(host, 'latin1')]
  return [host.includes('@') ? 1 : 2, Buffer.from(host, 'latin1')]
}

/** Returns the digest for a key's signatures, which is as strong as its curve, as in cfssl. */
function digestOf({ asymmetricKeyDetails }: KeyObject): string {
  const curve = asymmetricKeyDetails?.namedCurve
  if (curve === 'secp384r1') return 'sha384'
  return curve === 'secp521r1' ? 'sha512' : 'sha256'
}

const CURVES: Readonly<Record<number, string>> = { 256: 'secp256r1', 384: 'secp384r1', 521: 'secp521r1' }

function newKey({ algo, size }: Request['key']): Promise<KeyObject> {
  if (algo === 'rsa') return newPrivateKey({ type: 'RSA', size })
  return newPrivateKey({ type: 'ECC', size, curve: assertDefined(CURVES[size], `a curve of ${size} bits`) })
}
