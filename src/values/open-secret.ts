import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { InputError, type MapSource, type Source } from '../errors.ts'
import { Secret } from './secret.ts'

const FORMS = '`!secret {env: NAME}`, `!secret {file: PATH}` or `!secret "text"`'

/**
 * Reads what a `!secret` stands for: the text itself, an environment variable, or a file beside the one that names it,
 * without the line break at its end. Throws InputError where there is none; a secret is never rendered.
 */
export function openSecret(source: Source, render: (part: Source) => unknown): Secret {
  if (source.kind === 'scalar') return new Secret(String(source.value ?? ''))
  if (source.kind === 'list') throw wrongForm(source)
  const [key, ...others] = source.entries.keys()
  const value = key === undefined ? undefined : source.entries.get(key)?.value
  if (!value || others.length > 0 || (key !== 'env' && key !== 'file')) throw wrongForm(source)
  const name = render(value)
  if (typeof name !== 'string' || name === '') throw wrongForm(source)
  return key === 'env' ? fromEnvironment(name, source) : fromFile(name, source)
}

function fromEnvironment(name: string, { place }: MapSource): Secret {
  const text = process.env[name]
  if (text !== undefined) return new Secret(text)
  throw new InputError(`the environment variable \`${name}\` is not set`, {
    place,
    hint: `set it before the run: \`read -rs ${name} && export ${name}\``,
  })
}

function fromFile(name: string, { place }: MapSource): Secret {
  const path = name.startsWith('~/') ? resolve(homedir(), name.slice(2)) : resolve(dirname(place.file), name)
  try {
    return new Secret(readFileSync(path, 'utf8').replace(/\r?\n$/, ''))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})`
    throw new InputError(`the secret file \`${name}\` ${what}`, {
      place,
      hint: `looked for ${path}`,
      cause: error,
    })
  }
}

function wrongForm({ place }: Source): InputError {
  return new InputError('this is not a form of `!secret`', { place, hint: `write ${FORMS}` })
}
