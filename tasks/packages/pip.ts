/**
 * Python packages, in a virtual environment or of the host.
 *
 *     - pip:
 *         requirements: /srv/app/requirements.txt
 *         virtualenv: /srv/app/venv
 *         virtualenv_command: python3 -m venv
 */
import {
  type ChangeInput,
  type CheckContext,
  defineTask,
  fileContent,
  flag,
  hostPath,
  inSync,
  oneOrMore,
  pathExists,
  plan,
  probe,
  type ShellText,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  absolutePath,
  exportVariables,
  isWords,
  joinShell,
  omitUndefined,
  splitWords,
} from '../../src/built-in.ts'

const params = z
  .strictObject({
    name: oneOrMore(
      text().refine(name => !/[\0\r\n]/.test(name) && !name.startsWith('-'), 'expected a requirement'),
    )
      .optional()
      .describe('Requirements: names with or without versions, paths on the host, or URLs.')
      .meta({ examples: [['flask>=2,<3', 'gunicorn']] }),
    version: text()
      .refine(version => version.trim() !== '', 'expected a version')
      .optional()
      .describe('Version of the only package in `name`, or a comparison such as `>=1.2`.')
      .meta({ examples: ['1.4.2'] }),
    requirements: text()
      .optional()
      .describe('Path on the host of a file of requirements, from `chdir` if it is relative.')
      .meta({ examples: ['/srv/app/requirements.txt'] }),
    state: z
      .enum(['present', 'absent', 'latest', 'forcereinstall'])
      .default('present')
      .describe(
        '`latest` upgrades to the newest versions, which the package index knows; it counts as a change at every run if pip is older than 22.2. `forcereinstall` installs again at every run, as do paths, URLs and `editable`.',
      )
      .meta({ examples: ['latest'] }),
    virtualenv: text()
      .optional()
      .describe(
        'Path of a virtual environment, from `chdir` if it is relative. It is created if it does not exist.',
      )
      .meta({ examples: ['/srv/app/venv'] }),
    virtualenv_command: text()
      .refine(isWords, 'expected a command with its quotes closed')
      .default('virtualenv')
      .describe('The command that creates the virtual environment.')
      .meta({ examples: ['python3 -m venv'] }),
    virtualenv_python: text()
      .optional()
      .describe(
        'The Python of a new virtual environment, for `virtualenv`. With `-m venv`, name it in `virtualenv_command`.',
      )
      .meta({ examples: ['python3.11'] }),
    virtualenv_site_packages: flag()
      .default(false)
      .describe('Let a new virtual environment use the packages of the host.')
      .meta({ examples: [true] }),
    executable: text()
      .optional()
      .describe('Name or path of pip. Default: `pip3` or `pip`.')
      .meta({ examples: ['pip3.11'] }),
    editable: flag()
      .default(false)
      .describe('Install in editable mode (`-e`).')
      .meta({ examples: [true] }),
    extra_args: text()
      .refine(isWords, 'expected options with their quotes closed')
      .optional()
      .describe(
        'Further options of pip. A password belongs in `environment`, such as `PIP_INDEX_URL`: arguments can be listed.',
      )
      .meta({ examples: ['--no-deps'] }),
    chdir: hostPath()
      .optional()
      .describe('Directory in which pip is started.')
      .meta({ examples: ['/srv/app'] }),
    umask: text()
      .refine(
        mask => /^[0-7]{1,4}$/.test(mask),
        'expected a mask of octal digits in quotes, such as `"0022"`',
      )
      .optional()
      .describe('The umask with which packages are installed.')
      .meta({ examples: ['0022'] }),
  })
  .refine(({ name, requirements }) => (name === undefined) !== (requirements === undefined), {
    path: ['name'],
    message: 'expected one of `name` and `requirements`',
  })
  .refine(({ executable, virtualenv }) => executable === undefined || virtualenv === undefined, {
    path: ['executable'],
    message: 'cannot be combined with `virtualenv`',
  })
  .refine(({ version, state }) => version === undefined || state !== 'latest', {
    path: ['version'],
    message: 'cannot be combined with `state: latest`',
  })
  .refine(
    ({ version, name }) => version === undefined || (name?.length === 1 && !/[=<>!~]/.test(name[0] ?? '')),
    {
      path: ['version'],
      message: 'needs one package in `name`, without a version of its own',
    },
  )
  .refine(
    ({ virtualenv_python, virtualenv_command }) =>
      !virtualenv_python || !/-m venv|pyvenv/.test(virtualenv_command),
    {
      path: ['virtualenv_python'],
      message: 'is not for `-m venv`: name the Python in `virtualenv_command`',
    },
  )

