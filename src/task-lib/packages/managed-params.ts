import { z } from 'zod'
import { flag } from '../../authoring/params.ts'
import { commaTexts } from '../comma-texts-param.ts'
import { wordsParam } from '../words-param.ts'
import type { PackageRequest } from './package-manager.ts'

/**
 * Returns the schema of the param for package names. A name must not begin with `-`, so that it is never read as an
 * option.
 */
export function packageNames(what: string, example: readonly string[]) {
  return commaTexts()
    .refine(names => names.every(name => /^[^-\s]\S*$/.test(name)), 'expected names of packages')
    .default([])
    .describe(what)
    .meta({ examples: [example] })
}

/** Returns the schema of the param for the state of packages. */
export function packageState() {
  return z
    .enum(['present', 'installed', 'latest', 'absent', 'removed'])
    .default('present')
    .describe('The desired state of the packages.')
    .meta({ examples: ['latest'] })
}

/** Returns the schema of the param that fetches the package lists first. */
export function updateCache() {
  return flag()
    .default(false)
    .describe('Fetch the package lists before packages are installed or upgraded. Also works without `name`.')
    .meta({ examples: [true] })
}

/** Returns the schema of a param for additional options of the package manager. */
export function optionWords() {
  return wordsParam('expected options with their quotes closed').default('')
}

/** Returns the arguments of `refine` that allow either `upgrade` or `name`, but not both. */
export function namesOrUpgrade() {
  const isRight = (params: RequestParams): boolean => params.name.length === 0 || !params.upgrade
  const error = { path: ['upgrade'], message: 'cannot be combined with `name`' }
  return [isRight, error] as const
}

/** Returns the arguments of `refine` that require at least one of `name`, `upgrade` and `update_cache`. */
export function somethingToDo() {
  const isRight = (params: RequestParams): boolean =>
    params.name.length > 0 || params.upgrade || params.update_cache
  const error = { path: ['name'], message: 'expected names, or `upgrade` or `update_cache`' }
  return [isRight, error] as const
}

interface RequestParams {
  readonly name: readonly string[]
  readonly upgrade: boolean
  readonly update_cache: boolean
}

/** Converts these params to the request that a package manager gets. */
export function packageRequest(params: {
  readonly name: readonly string[]
  readonly state: 'present' | 'installed' | 'latest' | 'absent' | 'removed'
  readonly update_cache: boolean
  readonly upgrade?: boolean
}): PackageRequest {
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
