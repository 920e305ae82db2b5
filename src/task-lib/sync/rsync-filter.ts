import { compileGlob } from '../../base/glob.ts'

/** Whether a path is left out; paths are relative to where the transfer starts, without a slash at the end. */
export type RsyncFilter = (path: string, isDirectory: boolean) => boolean

/**
 * What `--exclude` patterns leave out, with all that is below it. Source: rsync(1), "PATTERN MATCHING RULES": one that begins with a slash
 * starts where the transfer does, one that ends with a slash is for directories alone, `**` and `***` also match slashes, and without a
 * slash a pattern is for the last part of a path.
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

/** A single `*` before or after `**` may match a slash here, which rsync does not let it. */
function wholeMatcher(pattern: string): (parts: readonly string[]) => boolean {
  const glob = compileGlob(pattern.replace(/\*{2,}/g, '*'))
  return parts => glob.matches(parts.join('/')) || glob.matches(`/${parts.join('/')}`)
}