type Params = z.output<typeof params>
type Checking = CheckContext<Params>

interface PipPlan {
  /** The virtual environment that is created first. */
  readonly makes?: string
  readonly removes: readonly string[]
  readonly installs: boolean
}

export default defineTask({
  summary: 'Installs, upgrades or removes Python packages with pip.',
  example: `- pip:
    name: [flask>=2, gunicorn]
    virtualenv: /srv/app/venv
    virtualenv_command: python3 -m venv
`,
  params,
  readsExternalState: true,
  check: async context => {
    const { host, params, carriedOut } = context
    const place = await placeOf(context)
    const outputs = outputsOf(params, place)
    const isMade =
      place.environment === undefined ||
      (await host.ask(pathExists(literal(`${place.environment}/bin/activate`))))
    const making = isMade ? {} : { makes: place.environment ?? '' }
    const made: ChangeInput[] = isMade
      ? []
      : [{ resource: `virtualenv:${place.environment}`, action: 'create', before: null, after: {} }]
    if (params.state === 'absent') {
      const removes = isMade ? await installedOf(context, place) : []
      const gone = removes.map(name => ({
        resource: `pip:${name}`,
        action: 'remove',
        before: {},
        after: null,
      }))
      return finish([...made, ...gone], { ...making, removes, installs: false }, outputs, place)
    }
    const isRight =
      isMade && (carriedOut ? await isRightAfterRun(context, place) : await isRightNow(context, place))
    const wanted = isRight ? [] : titlesOf(params, place).map(name => changeOf(name, params))
    return finish([...made, ...wanted], { ...making, removes: [], installs: !isRight }, outputs, place)
  },
  mayChange: async ({ host, params }) => {
    const chdir = params.chdir === undefined ? '/' : await absolutePath(host, params.chdir)
    if (params.virtualenv === undefined) return undefined
    const path = below(chdir, await absolutePath(host, params.virtualenv))
    return [{ resource: `file:${path}`, isWhole: true }]
  },
  apply: async context => {
    const {
      host,
      params,
      plan: { data },
    } = context
    const place = await placeOf(context)
    const run = (script: ShellText, title: string) => host.run(inPlace(context, place, script), { title })
    if (data.makes !== undefined) await run(makeScript(params, data.makes), `create ${data.makes}`)
    if (data.removes.length > 0)
      await run(
        sh`${pipOf(params, place)}
"$@" uninstall -y -- ${data.removes}`,
        `pip uninstall ${data.removes.join(' ')}`,
      )
    if (!data.installs) return
    const { stdout, stderr } = await run(
      sh`${pipOf(params, place)}
"$@" install ${[...stateOptions(params), ...extraOptions(params), ...requirementsOf(params, place)]}`,
      `pip install ${titlesOf(params, place).join(' ')}`,
    )
    return { stdout: stdout.toString(), stderr: stderr.toString() }
  },
})

/** Where pip is started, and what paths mean there. */
interface Place {
  readonly directory: string
  readonly environment?: string
  readonly file?: string
}

