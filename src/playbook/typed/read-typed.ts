import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { escapeControl } from '../../base/escape-control.ts'
import { noteInput } from '../../base/files-read.ts'
import { packageRoot } from '../../base/package.ts'
import { parseJson } from '../../base/parse-json.ts'
import { InputError, type Place, type Source } from '../../errors.ts'
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
  const root = packageRoot()
  const { status, signal, stdout, stderr, output, error } = spawnSync(
    process.execPath,
    [
      join(root, 'src/playbook/typed/run-playbook.cjs'),
      file,
      createRequire(join(root, 'package.json')).resolve('jiti'),
      join(root, 'src/authoring/playbook.ts'),
    ],
    {
      ...{ maxBuffer: MOST_OUTPUT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
      ...{ timeout: MOST_TIME, killSignal: 'SIGKILL' },
      // What loaded this process may not exist for that one.
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  )
  const printed = escapeControl(`${stdout ?? ''}${stderr ?? ''}`).trim()
  const fail = (reason: string, at: Place = place): never => {
    throw new InputError(`the playbook \`${basename(file)}\` ${reason}`, {
      place: at,
      ...(printed === '' ? {} : { hint: `it printed: ${printed}` }),
    })
  }
  if (signal === 'SIGKILL') return fail(`did not load within ${MOST_TIME / 1000} seconds`)
  if (error) return fail(`cannot be loaded: ${error.message}`)
  const line = (output[3] ?? '').trim()
  if (line === '') return fail(`ended with status ${status ?? signal} before its plays were there`)
  const said = parseJson(line) as { plays?: Written[]; error?: string; stack?: string }
  if (said.plays === undefined) return fail(`failed: ${said.error}`, placeIn(said.stack ?? '', file))
  return typedSource(said.plays, place)
}

/** The place in the file itself that a stack, or a complaint of the compiler, names first. */
function placeIn(stack: string, file: string): Place | undefined {
  const at = stack.indexOf(`${file}:`)
  const [, line, column] = at < 0 ? [] : (/^:(\d+):(\d+)/.exec(stack.slice(at + file.length)) ?? [])
  return line === undefined ? undefined : { file, line: Number(line), column: Number(column) }
}
