import { generateKeyPair, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { TaskError } from '../../errors.ts'
import type { Subject } from './request.ts'
import { extendedUsages, keyUsageBits } from './usages.ts'

export interface Issued {
  readonly certificate: string
  readonly key: string
}

interface Wanted extends Subject {
  readonly key: { readonly algo: string; readonly size: number }
  readonly hours: number
}

/** Certificates are valid from an hour ago: clocks of hosts differ. */
const BACKDATED = 3_600_000

/** Makes a certificate authority on the controller, with the key given or a new one. */
export async function issueAuthority(wanted: Wanted, oldKey?: string): Promise<Issued> {
  const forge = await loadForge()
  const key = oldKey ?? (await newKey(wanted.key))
  const certificate = await blank(wanted, key)
  certificate.setIssuer(certificate.subject.attributes)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r', ''), key }
}

/** Makes a certificate and its key on the controller, signed by an authority. */
export async function issueCertificate(
  wanted: Wanted & { readonly hosts: readonly string[]; readonly usages: readonly string[] },
  authority: Issued,
): Promise<Issued> {
  const forge = await loadForge()
  const key = await newKey(wanted.key)
  const certificate = await blank(wanted, key)
  const ca = forge.pki.certificateFromPem(authority.certificate)
  certificate.setIssuer(ca.subject.attributes)
  const bits = keyUsageBits(wanted.usages)
  const usage = Object.fromEntries(BIT_FIELDS.map((field, bit) => [field, bits.includes(bit)]))
  const extended = Object.fromEntries(
    extendedUsages(wanted.usages).map(identifier => [forge.pki.oids[identifier] ?? identifier, true]),
  )
  certificate.setExtensions([
    { name: 'keyUsage', critical: true, ...usage },
    ...(Object.keys(extended).length > 0 ? [{ name: 'extKeyUsage', ...extended }] : []),
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: ca.generateSubjectKeyIdentifier().getBytes() },
    {
      name: 'subjectAltName',
      altNames: wanted.hosts.map(host => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
    },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(authority.key), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r', ''), key }
}

const BIT_FIELDS = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

const FIELD_NAMES: Readonly<Record<string, string>> = {
  C: 'countryName',
  ST: 'stateOrProvinceName',
  L: 'localityName',
  O: 'organizationName',
  OU: 'organizationalUnitName',
}

/** node-forge is heavy, and only ever builds: what it built is judged by node:crypto. */
async function loadForge() {
  return (await import('node-forge')).default
}

async function blank(wanted: Wanted, key: string) {
  const forge = await loadForge()
  const certificate = forge.pki.createCertificate()
  const privateKey = forge.pki.privateKeyFromPem(key)
  certificate.publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e)
  // A positive number of 159 bits at most, as RFC 5280 wants it.
  certificate.serialNumber = `4${randomBytes(19).toString('hex').slice(1)}`
  certificate.validity.notBefore = new Date(Date.now() - BACKDATED)
  certificate.validity.notAfter = new Date(Date.now() - BACKDATED + wanted.hours * 3_600_000)
  const fields = wanted.names.flatMap(each => Object.entries(each))
  certificate.setSubject([
    ...fields.map(([field, value]) => ({ name: FIELD_NAMES[field] ?? field, value })),
    { name: 'commonName', value: wanted.CN },
  ])
  return certificate
}

async function newKey({ algo, size }: Wanted['key']): Promise<string> {
  if (algo !== 'rsa') {
    throw new TaskError(`the forge backend makes rsa keys alone, not ${algo}`, {
      hint: 'use `backend: cfssl` for ecdsa',
    })
  }
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: size,
    publicExponent: 0x10001,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  return pair.privateKey
}
