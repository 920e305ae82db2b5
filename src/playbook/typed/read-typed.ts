import { readFileSync } from 'node:fs'
import { noteInput } from '../../base/files-read.ts'
import { parseJson } from '../../base/parse-json.ts'
import { placeIn, runTypeScript } from '../../base/run-typescript.ts'
import type { Source } from '../../errors.ts'
import { typedSource, type Written } from './typed-source.ts'

/** The maximum time in milliseconds for loading a playbook. */
const MOST_TIME = 60_000
const MOST_OUTPUT = 64 * 1024 * 1024

/** Whether a playbook is a TypeScript program, which exports its plays. */
export function isTyped(file: string): boolean {
  return /\.m?ts$/.test(file)
}

/**
 * Reads the plays of a playbook in TypeScript as if they were written in YAML. Their places are those of the calls
 * that created them. Throws InputError with the line and the program's output if it fails or takes too long.
 */
export function readTyped(file: string): Source {
  noteInput(file, readFileSync(file))
  const place = { file, line: 1, column: 1 }
  const { status, signal, said, error, fail } = runTypeScript({
    ...{ what: 'playbook', file, place, maxBuffer: MOST_OUTPUT, timeout: MOST_TIME },
    loader: 'src/playbook/typed/run-playbook.cjs',
    module: 'src/authoring/playbook.ts',
  })
  if (signal === 'SIGKILL') return fail(`did not load within ${MOST_TIME / 1000} seconds`)
  if (error) return fail(`cannot be loaded: ${error.message}`)
  const line = said.trim()
  if (line === '') return fail(`ended with status ${status ?? signal} before its plays were there`)
  const { plays, error: fault, stack = '' } = parseJson(line) as Message
  if (plays === undefined) return fail(`failed: ${fault}`, placeIn(file, stack))
  return typedSource(plays, place)
}

/** The message of the process that loads the playbook: the plays, or an error. */
interface Message {
  readonly plays?: Written[]
  readonly error?: string
  readonly stack?: string
}
