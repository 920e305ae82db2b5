import { dirname, resolve } from 'node:path'
import { readAnsibleCfg } from '../../base/ansible-cfg.ts'
import { expandHome } from '../../base/expand-home.ts'

/**
 * Returns the folders that are listed by the first of these settings that is set in `[defaults]` of `ansible.cfg`,
 * relative to that file. Returns undefined if none is set.
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

/** Returns the folders of a path list such as `roles:~/more`. Relative ones are resolved against `base`. */
export function foldersIn(path: string, base: string): string[] {
  const folders = path.split(':').map(folder => folder.trim())
  return folders.filter(folder => folder !== '').map(folder => resolve(base, expandHome(folder)))
}
