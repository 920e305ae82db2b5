import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'

/**
 * Returns the file to which a dump is written. A replaced file keeps its mode and owner; a new one is readable only by
 * its owner, because it contains a whole database. Throws TaskError if the path is not a file.
 */
export async function newDump(host: ReadHost, path: string) {
  const found = await host.ask(fileState(path))
  const state = found?.leadsTo ?? found
  if (state === null) return { path, mode: '0600' }
  if (state.kind !== 'file')
    throw new TaskError(`\`${path}\` is not a file, but a ${state.kind}`, {
      hint: 'choose another file for `target`',
    })
  return { path, mode: state.mode, owner: state.owner ?? undefined, group: state.group ?? undefined }
}
