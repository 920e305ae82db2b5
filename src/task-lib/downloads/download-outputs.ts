import type { Outputs } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { existingOutputs } from '../files/path-attributes.ts'

/** Descriptions of the outputs that only a download has. */
export const DOWNLOAD_OUTPUTS = {
  status_code: '200, if the file was downloaded.',
  checksum_src:
    'The SHA-1 checksum of the downloaded file, in hex; absent if nothing was downloaded or the result is not registered.',
  checksum_dest:
    'The SHA-1 checksum of the file that was replaced; null if there was none. Present together with `checksum_src`.',
  md5sum: 'The MD5 checksum of the downloaded file, in hex; present together with `checksum_src`.',
} as const

/** Returns the additional outputs of Ansible for a file that has just been downloaded; digests only if the result is used. */
export async function downloadOutputs(
  host: ReadHost,
  path: string,
  { isResultUnused }: { readonly isResultUnused: boolean },
): Promise<Outputs> {
  const [found, sha1, md5] = await Promise.all([
    host.ask(fileState(path)),
    ...(isResultUnused ? [] : [digestAt(host, path, 'sha1'), digestAt(host, path, 'md5')]),
  ])
  const target = found?.leadsTo ?? found
  if (target === null) return {}
  return {
    ...existingOutputs(target),
    ...{ msg: `OK (${target.size} bytes)`, status_code: 200 },
    ...omitUndefined({ checksum_src: sha1, md5sum: md5 }),
  }
}

/** Returns the digest of the file at a path; undefined if there is no file, or the host has no tool for the algorithm. */
export async function digestAt(
  host: ReadHost,
  path: string,
  digest: DigestAlgorithm,
): Promise<string | undefined> {
  const found = await host.ask(fileState(path, { digest }))
  return (found?.leadsTo ?? found)?.digest
}
