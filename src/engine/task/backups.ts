import type { Outputs } from '../../authoring/plan.ts'
import type { FileWrite } from '../../remote/files/file-write.ts'
import type { Checking } from '../state/task-run.ts'

/**
 * Returns a host's `write` that, if `keepsReplaced` is set, keeps a backup of every replaced file next to the new
 * one. `backups` collects the paths of the backups.
 */
export function withBackups(host: Checking['connected']['host'], keepsReplaced: boolean) {
  const kept: string[] = []
  const keepBackup = <F extends Omit<FileWrite, 'content'>>(each: F): F =>
    keepsReplaced && each.replaces !== null ? { ...each, backup: true } : each
  const write: typeof host.write = async file => {
    const atomicWith = file.atomicWith?.map(keepBackup)
    const written = await host.write({ ...keepBackup(file), ...(atomicWith ? { atomicWith } : {}) })
    kept.push(...(written?.keptAs ?? []))
    return written
  }
  return { write, kept }
}

/**
 * Returns the output fields with the paths of backups. One backup is `backup_file`, as in Ansible, and also `backup`
 * for `lineinfile` and `backupdest` for `pamd`; several are `backup_files`.
 */
export function backupOutputs(kept: readonly string[], outputs: Outputs): Outputs {
  const [first, ...others] = kept
  if (others.length > 0) return { backup_files: kept }
  const named = ['backup', 'backupdest'].filter(name => name in outputs)
  return { backup_file: first, ...Object.fromEntries(named.map(name => [name, first])) }
}
