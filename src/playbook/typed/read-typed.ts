import { readFileSync } from 'node:fs'
import { noteInput } from '../../base/files-read.ts'
import { parseJson } from '../../base/parse-json.ts'
import { placeIn, runTypeScript } from '../../base/run-typescript.ts'
import type { Source } from '../../errors.ts'
import { typedSource, type Written } from './typed-source.ts'

/** Milliseconds that a playbook may take to load. */
const MOST_TIME = 60_000
const MOST_OUTPUT = 64 * 1024 * 1024

/** Whether a playbook is a program: its plays are what it exports. */
export function isTyped(file: string): boolean {
  return /\.m?ts$/.test(file)
}

/**
 * The plays of a playbook in TypeScript, as if they were written in YAML, with the places of the calls that made them. Throws
 * InputError with its line and what it printed if it fails or takes too long.
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

/** What the process says: the plays, or what went wrong. */
interface Message {
  readonly plays?: Written[]
  readonly error?: string
  readonly stack?: string
}