async function placeOf({ host, params }: Pick<Checking, 'host' | 'params'>): Promise<Place> {
  const directory = params.chdir === undefined ? '/' : await absolutePath(host, params.chdir)
  const pathOf = async (path: string | undefined) =>
    path === undefined ? undefined : below(directory, await absolutePath(host, path))
  const [environment, file] = [await pathOf(params.virtualenv), await pathOf(params.requirements)]
  return { directory, ...omitUndefined({ environment, file }) }
}

function below(directory: string, path: string): string {
  return path.startsWith('/') ? path : `${directory.replace(/\/$/, '')}/${path}`
}

function outputsOf({ name, version, requirements, state }: Params, { environment }: Place) {
  return omitUndefined({ name, version, requirements, state, virtualenv: environment })
}

function finish(
  changes: readonly ChangeInput[],
  data: PipPlan,
  outputs: ReturnType<typeof outputsOf>,
  { environment }: Place,
) {
  if (changes.length === 0) return inSync(outputs)
  const result = plan<PipPlan>(changes, data, outputs)
  return environment === undefined
    ? result
    : { ...result, mayChange: [{ resource: `file:${environment}`, isWhole: true }] }
}

function changeOf(name: string, { state }: Params): ChangeInput {
  const actions = { present: 'install', latest: 'upgrade', forcereinstall: 'reinstall', absent: 'remove' }
  return { resource: `pip:${name}`, action: actions[state], after: { state } }
}

/** The requirements as changes name them. */
function titlesOf({ name = [], version }: Params, { file }: Place): string[] {
  if (file !== undefined) return [file]
  return version === undefined ? [...name] : name.map(each => withVersion(each, version))
}

function withVersion(name: string, version: string): string {
  return /^\s*\d/.test(version) ? `${name}==${version.trim()}` : `${name}${version.trim()}`
}

function requirementsOf(params: Params, place: Place): string[] {
  if (place.file !== undefined) return ['-r', place.file]
  const names = titlesOf(params, place)
  return params.editable ? names.flatMap(name => ['-e', name]) : ['--', ...names]
}

function stateOptions({ state }: Params): string[] {
  if (state === 'latest') return ['-U']
  return state === 'forcereinstall' ? ['-U', '--force-reinstall'] : []
}

/** `-e` goes with each requirement. */
function extraOptions({ extra_args = '' }: Params): string[] {
  return splitWords(extra_args).filter(word => word !== '-e' && word !== '--editable')
}

/** Sets the words of the script to those that start pip. */
function pipOf({ executable }: Params, { environment }: Place): ShellText {
  if (environment !== undefined) {
    const bin = `${environment}/bin`
    return sh`PATH=${bin}:$PATH; set -- ${`${bin}/python`} -m pip`
  }
  if (executable !== undefined)
    return sh`command -v ${executable} >/dev/null || { echo ${`the host has no ${executable}`} >&2; exit 127; }
set -- ${executable}`
  return sh`if command -v pip3 >/dev/null 2>&1; then set -- pip3
elif command -v pip >/dev/null 2>&1; then set -- pip
else echo 'the host has no pip: install python3-pip in an earlier task' >&2; exit 127; fi`
}

function makeScript(
  { virtualenv_command, virtualenv_python, virtualenv_site_packages }: Params,
  path: string,
) {
  const [command = '', ...words] = splitWords(virtualenv_command)
  const options = [
    ...(virtualenv_site_packages ? ['--system-site-packages'] : []),
    ...(virtualenv_python === undefined ? [] : ['-p', virtualenv_python]),
  ]
  const missing = `the host has no ${command}: install it in an earlier task, or set \`virtualenv_command: python3 -m venv\``
  return sh`command -v ${command} >/dev/null || { echo ${missing} >&2; exit 127; }
${[command, ...words, ...options]} -- ${path}`
}

/** A script in its directory and environment, with input that is empty. */
function inPlace(
  { params, environment }: Pick<Checking, 'params' | 'environment'>,
  { directory }: Place,
  script: ShellText,
): ShellText {
  return joinShell([
    sh`export LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore`,
    ...exportVariables(environment),
    ...(params.umask === undefined ? [] : [sh`umask ${params.umask}`]),
    sh`cd -- ${directory} || exit`,
    script,
  ])
}

