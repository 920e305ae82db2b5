import { createHash } from 'node:crypto'

/** Returns the ID, in hex, of a member of an initial cluster. Source: etcd's `membership.NewMember`. */
export function memberId(peerUrl: string, token: string): string {
  return firstBytes(peerUrl + token)
}

/**
 * Returns the ID, in hex, of a cluster with these initial members. It does not change when members are added or
 * removed later.
 */
export function clusterId(peerUrls: readonly string[], token: string): string {
  const ids = peerUrls.map(url => BigInt(`0x${memberId(url, token)}`)).sort((a, b) => (a < b ? -1 : 1))
  const bytes = Buffer.alloc(ids.length * 8)
  for (const [at, id] of ids.entries()) bytes.writeBigUInt64BE(id, at * 8)
  return firstBytes(bytes)
}

function firstBytes(content: string | Buffer): string {
  return createHash('sha1').update(content).digest().readBigUInt64BE(0).toString(16)
}

/** Returns the peer URL of a member. */
export function peerUrl(address: string): string {
  return `https://${bracketed(address)}:2380`
}

/** Returns an address for use in a URL, with an IPv6 address in brackets. */
export function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
