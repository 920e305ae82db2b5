import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expandHome } from '../base/expand-home.ts'
import { InputError, type MapSource, type Place, type Source } from '../errors.ts'
import { type Keys, Secret } from './secret.ts'

const FORMS =
  '`!secret {env: NAME}`, `!secret {file: PATH}`, `!secret {command: [PROGRAM, WORD, …]}` or `!secret "text"`'

/**
 * Reads the value of a `!secret`: the text itself, decrypted if it is encrypted; an environment variable; a file,
 * relative to the folder of the file that names it; or the output of a program without the final line break. A secret
 * is never rendered. Throws InputError if it cannot be read.
 */
export function openSecret(source: Source, render: (part: Source) => unknown, keys?: Keys): Secret {
  if (source.kind === 'scalar') return fromText(String(source.value ?? ''), source.place, keys)
  if (source.kind === 'list') throw wrongForm(source)
  const [key, ...others] = source.entries.keys()
  const value = key === undefined ? undefined : source.entries.get(key)?.value
  if (!value || others.length > 0) throw wrongForm(source)
  const given = render(value)
  if (key === 'command' && keys) return fromCommand(given, source, keys)
  if (typeof given !== 'string' || given === '') throw wrongForm(source)
  if (key === 'env') return fromEnvironment(given, source)
  if (key === 'file') return fromFile(given, source)
  throw wrongForm(source)
}

function fromText(text: string, place: Place, keys: Keys | undefined): Secret {
  return new Secret(keys?.isSealed(text) ? keys.open(text, place) : text)
}

function fromCommand(words: unknown, source: MapSource, keys: Keys): Secret {
  const isWords = Array.isArray(words) && words.length > 0 && words.every(word => typeof word === 'string')
  if (isWords) return new Secret(keys.printed(words, source.place))
  throw new InputError('the `command` of a secret is a list of words, run without a shell', {
    place: source.place,
    hint: 'such as `!secret {command: [pass, show, etcd/root]}`',
  })
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
  const path = resolve(dirname(place.file), expandHome(name))
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
  return new InputError('this is not a valid `!secret`', { place, hint: `write ${FORMS}` })
}
