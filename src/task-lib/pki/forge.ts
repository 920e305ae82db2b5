import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import type { asn1 } from 'node-forge'
import { assertDefined } from '../../base/assert-defined.ts'
import { childrenOf, readDer } from './der.ts'
import type { Request } from './documents.ts'
import { extendedUsages, keyUsageBits } from './usages.ts'
import { canonicalHost, issuerParts } from './view.ts'
import { type DerWriter, derWriter, pemText, usageBits } from './write-der.ts'

/** What cfssljson would have written: certificate, key and signing request in PEM. */
export interface Issued {
  readonly certificate: string
  readonly key: string
  readonly request: string
}

interface Asked {
  readonly request: Request
  readonly usages: readonly string[]
  /** Milliseconds. */
  readonly lasts: number
  readonly isCa: boolean
}

/** Clocks of hosts differ; cfssl gives the same five minutes. */
const BACKDATED = 5 * 60_000

/** Makes an authority's certificate on the controller, with the key given or a new one. */
export async function issueAuthority(request: Request, lasts: number, oldKey?: string): Promise<Issued> {
  const key = oldKey === undefined ? await newKey(request.key) : createPrivateKey(oldKey)
  const asked = { request, lasts, isCa: true, usages: ['cert sign', 'crl sign'] }
  return issue(asked, key, { key, certificate: undefined })
}

/** Makes a certificate and its key on the controller, signed by an authority. */
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

/** node-forge only puts bytes together: node:crypto makes the keys, signs, and checks the result. */
async function issue(
  asked: Asked,
  key: KeyObject,
  signer: { key: KeyObject; certificate: string | undefined },
): Promise<Issued> {
  const write = await derWriter()
  const build = builder(write)
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const subject = build.name(asked.request)
  const issuer = signer.certificate === undefined ? undefined : issuerParts(signer.certificate)
  const algorithm = signatureOf(signer.key)
  const notBefore = Math.floor((Date.now() - BACKDATED) / 60_000) * 60_000
  const body = write.sequence(
    write.tagged(0, write.integer(Buffer.from([2]))),
    write.integer(serialNumber()),
    write.algorithm(algorithm.identifier, algorithm.isRsa),
    issuer ? write.raw(issuer.subject) : subject,
    write.sequence(write.time(notBefore), write.time(notBefore + asked.lasts)),
    subject,
    write.raw(publicKey),
    write.tagged(3, build.extensions(asked, publicKey, issuer?.keyIdentifier)),
  )
  const ask = write.sequence(
    write.integer(Buffer.from([0])),
    subject,
    write.raw(publicKey),
    write.tagged(0, build.askedExtensions(asked)),
  )
  const signed = (part: asn1.Asn1, by: KeyObject): Buffer => {
    const bytes = write.der(part)
    const how = signatureOf(by)
    return write.der(
      write.sequence(
        write.raw(bytes),
        write.algorithm(how.identifier, how.isRsa),
        write.bits(sign(how.hash, bytes, by), 0),
      ),
    )
  }
  return {
    certificate: pemText('CERTIFICATE', signed(body, signer.key)),
    key: exportKey(key),
    request: pemText('CERTIFICATE REQUEST', signed(ask, key)),
  }
}

