import { z } from 'zod'
import { flag, hostPath, oneOrMore, text } from '../../authoring/params.ts'
import { namesOrUpgrade, packageNames, packageState, somethingToDo, updateCache } from './managed-params.ts'

/** The params of the task type `apk`. */
export const apkParams = z
  .strictObject({
    name: packageNames('Names of packages, optionally with a version (`name=1.0-r0`, `name>1`).', [
      'git',
      'curl>8',
    ]),
    state: packageState(),
    update_cache: updateCache(),
    upgrade: flag()
      .default(false)
      .describe('Upgrade all packages.')
      .meta({ examples: [true] }),
    available: flag()
      .default(false)
      .describe(
        'With `upgrade`, replace or downgrade installed packages that are no longer in any repository.',
      )
      .meta({ examples: [true] }),
    no_cache: flag()
      .default(false)
      .describe('Do not use a package cache on the host.')
      .meta({ examples: [true] }),
    repository: oneOrMore(text())
      .refine(urls => urls.every(url => /^[^-\s]\S*$/.test(url)), 'expected URLs or paths of repositories')
      .default([])
      .describe('Repositories to use instead of those of the host.')
      .meta({ examples: [['https://dl-cdn.alpinelinux.org/alpine/edge/main']] }),
    world: hostPath()
      .default('/etc/apk/world')
      .describe('Path of the file that lists the explicitly requested packages.')
      .meta({ examples: ['/etc/apk/world'] }),
  })
  .refine(...namesOrUpgrade())
  .refine(...somethingToDo())

export type ApkParams = typeof apkParams
