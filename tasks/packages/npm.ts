/**
 * Packages of Node.js, of a project or of the host.
 *
 *     - npm:
 *         path: /srv/app
 *         ci: true
 *         production: true
 */
import {
  type ChangeInput,
  type CheckContext,
  defineTask,
  flag,
  hostPath,
  inSync,
  plan,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { fileContents, joinShell, plainPath } from '../../src/built-in/host.ts'
import {
  isInstalledAsLocked,
  type NpmPlace,
  npmOutdated,
  npmPackages,
  npmScript,
} from '../../src/built-in/packages.ts'
import { absolutePath, closedWords, mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    name: text()
      .refine(
        name => /^(@[\w~][\w.~-]*\/)?[\w~][\w.~-]*(@\S+)?$/.test(name),
        'expected the name of a package, such as `pm2` or `@angular/cli`',
      )
      .optional()
      .describe('Name of the package. Without it, the packages of `package.json` in `path` are installed.')
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
      .describe('Install the package for the whole host.')
      .meta({ examples: [true] }),
    state: z
      .enum(['present', 'absent', 'latest'])
      .default('present')
      .describe(
        '`latest` upgrades to the newest versions that `package.json` allows, or of a package of the host.',
      )
      .meta({ examples: ['latest'] }),
    ci: flag()
      .default(false)
      .describe('Install just what `package-lock.json` says. Nothing is done if it is installed already.')
      .meta({ examples: [true] }),
    production: flag()
      .default(false)
      .describe('Leave packages out that are only for development.')
      .meta({ examples: [true] }),
    executable: text()
      .refine(line => (closedWords(line) ?? []).length > 0, 'expected a command with its quotes closed')
      .default('npm')
      .describe('Name or path of npm.')
      .meta({ examples: ['/opt/node/bin/npm'] }),
    registry: text()
      .refine(url => /^https?:\/\/[^\s@]+$/.test(url), 'expected a URL without a password')
      .optional()
      .describe('URL of the registry. A password belongs in `.npmrc` or in `environment`.')
      .meta({ examples: ['https://npm.example.com'] }),
    ignore_scripts: flag()
      .default(false)
      .describe('Run no scripts of packages.')
      .meta({ examples: [true] }),
    no_optional: flag()
      .default(false)
      .describe('Leave optional packages out.')
      .meta({ examples: [true] }),
    no_bin_links: flag()
      .default(false)
      .describe('Make no links to programs of packages.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Have npm go on where it warns (`--force`).')
      .meta({ examples: [true] }),
    unsafe_perm: flag()
      .default(false)
      .describe('Run scripts of packages as root. Only for npm before version 7.')
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

type Params = z.output<typeof params>

type Verb = 'install' | 'ci' | 'update' | 'uninstall'

interface NpmPlan {
  readonly verbs: readonly Verb[]
}

export default defineTask({
  summary: 'Installs, upgrades or removes packages of Node.js with npm.',
  example: `- npm:
    path: /srv/app
    ci: true
    production: true
`,
  params,
  readsExternalState: true,
  check: async context => {
    const { host, params, carriedOut } = context
    const { state } = params
    const { name, version } = wishOf(params)
    const place = await placeOf(context)
    const path = params.path === undefined ? undefined : place.directory
    const outputs = omitUndefined({ name, version, path, state })
    const finish = (changes: readonly ChangeInput[], verbs: readonly Verb[]) => {
      if (changes.length === 0) return inSync(outputs)
      const made = plan<NpmPlan>(changes, { verbs }, outputs)
      return path === undefined ? made : { ...made, mayChange: [{ resource: `file:${path}`, isWhole: true }] }
    }
    if (params.ci) {
      const isRight = carriedOut !== undefined || (await isAsLocked(host, place.directory, params))
      const clean = { resource: `npm:${path}`, action: 'install', after: { state: 'as package-lock.json' } }
      return finish(isRight ? [] : [clean], ['ci'])
    }
    const seen = await host.ask(npmPackages(place, state === 'absent' ? name : specOf(params)))
    if (state === 'absent') {
      const found = seen.find(each => each.name === name)
      const removal = {
        resource: `npm:${name}`,
        action: 'remove',
        before: { version: found?.version },
        after: null,
      }
      return finish(found ? [removal] : [], ['uninstall'])
    }
    const isThere = seen.some(each => each.name === name && each.isRight)
    const wanted = name === undefined || isThere ? [] : [name]
    const lacking =
      name === undefined ? seen.filter(({ isRight }) => !isRight).map(each => each.name) : wanted
    const outdated = state === 'latest' ? await host.ask(npmOutdated(place, name)) : []
    const installs = lacking.map(each => ({
      resource: `npm:${each}`,
      action: 'install',
      after: { version: version ?? 'newest' },
    }))
    const upgrades = outdated.map(({ name: each, current, wanted }) => ({
      resource: `npm:${each}`,
      action: 'upgrade',
      before: { version: current },
      after: { version: wanted },
    }))
    const verbs = [
      ...(installs.length > 0 ? ['install' as const] : []),
      ...(upgrades.length > 0 ? ['update' as const] : []),
    ]
    return finish([...installs, ...upgrades], verbs)
  },
  mayChange: async ({ host, params }) =>
    params.path === undefined ? undefined : mayChangeFiles(host, [params.path], { isWhole: true }),
  apply: async context => {
    const { host, params, plan } = context
    const { name } = wishOf(params)
    const place = await placeOf(context)
    for (const verb of plan.data.verbs) {
      const spec = verb === 'install' ? specOf(params) : name
      const words = [verb, ...(spec === undefined ? [] : [spec])]
      await host.run(joinShell([sh`mkdir -p -- ${place.directory} || exit`, npmScript(place, words)]), {
        title: `npm ${words.join(' ')}`,
        live: true,
      })
    }
  },
})

/** The package that is meant; a version in its name is taken apart. */
function wishOf({ name, version }: Params): { readonly name?: string; readonly version?: string } {
  const [, bare, own] = /^(.[^@]*)@(.*)$/s.exec(name ?? '') ?? []
  return omitUndefined({ name: bare ?? name, version: own ?? version })
}

function specOf(params: Params): string | undefined {
  const { name, version } = wishOf(params)
  return name === undefined || version === undefined ? name : `${name}@${version}`
}

async function placeOf({
  host,
  params,
  environment,
}: Pick<CheckContext<Params>, 'host' | 'params' | 'environment'>) {
  const { executable, registry } = params
  const directory = params.path === undefined ? '/' : plainPath(await absolutePath(host, params.path))
  const flags = {
    global: params.global,
    production: params.production,
    'ignore-scripts': params.ignore_scripts,
    'unsafe-perm': params.unsafe_perm,
    'no-optional': params.no_optional,
    'no-bin-links': params.no_bin_links,
    force: params.force,
  }
  const given = Object.entries(flags).filter(([, isGiven]) => isGiven)
  const options = [
    ...given.map(([name]) => `--${name}`),
    ...(registry === undefined ? [] : ['--registry', registry]),
  ]
  return { executable, directory, environment, options } satisfies NpmPlace
}

async function isAsLocked(
  host: ReadHost,
  directory: string,
  { production, no_optional }: Params,
): Promise<boolean> {
  const names = ['package-lock.json', 'npm-shrinkwrap.json', 'node_modules/.package-lock.json']
  const [lock = null, shrinkwrap = null, installed = null] = await host.ask(
    fileContents(names.map(name => `${directory}/${name}`)),
  )
  if (lock === null && shrinkwrap === null)
    throw new TaskError(`\`${directory}\` has no package-lock.json`, {
      hint: 'create it in an earlier task, or remove `ci`',
    })
  return isInstalledAsLocked(shrinkwrap ?? lock, installed, { dev: production, optional: no_optional })
}
