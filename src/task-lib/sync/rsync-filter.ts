import { compileGlob } from '../../base/glob.ts'

/** Whether a path is excluded. The path is relative to the start of the transfer, without a slash at the end. */
export type RsyncFilter = (path: string, isDirectory: boolean) => boolean

/**
 * Returns a filter for `--exclude` patterns, which also exclude everything below a matching directory. Source:
 * rsync(1), "PATTERN MATCHING RULES": a pattern that begins with a slash is anchored at the start of the transfer, one
 * that ends with a slash matches only directories, `**` and `***` also match slashes, and a pattern without a slash
 * matches the last part of a path.
 */
export function rsyncFilter(patterns: readonly string[]): RsyncFilter {
  const rules = patterns.map(ruleOf)
  return (path, isDirectory) => {
    const parts = path.split('/')
    return parts.some((_, at) => {
      const isLast = at === parts.length - 1
      return rules.some(rule => rule(parts.slice(0, at + 1), !isLast || isDirectory))
    })
  }
}

type Rule = (parts: readonly string[], isDirectory: boolean) => boolean

function ruleOf(pattern: string): Rule {
  const isForDirectories = pattern.endsWith('/')
  const bare = isForDirectories ? pattern.slice(0, -1) : pattern
  const isAnchored = bare.startsWith('/')
  const words = (isAnchored ? bare.slice(1) : bare).replace(/\/\*\*\*$/, '').split('/')
  const spansSlashes = words.some(word => word.includes('**'))
  const matches = spansSlashes ? wholeMatcher(words.join('/')) : partsMatcher(words)
  return (parts, isDirectory) => {
    if (isForDirectories && !isDirectory) return false
    if (isAnchored) return matches(parts)
    return parts.some((_, at) => matches(parts.slice(at)))
  }
}

function partsMatcher(words: readonly string[]): (parts: readonly string[]) => boolean {
  const globs = words.map(compileGlob)
  return parts => parts.length === globs.length && globs.every((glob, at) => glob.matches(parts[at] ?? ''))
}

/**
 * Returns a matcher for a pattern against whole paths. Unlike in rsync, a single `*` next to `**` may match a slash.
 */
function wholeMatcher(pattern: string): (parts: readonly string[]) => boolean {
  const glob = compileGlob(pattern.replace(/\*{2,}/g, '*'))
  return parts => glob.matches(parts.join('/')) || glob.matches(`/${parts.join('/')}`)
}
