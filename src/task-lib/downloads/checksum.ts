import type { DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import { DIGEST_ALGORITHMS } from '../../remote/probes/files/digest.ts'

/** The value of a `checksum` param: a digest, or the URL of a file that lists it. */
export type WantedChecksum =
  | { readonly algorithm: DigestAlgorithm; readonly hex: string }
  | { readonly algorithm: DigestAlgorithm; readonly listUrl: string }

const LENGTHS: Readonly<Record<DigestAlgorithm, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
}

/**
 * Parses `sha256:HEX` or `sha256:https://…/SHA256SUMS`; undefined if it is neither. Punctuation in HEX is ignored, as by Ansible.
 */
export function parseChecksum(text: string): WantedChecksum | undefined {
  const [, name = '', rest = ''] = /^([a-z0-9]+):(.+)$/i.exec(text.trim()) ?? []
  const algorithm = DIGEST_ALGORITHMS.find(known => known === name.toLowerCase())
  if (!algorithm) return undefined
  if (/^(https?|ftp|file):\/\/\S+$/i.test(rest)) return { algorithm, listUrl: rest }
  const hex = rest.replace(/\W+/g, '').toLowerCase()
  const isHex = /^[0-9a-f]+$/.test(hex) && hex.length === LENGTHS[algorithm]
  return isHex ? { algorithm, hex } : undefined
}

/**
 * Finds the digest of a file in a list in the format of `sha256sum` or of the BSDs, or in a file with only a digest.
 * Returns undefined if the list does not name the file.
 */
export function findInList(list: string, fileName: string, algorithm: DigestAlgorithm): string | undefined {
  const digest = `([0-9a-f]{${LENGTHS[algorithm]}})[^\\w\\s]*`
  const alone = new RegExp(`^\\s*${digest}\\s*$`, 'i').exec(list)?.[1]
  if (alone) return alone.toLowerCase()
  const plainShape = new RegExp(`^\\\\?${digest}\\s+[*?]?(\\S.*)$`, 'i')
  const bsdShape = new RegExp(`^[A-Za-z0-9-]+ ?\\((.+)\\) ?= ?${digest}$`, 'i')
  const lines = list.split(/\r?\n/).map(line => {
    const plain = plainShape.exec(line.trim())
    const bsd = bsdShape.exec(line.trim())
    return plain ? { hex: plain[1], name: plain[2] } : { hex: bsd?.[2], name: bsd?.[1] }
  })
  const isNamed = (name: string | undefined): boolean => name === fileName || name === `./${fileName}`
  const found =
    lines.find(({ name }) => isNamed(name)) ?? lines.find(({ name }) => name?.split('/').at(-1) === fileName)
  return found?.hex?.toLowerCase()
}
