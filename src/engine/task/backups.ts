import type { Outputs } from '../../authoring/plan.ts'
import type { FileWrite } from '../../remote/files/file-write.ts'
import type { Checking } from '../state/acting.ts'

/** A host's `write` that keeps every replaced file next to the new one, if the run is to, and the backups so far. */
export function keepingReplaced(host: Checking['reached']['host'], keepsReplaced: boolean) {
  const kept: string[] = []
  const keeping = <F extends Omit<FileWrite, 'content'>>(each: F): F =>
    keepsReplaced && each.replaces !== null ? { ...each, backup: true } : each
  const write: typeof host.write = async file => {
    const atomicWith = file.atomicWith?.map(keeping)
    const written = await host.write({ ...keeping(file), ...(atomicWith ? { atomicWith } : {}) })
    kept.push(...(written?.keptAs ?? []))
    return written
  }
  return { write, kept }
}

/** The paths of backups in a result: as Ansible has it for one file, which `lineinfile` has as `backup`, and `pamd` as `backupdest`. */
export function keptOutputs(kept: readonly string[], outputs: Outputs): Outputs {
  const [first, ...others] = kept
  if (others.length > 0) return { backup_files: kept }
  const named = ['backup', 'backupdest'].filter(name => name in outputs)
  return { backup_file: first, ...Object.fromEntries(named.map(name => [name, first])) }
}
