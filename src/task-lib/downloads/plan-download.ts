import type { CheckContext } from '../../authoring/define.ts'
import { type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { orUnknown, Unknown } from '../../values/unknown.ts'
import { differs } from '../difference.ts'
import {
  type Attributes,
  attributesChange,
  attributesIn,
  compareAttributes,
  isGivenAway,
  knownAttributes,
  writtenAccount,
  writtenMode,
} from '../files/attributes.ts'
import { pathOutputs } from '../files/path-attributes.ts'
import { type SecurityAttributes, securityOf } from '../files/security.ts'
import { warned } from '../files/warnings.ts'
import type { WantedChecksum } from './checksum.ts'
import { shownUrl } from './download.ts'
import type { Fetcher } from './fetch.ts'

type Checking = Pick<CheckContext<Attributes & { readonly url: string }>, 'host' | 'params'>

/** What is done to a file that is downloaded: only its attributes are set, or it is fetched. */
export type GetUrlPlan =
  | ({ readonly do: 'attributes'; readonly path: string } & Attributes)
  | ({
      readonly do: 'download'
      readonly path: string
      readonly by: Fetcher
      /** Null if none was requested; a list if it could not be read yet. */
      readonly checksum: WantedChecksum | null
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
      /** The sha256 of the old file, null if it did not exist; absent if it is unknown. */
      readonly replaces?: string | null
    } & SecurityAttributes)

/** The plan of a file that is fetched. */
export type DownloadPlan = GetUrlPlan & { do: 'download' }

/** Plans the attributes of a file whose content is right. */
export async function planKeptFile(
  { host, params }: Checking,
  path: string,
  state: FileState,
  outputs: Record<string, unknown>,
): Promise<InSync | Plan<GetUrlPlan>> {
  const difference = await compareAttributes(host, path, state, attributesIn(params))
  const all = { ...outputs, ...pathOutputs(path, state, {}, difference.after) }
  if (!differs(difference)) return inSync(all)
  return plan<GetUrlPlan>(
    [attributesChange(path, difference)],
    {
      do: 'attributes',
      path: (await host.ask(pathToChange(path))) ?? path,
      ...(difference.after as Attributes),
    },
    all,
  )
}

/** The plan of a download over what is at its place; `outputs` are those that are known already. */
export async function planDownload(
  { host, params }: Checking,
  { state, digest }: { readonly state: FileState | null; readonly digest: string | null },
  download: Pick<DownloadPlan, 'path' | 'by' | 'checksum' | 'replaces'>,
  outputs: Record<string, unknown>,
): Promise<Plan<GetUrlPlan>> {
  const { path, checksum } = download
  const wanted = attributesIn(params)
  const isTaken = state !== null && isGivenAway(state, await compareAttributes(host, path, state, wanted))
  const mode = writtenMode(wanted.mode, () => state?.mode ?? '0644', isTaken)
  const algorithm = checksum?.algorithm ?? 'sha256'
  const digests = checksum && 'hex' in checksum ? { [algorithm]: checksum.hex } : {}
  const from = orUnknown(() => shownUrl(params.url))
  const before = state && { [algorithm]: digest, ...knownAttributes({ mode: orUnknown(() => state.mode) }) }
  return plan<GetUrlPlan>(
    [
      {
        resource: `file:${path}`,
        action: state ? 'update' : 'create',
        before,
        after: { from, mode, ...digests, ...omitUndefined({ owner: wanted.owner, group: wanted.group }) },
      },
    ],
    {
      do: 'download',
      ...download,
      mode: mode instanceof Unknown ? '0600' : mode,
      ...knownAttributes({ ...writtenAccount(wanted, state), ...securityOf(wanted) }),
    },
    {
      ...outputs,
      state: 'file',
      mode,
      ...omitUndefined({ owner: wanted.owner, group: wanted.group }),
      ...warned(path, undefined, state),
    },
  )
}
