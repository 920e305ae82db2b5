import { domainToASCII } from 'node:url'
import type { asn1 } from 'node-forge'
import { netmaskOf, networkOf, parseAddress } from '../../base/ip-address.ts'
import { TaskError } from '../../errors.ts'
import { addressBytes, addressText } from './addresses.ts'
import { type Der, identifierOf } from './der.ts'
import { isIdentifier, shortFieldName } from './field-names.ts'
import { subjectFields } from './names.ts'
import type { DerWriter } from './write-der.ts'

/** Matches a name with its prefix, in the notation of Ansible and OpenSSL. */
const FORM = /^(DNS|IP|email|URI|RID):(.+)$/s

/**
 * Whether a string is a general name of a certificate, such as `DNS:example.org`; host names without prefix are not.
 */
export function isGeneralName(text: string): boolean {
  const [, kind, value = ''] = FORM.exec(text) ?? []
  if (kind === undefined || /[\0\r\n]/.test(value)) return false
  if (kind === 'IP') return addressOf(value) !== undefined
  if (kind === 'RID') return isIdentifier(value)
  return asciiOf(kind, value) !== undefined
}

/**
 * Converts a general name to ASN.1. Throws TaskError for a string that `isGeneralName` refuses. Source: RFC 5280,
 * 4.2.1.6.
 */
export function writeGeneralName(write: DerWriter, text: string): asn1.Asn1 {
  const [, kind = '', value = ''] = FORM.exec(text) ?? []
  if (kind === 'IP') {
    const address = addressOf(value)
    if (address) return write.short(7, address)
  }
  if (kind === 'RID') return write.short(8, identifierBytes(write, value))
  const ascii = asciiOf(kind, value)
  const tag = { email: 1, DNS: 2, URI: 6 }[kind]
  if (ascii === undefined || tag === undefined)
    throw new TaskError(`\`${text}\` is not a name that a certificate can have`)
  return write.short(tag, Buffer.from(ascii, 'latin1'))
}

/**
 * Converts a general name to a string, such as `IP:::1` for an address; kinds of names without a notation are in hex.
 */
export function generalNameText({ tag, content, bytes }: Der): string {
  switch (tag & 0x1f) {
    case 1:
      return `email:${content.toString('latin1')}`
    case 2:
      return `DNS:${content.toString('latin1')}`
    case 4:
      return `dirName:${subjectFields(content)
        .reverse()
        .map(
          ({ identifier, value }) => `${shortFieldName(identifier)}=${value.replace(/[\\,+<>;"]/g, '\\$&')}`,
        )
        .join(',')}`
    case 6:
      return `URI:${content.toString('latin1')}`
    case 7:
      return `IP:${addressesText(content)}`
    case 8:
      return `RID:${identifierOf({ content })}`
    default:
      return `otherName:${bytes.toString('hex')}`
  }
}

/** Returns the bytes of an address or, for name constraints, of a network and its mask; undefined if it is neither. */
function addressOf(value: string): Buffer | undefined {
  const network = /^[^/\s]+(?:\/\d+)?$/.test(value) ? parseAddress(value) : undefined
  if (network === undefined) return undefined
  const bytes = addressBytes(network)
  if (!network.hasPrefix) return bytes
  if (networkOf(network.value, network) !== network.value) return undefined
  return Buffer.concat([bytes, addressBytes({ ...network, value: netmaskOf(network) })])
}

/**
 * Converts the bytes of an address or network to a string. A network has the bytes of its address, followed by those of
 * its mask.
 */
function addressesText(bytes: Buffer): string {
  if (bytes.length === 4 || bytes.length === 16) return addressText(bytes)
  const half = bytes.length / 2
  const ones = [...bytes.subarray(half)].reduce(
    (sum, byte) => sum + byte.toString(2).replaceAll('0', '').length,
    0,
  )
  return half === 4 || half === 16 ? `${addressText(bytes.subarray(0, half))}/${ones}` : bytes.toString('hex')
}

/** Converts a value to ASCII: host names in other scripts become Punycode. Undefined if that is impossible. */
function asciiOf(kind: string, value: string): string | undefined {
  const isAscii = /^[\x20-\x7e]+$/.test(value)
  if (isAscii) return value
  if (kind === 'DNS') return domainToASCII(value) || undefined
  if (kind === 'URI') return URL.canParse(value) ? new URL(value).href : undefined
  const [, user = '', domain = ''] = /^([\x21-\x7e]+)@([^@]+)$/.exec(value) ?? []
  const ascii = domainToASCII(domain)
  return user === '' || ascii === '' ? undefined : `${user}@${ascii}`
}

function identifierBytes(write: DerWriter, dotted: string): Buffer {
  return write.der(write.identifier(dotted)).subarray(2)
}
