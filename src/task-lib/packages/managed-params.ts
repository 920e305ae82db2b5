import { z } from 'zod'
import { flag, oneOrMore, text } from '../../authoring/params.ts'
import type { PackageWish } from './package-manager.ts'

/** The param for the names of packages; a name cannot be taken for an option. */
export function packageNames(what: string, example: readonly string[]) {
  return oneOrMore(text())
    .transform(names => names.flatMap(name => name.split(',').map(each => each.trim())).filter(Boolean))
    .refine(names => names.every(name => /^[^-\s]\S*$/.test(name)), 'expected names of packages')
    .default([])
    .describe(what)
    .meta({ examples: [example] })
}

/** The param for the state of packages. */
export function packageState() {
  return z
    .enum(['present', 'installed', 'latest', 'absent', 'removed'])
    .default('present')
    .describe('The desired state of the packages.')
    .meta({ examples: ['latest'] })
}

/** The param for the lists of packages. */
export function updateCache() {
  return flag()
    .default(false)
    .describe('Fetch the package lists before packages are installed or upgraded. Also works without `name`.')
    .meta({ examples: [true] })
}

/** What such params ask for. */
export function packageWish(params: {
  readonly name: readonly string[]
  readonly state: 'present' | 'installed' | 'latest' | 'absent' | 'removed'
  readonly update_cache: boolean
  readonly upgrade?: boolean
}): PackageWish {
  const { name: names, state, update_cache: refreshes, upgrade: upgradesAll = false } = params
  const plain = {
    present: 'present',
    installed: 'present',
    latest: 'latest',
    absent: 'absent',
    removed: 'absent',
  } as const
  return { names, state: plain[state], refreshes, upgradesAll }
}
