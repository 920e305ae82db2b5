import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isEncrypted } from '../base/encrypted-file.ts'
import { noteInput } from '../base/files-read.ts'
import { InputError } from '../errors.ts'
import { allSecret } from '../yaml/encrypted.ts'
import { parseEncrypted, type VarsSource } from '../yaml/load.ts'
import type { YamlReading } from '../yaml/reading.ts'
import { readVars } from '../yaml/variables.ts'
import type { VarsLayer } from './inventory.ts'

/** Returns the layers of a group or host, from `secrets/NAME.age` of each folder in order. */
export type SecretsFolders = (name: string) => readonly VarsLayer[]

/**
 * Opens the `secrets/` folders of inventory, project and playbook. A file is decrypted once, when the variables of
 * one of its hosts are first read.
 */
export function openSecretsFolders(dirs: readonly string[], reading: YamlReading): SecretsFolders {
  const known = new Map<string, readonly VarsLayer[]>()
  return name => {
    const before = known.get(name)
    if (before) return before
    // A host's name may come from an untrusted source, so it must not lead to a file elsewhere.
    const isFileName = !/[/\0]/.test(name)
    const layers = dirs
      .map(dir => ({ dir, file: join(dir, 'secrets', `${name}.age`) }))
      .filter(({ file }) => isFileName && existsSync(file))
      .map(({ dir, file }) => lazyLayer(relative(dir, file), file, reading))
    known.set(name, layers)
    return layers
  }
}

function lazyLayer(title: string, file: string, reading: YamlReading): VarsLayer {
  let vars: VarsSource | undefined
  return {
    title,
    get vars() {
      vars ??= readSecrets(file, reading)
      return vars
    },
  }
}

function readSecrets(file: string, reading: YamlReading): VarsSource {
  const place = { file, line: 1, column: 1 }
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
    noteInput(file, bytes)
  } catch (cause) {
    throw new InputError(`\`${file}\` cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause })
  }
  // safety: a secrets file that is not encrypted is refused
  if (!isEncrypted(bytes)) {
    throw new InputError('this file of secrets is not encrypted', {
      place,
      hint: `encrypt it: \`run secret encrypt ${file}\`; if anyone else has seen it, replace the secrets`,
    })
  }
  const source = parseEncrypted(bytes, place, reading)
  return source ? readVars(allSecret(source), 'a file of secrets') : new Map()
}
