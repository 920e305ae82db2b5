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
  /** The working directory of npm. */
  readonly directory: string
  readonly options: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** A package at the top level of a project or of the host, as `npm ls` lists it. */
export interface NpmPackage {
  readonly name: string
  readonly version: string | undefined
  /** False if it is missing, or its version does not satisfy `package.json`. */
  readonly isRight: boolean
}

/** Returns the script that runs npm with these arguments. It fails with a message if the host has no npm. */
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

/**
 * Keeps npm from writing a log, and from removing old ones, which it does with every command: the directory cannot
 * exist.
 */
const WITHOUT_LOGS = sh`export npm_config_logs_max=0 npm_config_logs_dir=/dev/null/none`

/** Keeps npm from creating a cache directory. Commands that contact the registry need one. */
const WITHOUT_CACHE = sh`export npm_config_cache=/dev/null/none`

/**
 * Returns the script that runs npm in a directory without writing anything; it prints an empty object if the directory
 * does not exist.
 */
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

/**
 * Returns a probe for the packages at the top level. With `spec` (a name and version), only for those of that name
 * whose version is in the range.
 */
export function npmPackages(place: NpmPlace, spec: string | undefined): Probe<readonly NpmPackage[]> {
  const words = ['ls', '--json', '--depth=0', ...(spec === undefined ? [] : [spec])]
  return probe({
    title: `packages of npm in ${place.directory}`,
    script: questionScript(place, words, WITHOUT_CACHE),
    // 1: a package is missing or has a wrong version, which the list shows.
    answers: [0, 1],
    parse: ({ stdout, stderr }) => packagesIn(readJson(stdout, stderr)),
  })
}

/** Returns a probe for the packages that an update would replace, with the version that each would get. */
export function npmOutdated(
  place: NpmPlace,
  name: string | undefined,
): Probe<readonly { readonly name: string; readonly current: string; readonly wanted: string }[]> {
  const words = ['outdated', '--json', ...(name === undefined ? [] : [name])]
  return probe({
    title: `outdated packages of npm in ${place.directory}`,
    script: questionScript(place, words),
    // 1: some packages are outdated.
    answers: [0, 1],
    parse: ({ stdout, stderr }) =>
      Object.entries(readJson(stdout, stderr)).flatMap(([each, found]) => {
        const { current, wanted } = (Array.isArray(found) ? found[0] : found) as Record<string, unknown>
        const isOld = typeof current === 'string' && typeof wanted === 'string' && current !== wanted
        return isOld ? [{ name: each, current, wanted }] : []
      }),
  })
}

/** Parses the JSON that npm prints; no output is an empty object. Throws TaskError if npm failed. */
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
    // An optional package for another platform may be missing.
    if (missing === true && optional === true) return []
    const isRight = missing !== true && !invalid
    return [{ name, version: typeof version === 'string' ? version : undefined, isRight }]
  })
}
