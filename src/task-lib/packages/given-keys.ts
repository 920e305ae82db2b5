import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { absolutePath } from '../absolute-path.ts'
import { type Download, shownUrl } from '../downloads/download.ts'
import { fetchSmallFile } from '../downloads/fetch.ts'
import { type KeyBlock, keysIn } from '../pki/openpgp.ts'

/** The params that say where the keys come from. In a dry run, reading an unknown one throws. */
interface KeySourceParams {
  readonly url?: string | undefined
  readonly data?: string | undefined
  readonly file?: string | undefined
  readonly keyserver?: string | undefined
  readonly id?: string | undefined
  readonly validate_certs: boolean
}

/** Fetches the keys to trust. `where` describes their source in messages. Throws TaskError if they cannot be read. */
export async function givenKeys(
  host: ReadHost,
  params: KeySourceParams,
  environment: Download['environment'],
): Promise<{ keys: KeyBlock[]; where: string }> {
  const { url, data, file, keyserver, id = '', validate_certs } = params
  if (isGiven(data)) return withKeys(Buffer.from(data ?? ''), '`data`')
  if (isGiven(file)) {
    const path = await absolutePath(host, file ?? '')
    const bytes = await host.ask(fileContent(path))
    if (bytes === null)
      throw new TaskError(`\`${path}\` does not exist on ${host.name}`, {
        hint: 'create it in an earlier task',
      })
    return withKeys(bytes, `\`${path}\``)
  }
  const from = isGiven(url) ? (url ?? '') : lookupUrl(keyserver ?? '', id)
  const bytes = await fetchSmallFile(host, from, { verifiesCertificates: validate_certs, environment })
  return withKeys(bytes, `\`${shownUrl(from)}\``)
}

function withKeys(bytes: Buffer, where: string): { keys: KeyBlock[]; where: string } {
  return { keys: keysIn(bytes, where), where }
}

/** Returns the URL of a key on a keyserver. Source: draft-shaw-openpgp-hkp, section 3. */
function lookupUrl(server: string, id: string): string {
  const [, scheme = 'hkp', place = ''] = /^(?:(\w+):\/\/)?(.*?)\/?$/.exec(server) ?? []
  const isSecure = scheme === 'hkps' || scheme === 'https'
  const hasPort = /:\d+$/.test(place)
  const port = scheme === 'hkp' && !hasPort ? ':11371' : ''
  return `${isSecure ? 'https' : 'http'}://${place}${port}/pks/lookup?op=get&options=mr&search=0x${id}`
}

/** Whether a param is set: an empty one counts as absent. */
export function isGiven(param: string | undefined): boolean {
  return param !== undefined && param !== ''
}
