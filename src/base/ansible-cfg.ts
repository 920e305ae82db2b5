import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Place } from '../errors.ts'
import { expandHome } from './expand-home.ts'
import { noteInput } from './files-read.ts'
import { parseIni } from './python-ini.ts'

/** A value of `ansible.cfg` as a string, and its position in the file. */
export interface AnsibleCfgValue {
  readonly text: string
  readonly place: Place
}

/** A file `ansible.cfg`. */
export interface AnsibleCfg {
  readonly file: string
  /**
   * Returns the value of a key, without a comment after it and without quotes around it; undefined if the key does
   * not exist or is empty.
   */
  readonly get: (section: string, key: string) => AnsibleCfgValue | undefined
}

/**
 * Reads Ansible's settings from the file or folder in `ANSIBLE_CONFIG`, otherwise from the first `ansible.cfg` in the
 * working directory or the folder of the project. Returns undefined if there is none. Throws InputError for a file
 * that is not an INI file.
 */
export function readAnsibleCfg(
  projectDir: string,
  env: NodeJS.ProcessEnv = process.env,
): AnsibleCfg | undefined {
  const file = findAnsibleCfg(projectDir, env)
  if (file === undefined) return undefined
  const text = readFileSync(file, 'utf8')
  noteInput(file, text)
  const { sections } = parseIni(text, { file, isCaseSensitive: false, allowsNoValue: false })
  return {
    file,
    get: (section, key) => {
      const written = sections.get(section)?.get(key)
      const value = unquoted((written ?? '').replace(/(^|\s);.*$/gm, '').trim())
      return value === '' ? undefined : { text: value, place: placeOf(text, { file, section, key }) }
    },
  }
}

/** Returns the path of the `ansible.cfg` that applies to a project; undefined if there is none. */
export function findAnsibleCfg(
  projectDir: string,
  { ANSIBLE_CONFIG }: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const named = ANSIBLE_CONFIG ? [ANSIBLE_CONFIG, join(ANSIBLE_CONFIG, 'ansible.cfg')] : []
  const files = [...named, 'ansible.cfg', join(projectDir, 'ansible.cfg')]
  return files.map(file => resolve(expandHome(file))).find(isFile)
}

/** Returns true or false for a word that Ansible's `boolean` accepts; undefined for any other string. */
export function readAnsibleFlag(text: string): boolean | undefined {
  if (/^(?:y|yes|on|1|true|t)$/i.test(text)) return true
  return /^(?:n|no|off|0|false|f)$/i.test(text) ? false : undefined
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

/** Returns a string without the quotes around it. */
export function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text
}

/** Returns the position of a key, which must exist. */
function placeOf(
  text: string,
  { file, section, key }: { readonly file: string; readonly section: string; readonly key: string },
): Place {
  let current: string | undefined
  const index = text.split(/\r\n|\r|\n/).findIndex(line => {
    current = /^\s*\[(.+)\]/.exec(line)?.[1] ?? current
    return current === section && line.split(/[=:]/)[0]?.trim().toLowerCase() === key
  })
  return { file, line: index + 1, column: 1 }
}
