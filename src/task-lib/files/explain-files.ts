import type { Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileSystemOf } from '../../remote/probes/files/file-system.ts'

/** File systems that do not store modes and owners of files: their mount options set them. */
const MODELESS = /^(msdos|vfat|fat|exfat|ntfs|fuseblk|cifs|smb|smb2|smbfs|hfs|iso9660|isofs|udf|9p|v9fs)$/i

/**
 * Returns why a file may still differ after it was written, if the reason is known. For task types that write files;
 * `plan` is the result of the check after apply.
 */
export async function explainFiles({
  host,
  plan,
}: {
  host: ReadHost
  plan: Plan
}): Promise<string | undefined> {
  const change = plan.changes.find(({ resource, after }) => {
    const { kind, name } = parseResource(resource)
    const isFile = kind === 'file' && name.startsWith('/')
    return isFile && ['mode', 'owner', 'group'].some(field => after && field in after)
  })
  if (!change) return undefined
  const path = parseResource(change.resource).name
  const type = await host.ask(fileSystemOf(path))
  if (MODELESS.test(type))
    return `\`${path}\` is on a file system (${type}) that stores no modes and owners: its mount options set them`
  const [was, wanted] = [change.before?.mode, change.after?.mode]
  const isLost =
    typeof was === 'string' && typeof wanted === 'string' && /^[2367]/.test(wanted) && /^[0145]/.test(was)
  return isLost ? 'the set-group-ID bit remains only if the user is in the group of the file' : undefined
}
