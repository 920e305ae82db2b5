import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { assertDefined } from '../../base/assert-defined.ts'
import { bareKey, type KeyFormat } from './private-key.ts'

/** The elliptic curves: Ansible's name and OpenSSL's name. */
const CURVES: Readonly<Record<string, string>> = {
  ...{ secp192r1: 'prime192v1', secp224r1: 'secp224r1', secp256k1: 'secp256k1', secp256r1: 'prime256v1' },
  ...{ secp384r1: 'secp384r1', secp521r1: 'secp521r1' },
  ...{ brainpoolP256r1: 'brainpoolP256r1', brainpoolP384r1: 'brainpoolP384r1' },
  ...{ brainpoolP512r1: 'brainpoolP512r1', sect163k1: 'sect163k1', sect163r2: 'sect163r2' },
  ...{ sect233k1: 'sect233k1', sect233r1: 'sect233r1', sect283k1: 'sect283k1', sect283r1: 'sect283r1' },
  ...{ sect409k1: 'sect409k1', sect409r1: 'sect409r1', sect571k1: 'sect571k1', sect571r1: 'sect571r1' },
}

/** The names of all curves. */
export const CURVE_NAMES = Object.keys(CURVES) as [string, ...string[]]

/** The types of keys without a size param: the type determines the size. */
export const FIXED_TYPES = ['Ed25519', 'Ed448', 'X25519', 'X448'] as const

/** The desired key. */
export interface WantedKey {
  readonly type: 'RSA' | 'ECC' | (typeof FIXED_TYPES)[number]
  /** The size of an RSA key in bits. */
  readonly size: number
  readonly curve?: string | undefined
}

/** Whether a key has the desired type and, if the type has one, the desired size or curve. */
export function isWantedKey(key: KeyObject, { type, size, curve = '' }: WantedKey): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails } = key
  if (type === 'RSA') return asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === size
  if (type === 'ECC') return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === CURVES[curve]
  return asymmetricKeyType === type.toLowerCase()
}

/** Returns a key's type, and its size or curve if the type has one, as changes show them. */
export function describedKey(key: KeyObject): Record<string, string | number> {
  const { asymmetricKeyType = '', asymmetricKeyDetails: { modulusLength, namedCurve } = {} } = key
  if (asymmetricKeyType === 'rsa') return { type: 'RSA', size: modulusLength ?? 0 }
  if (asymmetricKeyType !== 'ec')
    return { type: FIXED_TYPES.find(each => each.toLowerCase() === asymmetricKeyType) ?? asymmetricKeyType }
  const [name] = Object.entries(CURVES).find(([, own]) => own === namedCurve) ?? [namedCurve ?? '']
  return { type: 'ECC', curve: name }
}

/** Returns the desired key in the form of `describedKey`. */
export function describedKeyParams({ type, size, curve = '' }: WantedKey): Record<string, string | number> {
  if (type === 'RSA') return { type, size }
  return type === 'ECC' ? { type, curve } : { type }
}

/** Generates a private key. */
export async function newPrivateKey({ type, size, curve = '' }: WantedKey): Promise<KeyObject> {
  if (type === 'RSA') {
    const options = { modulusLength: size, publicExponent: 0x10001 }
    return (await promisify(generateKeyPair)('rsa', options)).privateKey
  }
  if (type === 'ECC') {
    const namedCurve = assertDefined(CURVES[curve], `a curve ${curve}`)
    return (await promisify(generateKeyPair)('ec', { namedCurve })).privateKey
  }
  return fixedKey(type)
}

async function fixedKey(type: (typeof FIXED_TYPES)[number]): Promise<KeyObject> {
  switch (type) {
    case 'Ed25519':
      return (await promisify(generateKeyPair)('ed25519')).privateKey
    case 'Ed448':
      return (await promisify(generateKeyPair)('ed448')).privateKey
    case 'X25519':
      return (await promisify(generateKeyPair)('x25519')).privateKey
    case 'X448':
      return (await promisify(generateKeyPair)('x448')).privateKey
  }
}

/** Returns the content of a key file: PEM unless the format is `raw`; encrypted if there is a passphrase. */
export function privateKeyFile(
  key: KeyObject,
  format: KeyFormat,
  passphrase: string | undefined,
): Buffer | string {
  if (format === 'raw') return bareKey(key)
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  const form = { format: 'pem' as const, ...encryption }
  if (format === 'pkcs8') return String(key.export({ type: 'pkcs8', ...form }))
  return String(key.export({ type: key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1', ...form }))
}
