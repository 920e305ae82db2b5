import { z } from 'zod'
import { parseJson } from '../../base/parse-json.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { brewScript, readBrew } from '../../remote/probes/packages/homebrew.ts'
import { type PackageStep, packageSimulation } from '../../remote/probes/packages/managed.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import type { HomebrewRequest } from './homebrew-request.ts'

type KnownStep = PackageStep & { readonly before: string | null }

/**
 * Returns what upgrading all packages would change; none if the task does not request that. Pinned packages are
 * omitted.
 */
export async function outdatedPackages(
  host: ReadHost,
  request: HomebrewRequest,
): Promise<readonly KnownStep[]> {
  if (!request.upgradesAll) return []
  return simulate(host, request, { simulated: request.upgradeAll, asked: request.outdated }, text => {
    const { data } = OUTDATED.safeParse(parseJson(text))
    const found = [...(request.onlyCasks ? [] : (data?.formulae ?? [])), ...(data?.casks ?? [])]
    return found.flatMap(({ name, installed_versions, current_version, pinned }) => {
      const before = [installed_versions].flat().at(-1) ?? null
      return pinned ? [] : [{ name, before, after: current_version }]
    })
  })
}

/** Fields of `brew outdated --json=v2`. */
const OUTDATED_ITEM = z.object({
  name: z.string(),
  installed_versions: z.union([z.string(), z.array(z.string())]),
  current_version: z.string(),
  pinned: z.boolean().default(false),
})
const OUTDATED = z.object({ formulae: z.array(OUTDATED_ITEM), casks: z.array(OUTDATED_ITEM) })

/**
 * Returns the missing dependencies of packages that are installed or upgraded. In a dry run, returns none if they
 * depend on what earlier tasks install.
 */
export async function missingDependencies(
  host: ReadHost,
  request: HomebrewRequest,
  { installed, upgraded }: { readonly installed: readonly string[]; readonly upgraded: readonly string[] },
): Promise<readonly KnownStep[]> {
  const names = [...installed, ...upgraded]
  if (names.length === 0) return []
  const asked = ['deps', '--union', '--missing', ...(request.onlyCasks ? ['--cask'] : []), ...names]
  const simulated = [...request.words[installed.length > 0 ? 'install' : 'upgrade'], ...names]
  const steps = await orUnknownAnswer(
    simulate(host, request, { simulated, asked }, text =>
      text
        .split('\n')
        .filter(name => name !== '' && !names.includes(name))
        .map(name => ({ name, before: null, after: 'newest' })),
    ),
  )
  return steps instanceof Unknown ? [] : steps
}

async function simulate(
  host: ReadHost,
  { path }: HomebrewRequest,
  { simulated, asked }: { readonly simulated: readonly string[]; readonly asked: readonly string[] },
  read: (text: string) => readonly KnownStep[],
): Promise<readonly KnownStep[]> {
  const words = ['brew', ...simulated]
  const answer = await host.ask(
    packageSimulation(words, brewScript(path, asked), output => {
      const found = readBrew(output)
      // The probe for packages reports a host without brew.
      if (found === null) return { steps: [] }
      return 'refused' in found ? found : { steps: read(found.text) }
    }),
  )
  if ('refused' in answer) throw new TaskError(`${words.join(' ')} would fail: ${answer.refused}`)
  return answer.steps.map(({ name, before, after }) => ({ name, before: before ?? null, after }))
}
