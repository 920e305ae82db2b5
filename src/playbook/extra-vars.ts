import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { nearFile } from '../base/near-file.ts'
import { locateWords, type Word } from '../base/words.ts'
import { InputError, type Source } from '../errors.ts'
import { loadVarsFile, parseYaml, type VarsSource } from '../yaml/load.ts'
import type { Dialect, YamlReading } from '../yaml/reading.ts'
import { checkName, readVars, refuseGiven } from '../yaml/variables.ts'

/** Stands for a file in the places of these values, so that errors refer to the option. */
const OPTION = '--extra-vars'

/**
 * Reads the variables of all `-e` options; a later one overrides an earlier one. An option is either `name=value`
 * words with shell quoting (the values are always text), a map in YAML or JSON, or `@file`. Throws InputError.
 */
export function parseExtraVars(texts: readonly string[], cwd: string, reading: YamlReading = {}): VarsSource {
  const all = new Map<string, Source>()
  for (const text of texts) {
    for (const [name, value] of parseOne(text.trim(), cwd, reading)) {
      refuseGiven(name, value.place, '`-e`')
      all.set(name, value)
    }
  }
  return all
}

function parseOne(text: string, cwd: string, reading: YamlReading): VarsSource {
  if (text === '') return new Map()
  if (text.startsWith('@')) return readFile(resolve(cwd, text.slice(1)), reading)
  // The text is a map, such as `{a: 1}` or `a: 1`. A word such as `url=http://x` is not.
  if (/^([{[]|["']?[\w-]+["']?\s*:(\s|$))/.test(text)) {
    const source = parseYaml(text, OPTION, reading.dialectOf?.(OPTION))
    return source ? readVars(source, 'the value of `-e`') : new Map()
  }
  const dialect = reading.dialectOf?.(OPTION)
  return new Map(wordsOf(text).map(({ word, offset }) => pair(word, offset + 1, dialect)))
}

function readFile(file: string, reading: YamlReading): VarsSource {
  if (existsSync(file)) return loadVarsFile(file, reading)
  const near = nearFile(file)
  throw new InputError(`there is no file \`${file}\``, {
    place: { file: OPTION, line: 1, column: 1 },
    hint:
      near === undefined
        ? 'the path is relative to the current folder'
        : `did you mean \`@${basename(near)}\`?`,
  })
}

function pair(word: string, column: number, dialect: Dialect | undefined): [string, Source] {
  const place = { file: OPTION, line: 1, column }
  const at = word.indexOf('=')
  if (at < 1) {
    throw new InputError(`\`-e\` takes \`name=value\`, a map, or \`@file\`, got \`${word}\``, {
      place,
      hint: `write \`-e ${word.replace(/=.*/, '') || 'name'}=VALUE\`; quote a value that holds spaces: \`-e "greeting='good day'"\``,
    })
  }
  const name = word.slice(0, at)
  checkName(name, place)
  const value: Source = {
    kind: 'scalar',
    value: word.slice(at + 1),
    place: { ...place, column: column + at + 1 },
  }
  return [name, dialect === 'ansible' ? { ...value, dialect } : value]
}

function wordsOf(text: string): Word[] {
  try {
    return locateWords(text)
  } catch (cause) {
    throw new InputError(`\`-e\`: ${(cause as Error).message}`, {
      hint: 'close the quote, or give the variables as a map',
      cause,
    })
  }
}
