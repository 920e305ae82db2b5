import { z } from 'zod'
import { parseJson } from '../../../base/parse-json.ts'
import { joinShell, type ShellText, sh } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import type { SubjectOf } from '../../subject.ts'
import { probeAbout } from '../answers.ts'

/** A formula or a cask, as reported by Homebrew. */
export interface HomebrewPackage {
  /** Its full name, with its tap unless that is one of Homebrew's own. */
  readonly name: string
  /** All of its names and aliases, in lower case. */
  readonly names: readonly string[]
  /** The installed version; null if it is not installed. */
  readonly installed: string | null
  readonly newest: string
  readonly isOutdated: boolean
  /** Whether it is pinned to its version. */
  readonly isPinned: boolean
  /** Whether its files are linked into the prefix; undefined for a cask, which has no such links. */
  readonly isLinked: boolean | undefined
}

/** The path of brew, with the packages or with the reason why brew refused; null if the host has no Homebrew. */
export type HomebrewAnswer =
  | { readonly brew: string; readonly packages: readonly HomebrewPackage[] }
  | { readonly brew: string; readonly refused: string }
  | null

/**
 * Returns the script that runs `brew` with the arguments `words`; brew then fetches no update of itself. `path` lists
 * directories in which brew is searched first. The script prints the path of brew in a line before brew's output, and
 * exits with status 3 if the host has no brew.
 */
export function brewScript(path: string, words: readonly string[]): ShellText {
  return joinShell([
    sh`PATH=${path}:$PATH HOMEBREW_NO_AUTO_UPDATE=1 HOMEBREW_NO_ENV_HINTS=1 LC_ALL=C
export PATH HOMEBREW_NO_AUTO_UPDATE HOMEBREW_NO_ENV_HINTS LC_ALL
brew=$(command -v brew) || exit 3
echo "$brew"`,
    ...(words.length === 0 ? [] : [sh`brew ${words}`]),
  ])
}

/**
 * Parses the output of `brewScript` into the path of brew, and what brew printed or why it failed; null if the host
 * has no brew.
 */
export function readBrew({ status, stdout, stderr }: BrewOutput): BrewText | null {
  const end = stdout.indexOf('\n')
  if (end === -1) return null
  const brew = stdout.slice(0, end)
  return status === 0 ? { brew, text: stdout.slice(end + 1) } : { brew, refused: brewFailure(stderr) }
}

interface BrewOutput {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

type BrewText =
  | { readonly brew: string; readonly text: string }
  | { readonly brew: string; readonly refused: string }

/**
 * Asks Homebrew for packages by name, or for all installed packages. With `onlyCasks`, the names are those of casks.
 */
export function homebrewPackages(
  subject: Omit<SubjectOf<'homebrew packages'>, 'kind'>,
): Probe<HomebrewAnswer> {
  const { names, path, onlyCasks, onlyInstalled } = subject
  const ofCasks = onlyCasks ? ['--cask'] : []
  const asked = onlyInstalled ? ['--installed'] : [...ofCasks, ...names]
  return probeAbout(
    { kind: 'homebrew packages', ...subject },
    {
      title: names.length === 0 ? 'brew of the host' : `what brew says of ${names.join(', ')}`,
      script: brewScript(path, names.length === 0 ? [] : ['info', '--json=v2', ...asked]),
      answers: 'any',
      parse: ({ status, stdout, stderr }) => {
        const read = readBrew({ status, stdout: stdout.toString(), stderr: stderr.toString() })
        if (read === null || 'refused' in read) return read
        const { brew, text } = read
        const packages = names.length === 0 ? [] : packagesIn(text, onlyCasks)
        return packages ? { brew, packages } : { brew, refused: `expected JSON, found \`${text}\`` }
      },
    },
  )
}

function packagesIn(text: string, onlyCasks: boolean): HomebrewPackage[] | undefined {
  const { data } = INFO.safeParse(parseJson(text))
  return data && [...(onlyCasks ? [] : data.formulae.map(formulaOf)), ...data.casks.map(caskOf)]
}

const NAMES = z.array(z.string()).default([])

const FORMULA = z.object({
  name: z.string(),
  full_name: z.string(),
  tap: z.string().nullish(),
  aliases: NAMES,
  oldnames: NAMES,
  versions: z.object({ stable: z.string().nullish() }),
  revision: z.number().default(0),
  installed: z.array(z.object({ version: z.string() })),
  linked_keg: z.string().nullish(),
  pinned: z.boolean().default(false),
  outdated: z.boolean(),
})

const CASK = z.object({
  token: z.string(),
  full_token: z.string(),
  tap: z.string().nullish(),
  old_tokens: NAMES,
  version: z.string(),
  installed: z.string().nullish(),
  outdated: z.boolean(),
  pinned: z.boolean().default(false),
})

/** The fields of `brew info --json=v2` that are used. */
const INFO = z.object({ formulae: z.array(FORMULA), casks: z.array(CASK) })

function formulaOf(formula: z.output<typeof FORMULA>): HomebrewPackage {
  const { name, full_name, tap, aliases, oldnames, versions, revision, linked_keg } = formula
  const stable = versions.stable ?? 'HEAD'
  return {
    name: full_name,
    names: namesOf([name, full_name, ...aliases, ...oldnames], tap),
    installed: formula.installed.at(-1)?.version ?? null,
    newest: revision > 0 ? `${stable}_${revision}` : stable,
    isOutdated: formula.outdated,
    isPinned: formula.pinned,
    isLinked: typeof linked_keg === 'string',
  }
}

function caskOf({ token, full_token, tap, ...cask }: z.output<typeof CASK>): HomebrewPackage {
  return {
    name: full_token,
    names: namesOf([token, full_token, ...cask.old_tokens], tap),
    installed: cask.installed ?? null,
    newest: cask.version,
    isOutdated: cask.outdated,
    isPinned: cask.pinned,
    isLinked: undefined,
  }
}

/** Returns all names in lower case; each may also be written with the tap before it. */
function namesOf(names: readonly string[], tap: string | null | undefined): string[] {
  const withTap = tap ? names.map(name => `${tap}/${name}`) : []
  return [...new Set([...names, ...withTap].map(name => name.toLowerCase()))]
}

function brewFailure(stderr: string): string {
  const errors = stderr.split('\n').flatMap(line => /^Error: (.*)$/.exec(line)?.[1] ?? [])
  return errors.join('; ') || stderr.trim() || 'it printed no reason'
}
