import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { InputError } from '../../errors.ts'
import type { ProjectFile } from '../../project/project-files.ts'
import { allSecret, confidential } from '../../yaml/encrypted.ts'
import { parseEncrypted } from '../../yaml/load.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import type { LintFile } from './lint-file.ts'

/** The encrypted files of a project that may define variables. */
export interface EncryptedVariables {
  /** The files that could be decrypted, without their text: only rules about variables use them. */
  readonly opened: readonly LintFile[]
  /** The absolute paths of the files that no key decrypts. */
  readonly unknown: readonly string[]
}

/**
 * Decrypts the encrypted files of variables. `named` contains the absolute paths of files that plays and tasks name.
 */
export function encryptedVariables(
  all: readonly ProjectFile[],
  { folder, named, reading }: { folder: string; named: ReadonlySet<string>; reading: YamlReading },
): EncryptedVariables {
  const files = all
    .filter(({ path, isEncrypted }) => isEncrypted && (isOfVariables(path) || named.has(join(folder, path))))
    .map(({ path }) => join(folder, path))
  const read = files.map(path => ({ path, file: open(path, reading) }))
  return {
    opened: read.flatMap(({ file }) => file ?? []),
    unknown: read.flatMap(({ path, file }) => (file === undefined ? [path] : [])),
  }
}

function isOfVariables(path: string): boolean {
  const isOfFolder = /(^|\/)(group_vars|host_vars|vars|defaults|inventor(y|ies))\//.test(path)
  return isOfFolder || isSecretFile(path) || basename(path) === 'hosts'
}

/** Returns whether a path is that of a secret file, such as `secrets/web.age`. */
export function isSecretFile(path: string): boolean {
  return /(^|\/)secrets\/[^/]+\.age$/.test(path)
}

function open(path: string, reading: YamlReading): LintFile | undefined {
  if (reading.decrypt === undefined) return undefined
  try {
    const source = parseEncrypted(readFileSync(path), { file: path, line: 1, column: 1 }, reading)
    if (source === null) return undefined
    return {
      ...{ path, kind: 'variables', text: '', role: undefined, isHandlers: false },
      isAnsible: reading.dialectOf?.(path) === 'ansible',
      source: isSecretFile(path) ? allSecret(source) : confidential(source),
    }
  } catch (error) {
    // No key decrypts the file: its variables are not known.
    if (error instanceof InputError) return undefined
    throw error
  }
}
