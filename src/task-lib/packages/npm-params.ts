import { z } from 'zod'
import { flag, hostPath, text } from '../../authoring/params.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { isCommandLine } from '../../base/words.ts'

/** The params of the task type `npm`. */
export const npmParams = z
  .strictObject({
    name: text()
      .refine(
        name => /^(@[\w~][\w.~-]*\/)?[\w~][\w.~-]*(@\S+)?$/.test(name),
        'expected the name of a package, such as `pm2` or `@angular/cli`',
      )
      .optional()
      .describe(
        'Name of the package. If it is not set, the packages in the `package.json` of `path` are installed.',
      )
      .meta({ examples: ['pm2'] }),
    version: text()
      .refine(version => /^[\dv^~<>=*][^@/]*$/.test(version), 'expected a version or a range such as `^1.2`')
      .optional()
      .describe('Version of the package, or a range. For a tag such as `latest`, use `state: latest`.')
      .meta({ examples: ['5.3.0'] }),
    path: hostPath()
      .optional()
      .describe('Directory of the project. It is created if it does not exist.')
      .meta({ examples: ['/srv/app'] }),
    global: flag()
      .default(false)
      .describe('Install the package globally, for the whole host.')
      .meta({ examples: [true] }),
    state: z
      .enum(['present', 'absent', 'latest'])
      .default('present')
      .describe(
        '`latest` upgrades to the newest versions that `package.json` allows. With `global`, it upgrades to the newest version of the package.',
      )
      .meta({ examples: ['latest'] }),
    ci: flag()
      .default(false)
      .describe(
        'Install exactly what `package-lock.json` lists. If this is already installed, nothing changes.',
      )
      .meta({ examples: [true] }),
    production: flag()
      .default(false)
      .describe('Do not install packages that are needed only for development.')
      .meta({ examples: [true] }),
    executable: text()
      .refine(isCommandLine, 'expected a command with its quotes closed')
      .default('npm')
      .describe('Name or path of npm.')
      .meta({ examples: ['/opt/node/bin/npm'] }),
    registry: text()
      .refine(url => /^https?:\/\/[^\s@]+$/.test(url), 'expected a URL without a password')
      .optional()
      .describe('URL of the registry. Put passwords into `.npmrc` or `environment`, not into this URL.')
      .meta({ examples: ['https://npm.example.com'] }),
    ignore_scripts: flag()
      .default(false)
      .describe('Do not run the install scripts of packages.')
      .meta({ examples: [true] }),
    no_optional: flag()
      .default(false)
      .describe('Do not install optional packages.')
      .meta({ examples: [true] }),
    no_bin_links: flag()
      .default(false)
      .describe('Do not create links to the programs of packages.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Pass `--force` to npm, so that it continues in spite of conflicts.')
      .meta({ examples: [true] }),
    unsafe_perm: flag()
      .default(false)
      .describe('Run the install scripts of packages as root. Has an effect only with npm before version 7.')
      .meta({ examples: [true] }),
  })
  .refine(({ path, global }) => path !== undefined || global, {
    path: ['path'],
    message: 'expected the directory of the project, or `global: true`',
  })
  .refine(
    ({ name, state, version, global }) => name !== undefined || (state !== 'absent' && !version && !global),
    {
      path: ['name'],
      message: 'expected the name of a package, which `state: absent`, `version` and `global` need',
    },
  )
  .refine(({ name = '', version }) => version === undefined || !/.@/.test(name), {
    path: ['version'],
    message: 'is in `name` already',
  })
  .refine(({ ci, name, state }) => !ci || (name === undefined && state === 'present'), {
    path: ['ci'],
    message: 'cannot be combined with `name` or `state`',
  })

/** The validated params of `npm`. */
export type NpmParams = z.output<typeof npmParams>

/** Returns the requested package. A version in `name` (`NAME@VERSION`) is split off. */
export function npmRequest({ name, version }: NpmParams): {
  readonly name?: string
  readonly version?: string
} {
  const [, bare, own] = /^(.[^@]*)@(.*)$/s.exec(name ?? '') ?? []
  return omitUndefined({ name: bare ?? name, version: own ?? version })
}

/** Returns the requested package as one word, `NAME@VERSION`; undefined if the task names none. */
export function npmSpec(params: NpmParams): string | undefined {
  const { name, version } = npmRequest(params)
  return name === undefined || version === undefined ? name : `${name}@${version}`
}