/** Whether nothing would be installed. What pip cannot decide without installing it counts as not installed. */
async function isRightNow(context: Checking, place: Place): Promise<boolean> {
  return context.params.state !== 'forcereinstall' && (await wouldInstall(context, place)) === false
}

/** What a run has just installed is right, if only an installation could show it. */
async function isRightAfterRun(context: Checking, place: Place): Promise<boolean> {
  const { params } = context
  const isAlwaysInstalled =
    params.state !== 'present' || params.editable || titlesOf(params, place).some(isSource)
  return isAlwaysInstalled || (await wouldInstall(context, place)) !== true
}

/** A path or an URL: pip builds it again each time. */
function isSource(requirement: string): boolean {
  return /^[./~]|:\/\/|^(git|hg|svn|bzr)\+|\.(whl|zip|tar\.\w+)$/.test(requirement)
}

/**
 * Whether pip would install something; undefined if it cannot know. Without an index, pip only looks at what is installed. Old versions
 * cannot simulate: there, the library that pip itself is made with compares the requirements.
 */
function wouldInstall(context: Checking, place: Place): Promise<boolean | undefined> {
  const { host, params } = context
  const isLatest = params.state === 'latest'
  const words = [
    ...extraOptions(params),
    ...(isLatest ? ['-U'] : ['--no-index']),
    ...requirementsOf(params, place),
  ]
  const names = place.file === undefined ? titlesOf(params, place) : []
  const compare = `import sys, pkg_resources as p
f, names = sys.argv[1], sys.argv[2:]
p.require(names + ([str(r) for r in p.parse_requirements(open(f))] if f else []))`
  const script = sh`${pipOf(params, place)}
case $("$@" install --help 2>/dev/null) in
  *--dry-run*)
    o=$("$@" install --dry-run ${words} 2>&1) || exit 4
    case $o in *'Would install '*) exit 4;; esac
    exit 0;;
esac
${isLatest ? sh`exit 5` : sh``}
p=python3
[ "$2" != -m ] || p=$1
"$p" -c ${compare} ${place.file ?? ''} ${names} >/dev/null 2>&1 && exit 0
exit 5`
  const answers: Readonly<Record<number, boolean | undefined>> = { 0: false, 4: true, 5: undefined }
  return host.ask(
    probe({
      title: `what pip would install of ${titlesOf(params, place).join(' ')}`,
      script: inPlace(context, place, script),
      answers: [0, 4, 5],
      parse: ({ status }) => answers[status],
    }),
  )
}

/** The names of what is installed of the requirements. */
async function installedOf(context: Checking, place: Place): Promise<string[]> {
  const { host, params } = context
  const found = await host.ask(
    probe({
      title: `what pip has of ${titlesOf(params, place).join(' ')}`,
      script: inPlace(
        context,
        place,
        sh`${pipOf(params, place)}
"$@" list --format=freeze 2>/dev/null || "$@" freeze --all`,
      ),
      parse: ({ stdout }) => stdout.toString().split('\n'),
    }),
  )
  const installed = new Set(found.map(line => canonical(line.split(/==| @ /)[0] ?? '')))
  const wanted = place.file === undefined ? (params.name ?? []) : await linesOf(context, place.file)
  const names = wanted.flatMap(line => /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? [])
  return [...new Set(names)].filter(name => installed.has(canonical(name)))
}

async function linesOf({ host }: Checking, file: string): Promise<string[]> {
  const bytes = await host.ask(fileContent(file))
  if (bytes === null)
    throw new TaskError(`\`${file}\` does not exist`, { hint: 'create it in an earlier task' })
  return bytes.toString().split('\n')
}

/** Source: PEP 503, "Normalized Names". */
function canonical(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, '-')
}

/** A path as a pattern that matches nothing else. */
function literal(path: string): string {
  return path.replace(/[*?[]/g, '[$&]')
}
