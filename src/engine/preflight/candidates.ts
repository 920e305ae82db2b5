import { existsSync, readdirSync } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'
import { escapeRegex } from '../../base/escape-regex.ts'
import type { Source } from '../../errors.ts'
import { isConstant } from '../steps/is-constant.ts'

/** The maximum number of candidate files for a templated name. */
const MAX_CANDIDATES = 200

/**
 * Returns the files that a templated name may refer to. They are found by the literal parts of the name; each
 * template stands for a part of one path component. Undefined if the literal parts are not enough.
 */
export function candidatesFor(source: Source, folder: string): string[] | undefined {
  if (source.kind !== 'scalar' || source.tag !== undefined) return undefined
  const name = String(source.value)
  if (isConstant(source)) return [isAbsolute(name) ? name : join(folder, name)]
  const [first = '', ...others] = name.replace(/\{\{.*?\}\}/gs, HOLE).split('/')
  // A template at the beginning may stand for any folder; if it is the whole name, for any file.
  const isOpen = first === HOLE || (first.startsWith(HOLE) && others.length > 0)
  if (isOpen) return undefined
  let found = [isAbsolute(name) ? sep : folder]
  for (const part of isAbsolute(name) ? others : [first, ...others]) {
    found = found.flatMap(path => within(path, part)).slice(0, MAX_CANDIDATES)
  }
  return found
}

const HOLE = '\0'

function within(folder: string, part: string): string[] {
  if (!part.includes(HOLE)) {
    const path = join(folder, part)
    return existsSync(path) ? [path] : []
  }
  const escaped = part.split(HOLE).map(escapeRegex)
  const pattern = new RegExp(`^${escaped.join('.*')}$`)
  try {
    return readdirSync(folder)
      .filter(name => pattern.test(name))
      .sort()
      .map(name => join(folder, name))
  } catch {
    return []
  }
}
