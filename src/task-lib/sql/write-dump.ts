import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'

/**
 * The file that a dump is written to. One that is replaced keeps mode and owner; a new one is for its owner alone, as it holds all of
 * a database. Throws TaskError if there is something else.
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
