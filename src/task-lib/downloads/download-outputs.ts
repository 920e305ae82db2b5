import type { Outputs } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'

/** Returns the additional outputs of Ansible for a file that has just been downloaded. */
export async function downloadOutputs(host: ReadHost, path: string): Promise<Outputs> {
  const found = await host.ask(fileState(path))
  const target = found?.leadsTo ?? found
  return target === null ? {} : { msg: `OK (${target.size} bytes)`, status_code: 200 }
}
