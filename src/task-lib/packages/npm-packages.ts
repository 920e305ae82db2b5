import { parseJson } from '../../base/parse-json.ts'
import { splitWords } from '../../base/words.ts'
import { TaskError } from '../../errors.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { requireProgram } from '../../shell/require-program.ts'

/** How npm is started. */
export interface NpmPlace {
  /** `npm`, its path, or the words that start it. */
  readonly executable: string
  /** Where it is started. */
  readonly directory: string
  readonly options: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** A package as `npm ls` shows it, at the top of a project or of the host. */
export interface NpmPackage {
  readonly name: string
  readonly version: string | undefined
  /** False if it is missing, or not of a version that `package.json` allows. */
  readonly isRight: boolean
}

/** The script that runs npm with some words. It says so if there is no npm. */
export function npmScript(
  { executable, directory, options, environment }: NpmPlace,
  words: readonly string[],
): ShellText {
  const [command = '', ...first] = splitWords(executable)
  return joinShell([
    sh`export LC_ALL=C npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false npm_config_progress=false`,
    ...exportVariables(environment),
    requireProgram(command, 'install it in an earlier task'),
    sh`cd -- ${directory} || exit
${[command, ...first, ...words, ...options]}`,
  ])
}

/** Has npm keep no log of a question, nor remove old ones, which it does with every command; there can be no such directory. */
const WITHOUT_LOGS = sh`export npm_config_logs_max=0 npm_config_logs_dir=/dev/null/none`

/** Has npm make no directory for a cache; what asks the registry needs one. */
const WITHOUT_CACHE = sh`export npm_config_cache=/dev/null/none`

/** The script that asks npm in a directory; an empty map if there is none. */
function questionScript(
  place: NpmPlace,
  words: readonly string[],
  ...settings: readonly ShellText[]
): ShellText {
  return joinShell([
    sh`[ -d ${place.directory} ] || { echo '{}'; exit 0; }`,
    WITHOUT_LOGS,
    ...settings,
    npmScript(place, words),
  ])
}

/** Asks for the packages at the top; with a name and version, for those of that name whose version is in that range. */
export function npmPackages(place: NpmPlace, spec: string | undefined): Probe<readonly NpmPackage[]> {
  const words = ['ls', '--json', '--depth=0', ...(spec === undefined ? [] : [spec])]
  return probe({
    title: `packages of npm in ${place.directory}`,
    script: questionScript(place, words, WITHOUT_CACHE),
    // 1: something is missing or wrong, which its list says.
    answers: [0, 1],
    parse: ({ stdout, stderr }) => packagesIn(readJson(stdout, stderr)),
  })
}

/** Asks for the packages that an update would replace, with the version that they would get. */
export function npmOutdated(
  place: NpmPlace,
  name: string | undefined,
): Probe<readonly { readonly name: string; readonly current: string; readonly wanted: string }[]> {
  const words = ['outdated', '--json', ...(name === undefined ? [] : [name])]
  return probe({
    title: `outdated packages of npm in ${place.directory}`,
    script: questionScript(place, words),
    // 1: there are some.
    answers: [0, 1],
    parse: ({ stdout, stderr }) =>
      Object.entries(readJson(stdout, stderr)).flatMap(([each, found]) => {
        const { current, wanted } = (Array.isArray(found) ? found[0] : found) as Record<string, unknown>
        const isOld = typeof current === 'string' && typeof wanted === 'string' && current !== wanted
        return isOld ? [{ name: each, current, wanted }] : []
      }),
  })
}

/** What npm prints as JSON; nothing at all is an empty map. Throws TaskError if npm failed. */
function readJson(stdout: Buffer, stderr: Buffer): Readonly<Record<string, unknown>> {
  const text = stdout.toString().trim()
  const parsed = text === '' ? {} : parseJson(text)
  if (typeof parsed !== 'object' || parsed === null)
    throw new TaskError(`expected JSON of npm, found \`${text}\``)
  const { error } = parsed as { error?: { code?: string; summary?: string } }
  if (error !== undefined && error.code !== 'ELSPROBLEMS')
    throw new TaskError(`npm failed: ${error.summary ?? stderr.toString().trim()}`)
  return parsed as Readonly<Record<string, unknown>>
}

function packagesIn({ dependencies }: Readonly<Record<string, unknown>>): NpmPackage[] {
  const found = Object.entries(
    (dependencies ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  )
  return found.flatMap(([name, { version, missing, invalid, optional }]) => {
    // One for another platform may be missing.
    if (missing === true && optional === true) return []
    const isRight = missing !== true && !invalid
    return [{ name, version: typeof version === 'string' ? version : undefined, isRight }]
  })
}
