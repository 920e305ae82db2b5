import { dirname, resolve } from 'node:path'
import { readAnsibleCfg } from '../../base/ansible-cfg.ts'
import { expandHome } from '../../base/expand-home.ts'

/**
 * The folders that the first of some settings of `[defaults]` in `ansible.cfg` names, relative to that file; undefined if none is set.
 */
export function configuredFolders(
  projectDir: string,
  settings: readonly string[],
  env: NodeJS.ProcessEnv,
): string[] | undefined {
  const cfg = readAnsibleCfg(projectDir, env)
  const [path] = settings.flatMap(setting => cfg?.get('defaults', setting) ?? [])
  return cfg && path && foldersIn(path.text, dirname(cfg.file))
}

/** The folders of a path such as `roles:~/more`; those that are relative are in `base`. */
export function foldersIn(path: string, base: string): string[] {
  const folders = path.split(':').map(folder => folder.trim())
  return folders.filter(folder => folder !== '').map(folder => resolve(base, expandHome(folder)))
}
