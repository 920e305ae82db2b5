import type { Outputs } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { orUnknown, Unknown } from '../../values/unknown.ts'
import { ATTRIBUTE_OUTPUTS } from './path-attributes.ts'
import { modeOf, shownContent, type WantedFile } from './wanted-file.ts'
import { BACKUP_OUTPUTS } from './write-params.ts'

/** Descriptions of the outputs of a task that writes a file. */
export const FILE_OUTPUTS = {
  path: 'The absolute path of the file, or of the target of a symlink that is followed.',
  dest: 'The same as `path`.',
  state: 'The text `file`.',
  ...ATTRIBUTE_OUTPUTS,
  size: 'The size of the file in bytes.',
  sha256: 'The SHA-256 checksum of the content, in hex.',
  checksum:
    'The SHA-1 checksum of the content, in hex; absent if the content of an existing file was not compared.',
  md5sum: 'The MD5 checksum of the content, in hex; only if the content was written.',
  ...BACKUP_OUTPUTS,
} as const

/**
 * Returns the outputs for a file, under Ansible's names: its current state if it is in sync, otherwise the wanted
 * state.
 */
export function fileOutputs(
  path: string,
  wanted: WantedFile,
  state: FileState | null,
  isRight = false,
): Outputs {
  const keeps = state?.kind === 'file' ? state : null
  const isKept = wanted.force === false && keeps !== null
  const { content } = wanted
  const { sha256, size } = shownContent(content)
  const sha1 = content instanceof Unknown ? content : content.sha1
  const read = <F extends keyof FileState>(field: F) => orUnknown(() => keeps?.[field] ?? undefined)
  return omitUndefined({
    dest: path,
    path,
    state: 'file',
    mode: isKept ? read('mode') : modeOf(wanted, keeps),
    owner: isKept ? read('owner') : (wanted.owner ?? read('owner')),
    group: isKept ? read('group') : (wanted.group ?? read('group')),
    ...(isRight || wanted.owner === undefined ? { uid: read('uid') } : {}),
    ...(isRight || wanted.group === undefined ? { gid: read('gid') } : {}),
    size: isKept ? read('size') : size,
    ...(isKept ? { sha256: read('digest') } : { sha256, checksum: sha1 }),
  })
}

/** Returns the output `md5sum`. As in Ansible, only content that is sent has one. */
export async function md5Of({ content }: WantedFile): Promise<Outputs> {
  if (content instanceof Unknown) return { md5sum: content }
  return omitUndefined({ md5sum: await content.md5?.() })
}
