import { JinjaError } from '../jinja/error.ts'
import { describe } from '../jinja/text.ts'

/** Orders two versions: negative if the left is older. Throws JinjaError for versions that cannot be parsed. */
export type CompareVersions = (left: string, right: string) => number

/** The comparisons of Ansible's test `version`, by the names of their types. */
export const VERSION_TYPES: Readonly<Record<string, CompareVersions>> = {
  loose: (left, right) => compareParts(looseParts(left), looseParts(right)),
  strict: (left, right) => comparePieces(strictPieces(left), strictPieces(right)),
  semver: (left, right) => compareSemantic(semantic(left), semantic(right)),
  semantic: (left, right) => compareSemantic(semantic(left), semantic(right)),
  pep440: (left, right) => comparePieces(pep440Pieces(left), pep440Pieces(right)),
}

type Part = number | string

/** Splits a version as `LooseVersion` of Python's distutils does: into numbers and words, in order. */
function looseParts(version: string): Part[] {
  return version
    .split(/(\d+|[a-z]+|\.)/)
    .filter(part => part !== '' && part !== '.')
    .map(part => (/^\d+$/.test(part) ? Number(part) : part))
}

function compareParts(left: readonly Part[], right: readonly Part[]): number {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [one = '', other = ''] = [left[at], right[at]]
    if (one === other) continue
    if (typeof one !== typeof other)
      throw new JinjaError(
        `version comparison failed: ${describe(one)} and ${describe(other)} cannot be compared`,
      )
    return one < other ? -1 : 1
  }
  return left.length - right.length
}

function comparePieces(left: readonly Part[], right: readonly Part[]): number {
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [one = 0, other = 0] = [left[at], right[at]]
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

const LAST = Number.POSITIVE_INFINITY

/** Splits a version as `StrictVersion` of Python's distutils does. */
function strictPieces(version: string): Part[] {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(version)
  if (!match) throw new JinjaError(`version comparison failed: invalid version number \`${version}\``)
  const [, major, minor, patch = '0', letter, number = '0'] = match
  const before = letter === undefined ? LAST : letter.charCodeAt(0)
  return [Number(major), Number(minor), Number(patch), before, Number(number)]
}

interface Semantic {
  readonly core: readonly number[]
  readonly before: readonly string[]
}

/** Parses a semantic version: https://semver.org. */
function semantic(version: string): Semantic {
  const match =
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*))?(?:\+[\da-zA-Z-]+(?:\.[\da-zA-Z-]+)*)?$/.exec(
      version,
    )
  if (!match) throw new JinjaError(`version comparison failed: invalid semantic version \`${version}\``)
  const [, major, minor, patch, before] = match
  return { core: [major, minor, patch].map(Number), before: before?.split('.') ?? [] }
}

function compareSemantic(left: Semantic, right: Semantic): number {
  const byCore = comparePieces(left.core, right.core)
  if (byCore !== 0) return byCore
  if (left.before.length === 0 || right.before.length === 0) return right.before.length - left.before.length
  for (let at = 0; at < Math.min(left.before.length, right.before.length); at += 1) {
    const order = compareIdentifiers(left.before[at] ?? '', right.before[at] ?? '')
    if (order !== 0) return order
  }
  return left.before.length - right.before.length
}

function compareIdentifiers(one: string, other: string): number {
  if (one === other) return 0
  const [isOne, isOther] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (isOne && isOther) return Number(one) - Number(other)
  if (isOne !== isOther) return isOne ? -1 : 1
  return one < other ? -1 : 1
}

/**
 * Parses a version as https://peps.python.org/pep-0440 defines: epoch, release, and the order dev < a < b < rc
 * < final < post.
 */
function pep440Pieces(version: string): Part[] {
  const match =
    /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))?(?:[-_.]?dev[-_.]?(\d*))?(?:\+[a-z\d]+(?:[-_.][a-z\d]+)*)?$/.exec(
      version.trim().toLowerCase(),
    )
  if (!match) throw new JinjaError(`version comparison failed: invalid version \`${version}\``)
  const [whole, epoch = '0', release = '', pre, preNumber, post, postNumber] = match
  const numbers = release.split('.').map(Number)
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop()
  const padded = Array.from({ length: 12 }, (_, at) => numbers[at] ?? 0)
  const isDev = /dev/.test(whole)
  const devNumber = Number(match[7] ?? 0)
  const hasPost = post !== undefined || postNumber !== undefined
  const preRank =
    pre === undefined ? rankWithout(isDev, hasPost) : PRE_RANKS.indexOf(pre[0] === 'p' ? 'r' : (pre[0] ?? ''))
  return [
    Number(epoch),
    ...padded,
    preRank,
    Number(preNumber ?? 0),
    hasPost ? Number(post ?? postNumber ?? 0) + 1 : 0,
    isDev ? devNumber : LAST,
  ]
}

const PRE_RANKS = ['a', 'b', 'c', 'r']

function rankWithout(isDev: boolean, hasPost: boolean): number {
  return isDev && !hasPost ? -1 : PRE_RANKS.length
}
