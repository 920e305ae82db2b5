import { z } from 'zod'
import { type ChangeInput, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { parseJson } from '../../base/parse-json.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { brewScript, readBrew } from '../../remote/probes/packages/homebrew.ts'
import { requireBrew } from './homebrew-refusal.ts'
import type { PackagePlan } from './package-manager.ts'

/** The requested taps. `url` is the repository from which a single tap is cloned. */
interface TapRequest {
  readonly name: readonly string[]
  readonly url?: string | undefined
  readonly state: 'present' | 'absent'
  readonly path: string
}

/** Compares the taps of a host with the task's request. Throws TaskError if the host lacks brew, or brew refuses. */
export async function checkTaps(host: ReadHost, request: TapRequest): Promise<InSync | Plan<PackagePlan>> {
  const { brew, remotes } = requireBrew(await host.ask(tapRemotes(request)))
  const open = request.name.flatMap(name => tapStep(name, remotes.get(plainName(name)), request))
  if (open.length === 0) return inSync()
  const commands = open.map(({ words }) => [brew, ...words])
  return plan<PackagePlan>(
    open.map(({ change }) => change),
    { commands },
  )
}

function tapStep(
  name: string,
  remote: string | undefined,
  { url, state }: TapRequest,
): { readonly change: ChangeInput; readonly words: readonly string[] }[] {
  const resource = tapResource(name)
  const before = remote === undefined ? null : { url: remote }
  if (state === 'absent') {
    if (before === null) return []
    return [{ change: { resource, action: 'delete', before, after: null }, words: ['untap', name] }]
  }
  if (before === null) {
    const after = { url: url ?? `https://github.com/${plainName(name).replace('/', '/homebrew-')}` }
    const change = { resource, action: 'create', before, after }
    return [{ change, words: ['tap', name, ...(url === undefined ? [] : [url])] }]
  }
  if (url === undefined || url === remote) return []
  const change = { resource, action: 'update', before, after: { url } }
  return [{ change, words: ['tap', '--custom-remote', name, url] }]
}

/** Returns a probe for the installed taps: the URL of each, by its name in lower case. */
function tapRemotes({ name, path }: TapRequest): Probe<TapAnswer> {
  return probe({
    title: `the taps ${name.join(', ')}`,
    script: brewScript(path, ['tap-info', '--json', ...name]),
    answers: 'any',
    parse: ({ status, stdout, stderr }) => {
      const read = readBrew({ status, stdout: stdout.toString(), stderr: stderr.toString() })
      if (read === null || 'refused' in read) return read
      const { data } = TAPS.safeParse(parseJson(read.text))
      if (!data) throw new TaskError(`expected JSON of brew, found \`${read.text}\``)
      const installed = data.filter(tap => tap.installed)
      return { brew: read.brew, remotes: new Map(installed.map(tap => [tap.name, tap.remote ?? ''])) }
    },
  })
}

type TapAnswer =
  | { readonly brew: string; readonly remotes: ReadonlyMap<string, string> }
  | { readonly brew: string; readonly refused: string }
  | null

/** Fields of `brew tap-info --json`. */
const TAPS = z.array(z.object({ name: z.string(), installed: z.boolean(), remote: z.string().nullish() }))

/** Returns the resource name of a tap; it is the same for all spellings of the tap's name. */
export function tapResource(name: string): string {
  return `homebrew_tap:${plainName(name)}`
}

/** Converts the name of a tap to brew's form: the repository `homebrew-tap` is the tap `tap`. */
function plainName(name: string): string {
  return name.toLowerCase().replace('/homebrew-', '/')
}
