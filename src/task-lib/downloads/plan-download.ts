import type { CheckContext } from '../../authoring/define.ts'
import { type InSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { orUnknown } from '../../values/unknown.ts'
import { type Attributes, attributesIn, compareAttributes, knownAttributes } from '../files/attributes.ts'
import { type KeptFilePlan, planKeptFile } from '../files/kept-file.ts'
import type { SecurityAttributes } from '../files/security.ts'
import { warned } from '../files/warnings.ts'
import { writtenAttributes } from '../files/written-attributes.ts'
import type { WantedChecksum } from './checksum.ts'
import { shownUrl } from './download.ts'
import type { Fetcher } from './fetch.ts'

type Checking = Pick<CheckContext<Attributes & { readonly url: string }>, 'host' | 'params'>

/** The plan for a downloaded file: either only its attributes are set, or it is downloaded. */
export type GetUrlPlan =
  | KeptFilePlan
  | ({
      readonly do: 'download'
      readonly path: string
      readonly by: Fetcher
      /** Null if the task sets no checksum; a list URL if the list could not be read yet. */
      readonly checksum: WantedChecksum | null
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
      /** The sha256 of the old file, null if it did not exist; absent if it is unknown. */
      readonly replaces?: string | null
    } & SecurityAttributes)

/** The plan of a file that is downloaded. */
export type DownloadPlan = GetUrlPlan & { do: 'download' }

/** Plans the attributes of a file whose content is already correct. */
export async function planKeptDownload(
  { host, params }: Checking,
  place: { readonly path: string; readonly state: FileState; readonly isLink: boolean },
  outputs: Outputs,
): Promise<InSync | Plan<GetUrlPlan>> {
  const difference = await compareAttributes(host, place.path, place.state, attributesIn(params))
  return planKeptFile(host, { ...place, difference }, outputs)
}

/** Plans a download that creates or replaces a file. `outputs` are the outputs that are already known. */
export async function planDownload(
  { host, params }: Checking,
  { state, digest }: { readonly state: FileState | null; readonly digest: string | null },
  download: Pick<DownloadPlan, 'path' | 'by' | 'checksum' | 'replaces'>,
  outputs: Outputs,
): Promise<Plan<GetUrlPlan>> {
  const { path, checksum } = download
  const wanted = attributesIn(params)
  const present =
    state === null ? null : { state, difference: await compareAttributes(host, path, state, wanted) }
  const { shown, data } = writtenAttributes(wanted, present, '0644')
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
        after: { from, ...shown, ...digests },
      },
    ],
    { do: 'download', ...download, ...data },
    { ...outputs, state: 'file', ...shown, ...warned(path, undefined, state) },
  )
}
