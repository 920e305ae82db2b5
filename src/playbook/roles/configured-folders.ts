import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expandHome } from '../../base/expand-home.ts'
import { noteInput } from '../../base/files-read.ts'

/** The folders that one of these settings of `[defaults]` in the project's ansible.cfg names; undefined if none is set. */
export function configuredFolders(projectDir: string, settings: readonly string[]): string[] | undefined {
  const file = join(projectDir, 'ansible.cfg')
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  noteInput(file, text)
  const [, defaults = ''] = /^\[defaults\][^\n]*\n((?:(?!\[)[^\n]*(?:\n|$))*)/m.exec(text) ?? []
  const pattern = new RegExp(`^(?:${settings.join('|')})\\s*[=:]\\s*(.*)$`, 'm')
  const path = pattern.exec(defaults)?.[1]?.replace(/\s[;#].*$/, '')
  return path === undefined ? undefined : foldersIn(path, projectDir)
}

/** The folders of a path such as `roles:~/more`; those that are relative are in `base`. */
export function foldersIn(path: string, base: string): string[] {
  const folders = path.split(':').map(folder => folder.trim())
  return folders.filter(folder => folder !== '').map(folder => resolve(base, expandHome(folder)))
}
