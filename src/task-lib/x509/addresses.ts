import { isIP } from 'node:net'
import type { Address } from '../../base/ip-address.ts'

/** The four or sixteen bytes of an address. */
export function addressBytes({ value, version }: Pick<Address, 'value' | 'version'>): Buffer {
  return Buffer.from(value.toString(16).padStart(version === 4 ? 8 : 32, '0'), 'hex')
}

/** An address of four or sixteen bytes as text. */
export function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.')
  return canonicalHost(bytes.toString('hex').replace(/(.{4})(?=.)/g, '$1:'))
}

/** A name or address in the one form in which certificates are compared: IPv6 addresses have several. */
export function canonicalHost(host: string): string {
  return isIP(host) === 6 ? new URL(`http://[${host}]/`).hostname.slice(1, -1) : host
}
