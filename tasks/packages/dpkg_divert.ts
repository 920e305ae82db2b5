/**
 * A diversion of dpkg: packages put their version of a file elsewhere, so that an upgrade does not replace yours.
 *
 *     - dpkg_divert:
 *         path: /usr/bin/vim
 *         divert: /usr/bin/vim.debian
 *         rename: true
 */
import {
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
import { fileStates, joinShell, plainPath } from '../../src/built-in/host.ts'
import {
  type Diversion,
  type DivertPlan,
  diversionOf,
  diversionResource,
  planOtherDiversion,
  switchDiversion,
} from '../../src/built-in/packages.ts'
import { absolutePath } from '../../src/built-in/params.ts'

function onePath() {
  return hostPath().refine(path => !/[\r\n]/.test(path), 'expected a path without line breaks')
}

const params = z.strictObject({
  path: onePath()
    .describe('The file to divert. Packages then install their version of it under another name.')
    .meta({ examples: ['/usr/bin/vim'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the file should be diverted.')
    .meta({ examples: ['absent'] }),
  holder: text()
    .refine(name => name === '' || name === 'LOCAL' || /^[a-z0-9][a-z0-9.+-]*$/.test(name), {
      message: 'expected the name of a package',
    })
    .optional()
    .describe(
      'The package whose own version of the file is not diverted. By default (`LOCAL`), the versions of all packages are diverted.',
    )
    .meta({ examples: ['branding'] }),
  divert: onePath()
    .optional()
    .describe(
      'The path to which packages install their version. Default: the path of the file with `.distrib` appended.',
    )
    .meta({ examples: ['/usr/bin/vim.debian'] }),
  rename: flag()
    .default(false)
    .describe('Move the file itself when the diversion is added or removed. By default, it is not moved.')
    .meta({ examples: [true] }),
  force: flag()
    .default(false)
    .describe('With `rename`, replace an existing file at the destination of the move.')
    .meta({ examples: [true] }),
})

type Params = z.output<typeof params>

export default defineTask({
  summary:
    'Adds or removes a dpkg diversion: packages then install their version of a file under another name.',
  example: `- dpkg_divert:
    path: /usr/bin/vim
    divert: /usr/bin/vim.debian
    rename: true
`,
  params,
  outputs: {
    diversion:
      'A map with the wanted diversion: its `path`, `state`, `holder` (`LOCAL` or a package) and `divert`, the new path; the last two are null if `state` is `absent`.',
    commands:
      'The dpkg-divert commands that were run, as a list of command lines; only if something changed.',
    messages: 'The lines that dpkg-divert printed, as a list; only if something changed.',
  },
  check: async ({ host, params }) => {
    const [path, wanted] = await wantedDiversion(host, params)
    const [now, [file = null, there = null]] = await Promise.all([
      host.ask(diversionOf(path)),
      host.ask(fileStates(wanted ? [path, wanted.divert] : [path])),
    ])
    if (now === undefined)
      throw new TaskError('the host has no `dpkg-divert`', { hint: 'only hosts with dpkg have diversions' })
    if (file?.kind === 'directory')
      throw new TaskError(`\`${path}\` is a directory, and dpkg diverts only files`)
    const shown = { path, state: wanted ? 'present' : 'absent' }
    const outputs = {
      diversion: { ...shown, holder: wanted?.holder ?? null, divert: wanted?.divert ?? null },
    }
    if (now?.holder === wanted?.holder && now?.divert === wanted?.divert) return inSync(outputs)
    const change = {
      resource: diversionResource(path),
      action: actionOf(now, wanted),
      before: now && { ...now },
      after: wanted && { ...wanted },
    }
    const { changes, data } =
      now && wanted
        ? await planOtherDiversion(host, path, { now, wanted, there })
        : await switchDiversion(host, params, { path, now, wanted, file, there })
    return plan<DivertPlan>([change, ...changes], data, outputs)
  },
  mayChange: async ({ host, params }) => {
    const [path, wanted] = await wantedDiversion(host, params)
    // Only the host knows the diverted path of a diversion that is removed.
    if (wanted === null && params.rename) return undefined
    const files = wanted && params.rename ? [path, wanted.divert] : []
    return [
      { resource: diversionResource(path) },
      ...files.map(each => ({ resource: `file:${each}`, mayGo: true })),
    ]
  },
  apply: async ({ host, plan: { data } }) => {
    const { path, replaces, removes, adds, rename, moves } = data
    const how = adds && (adds.holder === 'LOCAL' ? ['--local'] : ['--package', adds.holder])
    const commands = [
      ...(removes ? [['--remove', path]] : []),
      ...(adds && how ? [[...how, '--divert', adds.divert, '--add', path]] : []),
    ]
    const steps = [
      ...(replaces === undefined ? [] : [sh`rm -f -- ${replaces}`]),
      ...commands.map(words => sh`LC_ALL=C dpkg-divert $n ${words}`),
      ...(moves ? [sh`mv -- ${moves.from} ${moves.to}`] : []),
    ]
    const { stdout } = await host.run(
      sh`n=
case $(LC_ALL=C dpkg-divert --help) in *--no-rename*) n=--no-rename;; esac
${rename ? sh`n=--rename` : sh``}
${joinShell(steps, ' && ')}`,
      { title: `${adds ? 'add' : 'remove'} the diversion of ${path}` },
    )
    const flag = rename ? '--rename' : '--no-rename'
    return {
      commands: commands.map(words => ['dpkg-divert', flag, ...words].join(' ')),
      messages: stdout.toString().split('\n').filter(Boolean),
    }
  },
})

async function wantedDiversion(host: ReadHost, params: Params): Promise<[string, Diversion | null]> {
  const path = plainPath(await absolutePath(host, params.path))
  if (params.state === 'absent') return [path, null]
  const divert = params.divert === undefined ? `${path}.distrib` : await absolutePath(host, params.divert)
  return [path, { holder: params.holder || 'LOCAL', divert: plainPath(divert) }]
}

function actionOf(now: Diversion | null, wanted: Diversion | null): string {
  if (wanted === null) return 'delete'
  return now === null ? 'create' : 'update'
}
