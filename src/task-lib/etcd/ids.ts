import { createHash } from 'node:crypto'

/** The id of a member that a cluster begins with, in hex. Source: etcd's `membership.NewMember`. */
export function memberId(peerUrl: string, token: string): string {
  return firstBytes(peerUrl + token)
}

/** The id of a cluster that begins with these members, in hex: it stays the same as members come and go. */
export function clusterId(peerUrls: readonly string[], token: string): string {
  const ids = peerUrls.map(url => BigInt(`0x${memberId(url, token)}`)).sort((a, b) => (a < b ? -1 : 1))
  const bytes = Buffer.alloc(ids.length * 8)
  for (const [at, id] of ids.entries()) bytes.writeBigUInt64BE(id, at * 8)
  return firstBytes(bytes)
}

function firstBytes(content: string | Buffer): string {
  return createHash('sha1').update(content).digest().readBigUInt64BE(0).toString(16)
}

/** The peer URL that the site gives to a member. */
export function peerUrl(address: string): string {
  return `https://${bracketed(address)}:2380`
}

/** An IPv6 address in a URL is in brackets. */
export function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
