import type { Outputs } from '../../authoring/plan.ts'
import type { Project } from '../../authoring/project.ts'
import { assertDefined } from '../../base/assert-defined.ts'
import type { Host } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import type { Answer } from '../../shell/exchange.ts'
import { absolutePath } from '../absolute-path.ts'
import { urlName } from '../downloads/url-name.ts'
import { contentOf } from '../files/content.ts'
import { planFile } from '../files/plan-file.ts'
import { putFile } from '../files/put-file.ts'
import { fileOptionsIn } from '../files/wanted-file.ts'
import { responseBytes } from './curl-response.ts'
import type { UriParams } from './uri-params.ts'

/** Writes the body of a response to `dest` if the file there differs. Returns the outputs for the file. */
export async function saveResponse(
  host: Host,
  project: Project,
  params: UriParams,
  { stdout }: Answer,
): Promise<Outputs> {
  const dest = await absolutePath(host, assertDefined(params.dest, '`dest`'))
  const seen = await host.ask(fileState(dest))
  const isInside = dest.endsWith('/') || (seen?.leadsTo ?? seen)?.kind === 'directory'
  const path = isInside ? plainPath(`${dest}/${urlName(params.url)}`) : dest
  const wanted = { ...fileOptionsIn(params), path, content: contentOf(responseBytes(stdout)), force: true }
  const planned = await planFile(host, wanted)
  if (planned.kind === 'plan') await putFile(host, project, planned.data)
  return { ...planned.outputs, changed: planned.kind === 'plan' }
}
