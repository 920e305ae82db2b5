/**
 * A diversion of dpkg: packages put their version of a file elsewhere, so that an upgrade does not replace yours.
 *
 *     - dpkg_divert:
 *         path: /usr/bin/vim
 *         divert: /usr/bin/vim.debian
 *         rename: true
 */
import {
  type ChangeInput,
  defineTask,
  type FileState,
  fileState,
  flag,
  hostPath,
  inSync,
  type Probe,
  plan,
  probe,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { KIND_NAMES } from '../../src/built-in/files.ts'
import { fileStates, joinShell, plainPath } from '../../src/built-in/host.ts'
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

/** A diversion as dpkg keeps it. */
interface Diversion {
  /** `LOCAL`, or a package. */
  readonly holder: string
  readonly divert: string
}

/** What is run, in this order; each absent if there is none. */
interface DivertPlan {
  readonly path: string
  /** What is in the way of the file. */
  readonly replaces?: string
  readonly removes: boolean
  readonly adds?: Diversion
  readonly rename: boolean
  /** The packages' version of the file, where the diversion was. */
  readonly moves?: { readonly from: string; readonly to: string }
}

export default defineTask({
  summary:
    'Adds or removes a dpkg diversion: packages then install their version of a file under another name.',
  example: `- dpkg_divert:
    path: /usr/bin/vim
    divert: /usr/bin/vim.debian
    rename: true
`,
  params,
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
      resource: resourceOf(path),
      action: actionOf(now, wanted),
      before: now && { ...now },
      after: wanted && { ...wanted },
    }
    const { changes, data } =
      now && wanted
        ? await planOther(host, path, { now, wanted, there })
        : await planSwitch(host, params, { path, now, wanted, file, there })
    return plan<DivertPlan>([change, ...changes], data, outputs)
  },
  mayChange: async ({ host, params }) => {
    const [path, wanted] = await wantedDiversion(host, params)
    // Where a diversion leads that is removed, only the host knows.
    if (wanted === null && params.rename) return undefined
    const files = wanted && params.rename ? [path, wanted.divert] : []
    return [{ resource: resourceOf(path) }, ...files.map(each => ({ resource: `file:${each}`, mayGo: true }))]
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

interface Planned {
  readonly changes: readonly ChangeInput[]
  readonly data: DivertPlan
}

/** Another holder or place: dpkg has to remove the diversion and add it again. The packages' version of the file goes along. */
async function planOther(
  host: ReadHost,
  path: string,
  { now, wanted, there }: { now: Diversion; wanted: Diversion; there: FileState | null },
): Promise<Planned> {
  const data = { path, removes: true, adds: wanted, rename: false }
  const isSamePlace = now.divert === wanted.divert
  const old = isSamePlace || there !== null ? null : await host.ask(fileState(now.divert))
  if (old === null) return { changes: [], data }
  const moves = { from: now.divert, to: wanted.divert }
  return { changes: renaming(moves, old), data: { ...data, moves } }
}

interface Switched {
  readonly path: string
  readonly now: Diversion | null
  readonly wanted: Diversion | null
  /** What is at the path, and where the wanted diversion leads. */
  readonly file: FileState | null
  readonly there: FileState | null
}

/** A diversion that is added or removed, and its file moved. Throws TaskError if something is in the way. */
async function planSwitch(
  host: ReadHost,
  { rename, force }: Params,
  { path, now, wanted, file, there }: Switched,
): Promise<Planned> {
  const data = { path, removes: wanted === null, ...(wanted ? { adds: wanted } : {}), rename }
  if (!rename) return { changes: [], data }
  const old = now ? await host.ask(fileState(now.divert)) : null
  const [from, to] = wanted ? [path, wanted.divert] : [now?.divert ?? path, path]
  const [source, target] = wanted ? [file, there] : [old, file]
  if (source === null) return { changes: [], data }
  if (target !== null && (!force || target.kind === 'directory'))
    throw new TaskError(`\`${from}\` cannot be moved to \`${to}\`, where a ${KIND_NAMES[target.kind]} is`, {
      hint: 'move it away in an earlier task, or set `force: true` to replace a file',
    })
  const changes = renaming({ from, to }, source, target)
  return { changes, data: target === null ? data : { ...data, replaces: to } }
}

async function wantedDiversion(host: ReadHost, params: Params): Promise<[string, Diversion | null]> {
  const path = plainPath(await absolutePath(host, params.path))
  if (params.state === 'absent') return [path, null]
  const divert = params.divert === undefined ? `${path}.distrib` : await absolutePath(host, params.divert)
  return [path, { holder: params.holder || 'LOCAL', divert: plainPath(divert) }]
}

function resourceOf(path: string): string {
  return `diversion:${path}`
}

function actionOf(now: Diversion | null, wanted: Diversion | null): string {
  if (wanted === null) return 'delete'
  return now === null ? 'create' : 'update'
}

function renaming(
  { from, to }: { from: string; to: string },
  { kind: state }: FileState,
  target: FileState | null = null,
): ChangeInput[] {
  return [
    { resource: `file:${from}`, action: 'delete', before: { state }, after: null },
    {
      resource: `file:${to}`,
      action: target ? 'update' : 'create',
      before: target && { state: target.kind },
      after: { state, from },
    },
  ]
}

/** Asks for the diversion of a path; null if there is none, undefined if the host has no dpkg-divert. */
function diversionOf(path: string): Probe<Diversion | null | undefined> {
  return probe({
    title: `diversion of ${path}`,
    script: sh`command -v dpkg-divert >/dev/null || exit 3
export LC_ALL=C
dpkg-divert --listpackage ${path} && dpkg-divert --truename ${path}`,
    answers: [0, 3],
    parse: ({ status, stdout }) => {
      if (status === 3) return undefined
      // Without a diversion there is only the true name, the path itself.
      const [holder = '', divert] = stdout.toString().trimEnd().split('\n')
      return divert === undefined ? null : { holder, divert }
    },
    own: {
      resource: resourceOf(path),
      after: ({ after }) => (after ? { holder: String(after.holder), divert: String(after.divert) } : null),
    },
  })
}