/** The parts of certificates and requests as ASN.1. Source: RFC 5280, RFC 2986. */
function builder(write: DerWriter) {
  const { sequence, set, identifier, octets, short, bits, extension, yes } = write
  const hosts = ({ hosts: all = [] }: Request) =>
    all.length === 0 ? [] : [extension('2.5.29.17', sequence(...all.map(host => short(...hostForm(host)))))]
  const authority = () => extension('2.5.29.19', sequence(yes()), true)

  return {
    name: ({ CN, names }: Request) => {
      const fields = [...names.flatMap(each => Object.entries(each)), ['CN', CN] as const]
      const given = fields.filter(([, value]) => value !== '')
      return sequence(
        ...given.map(([field, value = '']) => {
          const isPlain = /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value)
          const type = identifier(assertDefined(FIELDS[field], `an identifier of the name field ${field}`))
          return set(sequence(type, write.text(isPlain ? 'printable' : 'utf8', value)))
        }),
      )
    },
    extensions: ({ request, usages, isCa }: Asked, publicKey: Buffer, issuerKey: Buffer | undefined) => {
      const asked = extendedUsages(usages)
      return sequence(
        extension('2.5.29.15', bits(...usageBits(keyUsageBits(usages))), true),
        ...(asked.length > 0 ? [extension('2.5.29.37', sequence(...asked.map(identifier)))] : []),
        isCa ? authority() : extension('2.5.29.19', sequence(), true),
        extension('2.5.29.14', octets(keyIdentifier(publicKey))),
        ...(issuerKey ? [extension('2.5.29.35', sequence(short(0, issuerKey)))] : []),
        ...hosts(request),
      )
    },
    askedExtensions: ({ request, isCa }: Asked) => {
      const asked = isCa ? [authority()] : hosts(request)
      return asked.length === 0
        ? sequence(identifier('1.2.840.113549.1.9.14'), set(sequence()))
        : sequence(identifier('1.2.840.113549.1.9.14'), set(sequence(...asked)))
    },
  }
}

const FIELDS: Readonly<Record<string, string>> = {
  C: '2.5.4.6',
  ST: '2.5.4.8',
  L: '2.5.4.7',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
}

/** Tag and bytes of an alternative name; kinds are distinguished as in cfssl. */
function hostForm(host: string): [number, Buffer] {
  if (isIP(host) !== 0) return [7, addressBytes(host)]
  if (host.includes('://')) return [6, Buffer.from(host, 'latin1')]
  return [host.includes('@') ? 1 : 2, Buffer.from(host, 'latin1')]
}

/** The four or sixteen bytes of an address. */
export function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  return ipv6Bytes(canonicalHost(address))
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = address.split('::')
  const groups = (text: string): string[] => text.split(':').filter(group => group !== '')
  const [left, right] = [groups(head), groups(tail ?? '')]
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return Buffer.from(all.map(group => group.padStart(4, '0')).join(''), 'hex')
}

/** The identifier of a public key in DER. Source: RFC 5280, 4.2.1.2, method 1. */
export function keyIdentifier(publicKey: Buffer): Buffer {
  const bits = childrenOf(readDer(publicKey))[1]?.content.subarray(1) ?? Buffer.alloc(0)
  return createHash('sha1').update(bits).digest()
}

/** A new serial number: twenty bytes that begin with a number from 1 to 127, so it is positive, and in its shortest form. */
export function serialNumber(): Buffer {
  const bytes = randomBytes(20)
  bytes[0] = (bytes.readUInt8(0) & 0x7f) | 0x01
  return bytes
}

interface Signature {
  readonly identifier: string
  readonly hash: string
  readonly isRsa: boolean
}

/** The signature algorithm of a key; the hash is as strong as the curve, as in cfssl. */
function signatureOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Signature {
  if (asymmetricKeyType === 'rsa') return { identifier: '1.2.840.113549.1.1.11', hash: 'sha256', isRsa: true }
  const curve = asymmetricKeyDetails?.namedCurve
  if (curve === 'secp384r1') return { identifier: '1.2.840.10045.4.3.3', hash: 'sha384', isRsa: false }
  if (curve === 'secp521r1') return { identifier: '1.2.840.10045.4.3.4', hash: 'sha512', isRsa: false }
  return { identifier: '1.2.840.10045.4.3.2', hash: 'sha256', isRsa: false }
}

const CURVES: Readonly<Record<number, string>> = { 256: 'prime256v1', 384: 'secp384r1', 521: 'secp521r1' }

async function newKey({ algo, size }: Request['key']): Promise<KeyObject> {
  const generate = promisify(generateKeyPair)
  if (algo === 'rsa')
    return (await generate('rsa', { modulusLength: size, publicExponent: 0x10001 })).privateKey
  return (await generate('ec', { namedCurve: assertDefined(CURVES[size], `a curve of ${size} bits`) }))
    .privateKey
}

function exportKey(key: KeyObject): string {
  const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1'
  return String(key.export({ type, format: 'pem' }))
}
