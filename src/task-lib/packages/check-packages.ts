import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { packageSimulation, packageVersion } from '../../remote/probes/packages/managed.ts'
import { sh } from '../../shell/quote.ts'
import { requireTools } from '../require-tools.ts'
import { fetchesOnly, fetchListsFirst, newest } from './fetch-lists-first.ts'
import { packageChange } from './package-change.ts'
import type { PackageManager, PackagePlan, PackageRequest } from './package-manager.ts'

type Context = Pick<CheckContext<unknown>, 'host' | 'isCheckMode' | 'carriedOut'>

/**
 * Compares the packages of a host with the task's request. The plan lists all packages that the transaction would
 * install, upgrade or remove. Throws TaskError if the host lacks the package manager, or the package manager refuses.
 */
export async function checkPackages(
  context: Context,
  manager: PackageManager,
  request: PackageRequest,
): Promise<InSync | Plan<PackagePlan>> {
  const { host } = context
  await requireTools(host, [manager.program], '`package` uses the package manager of the host')
  const found = await versionsOf(host, manager, request.names)
  const lacking = request.names.filter(name => (found.get(name) === null) !== (request.state === 'absent'))
  const isOpen = request.state === 'latest' || request.upgradesAll || lacking.length > 0
  if (!isOpen && !fetchesOnly(request)) return inSync()
  const lists = { resource: `${manager.program}:lists`, refresh: manager.refresh }
  const stage = fetchListsFirst(context, lists, request, lacking)
  if (stage) return stage
  if (fetchesOnly(request)) return inSync()
  const commands = commandsOf(manager, request, lacking)
  const changes: ChangeInput[] = []
  for (const words of commands) changes.push(...(await simulate(host, manager, words)))
  const named = new Set(changes.map(({ resource }) => resource))
  // Marking an installed package as requested explicitly is not a step of a transaction.
  const noted =
    manager.recordsRequested && request.state !== 'absent'
      ? lacking.filter(name => !named.has(`package:${name}`))
      : []
  const isNothing = changes.length === 0 && noted.length === 0
  if (isNothing) return inSync()
  const all = changes.length === 0 ? noted.map(name => newest(name)) : changes
  return plan<PackagePlan>(all, { commands })
}

function commandsOf(
  manager: PackageManager,
  { names, state, upgradesAll }: PackageRequest,
  lacking: readonly string[],
): (readonly string[])[] {
  if (upgradesAll) return [manager.upgrade]
  if (state === 'latest') return [manager.latest(names)]
  return [state === 'absent' ? manager.remove(lacking) : manager.install(lacking)]
}

async function versionsOf(
  host: ReadHost,
  manager: PackageManager,
  names: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const asked = names.map(async name => {
    const version = await host.ask(packageVersion(name, manager.version(name)))
    return [name, version] as const
  })
  return new Map(await Promise.all(asked))
}

async function simulate(
  host: ReadHost,
  manager: PackageManager,
  words: readonly string[],
): Promise<ChangeInput[]> {
  const script = sh`LC_ALL=C ${manager.simulated(words)}`
  const answer = await host.ask(packageSimulation(words, script, manager.read))
  if ('refused' in answer)
    throw new TaskError(`${words.join(' ')} would fail: ${answer.refused}`, {
      hint: 'is the name right, and are the package lists up to date? `update_cache: true` fetches them',
    })
  const open = answer.steps.flatMap(({ name, before }) => (before === undefined ? [name] : []))
  const versions = await versionsOf(host, manager, open)
  return answer.steps.map(({ name, before, after }) =>
    packageChange({ name, before: before === undefined ? (versions.get(name) ?? null) : before, after }),
  )
}
