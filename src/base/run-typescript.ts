import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { InputError, type Place } from '../errors.ts'
import { escapeControl } from './escape-control.ts'
import { packageRoot } from './package.ts'

/** A TypeScript file of the user, and the script of Drover that loads it. */
export interface UserProgram {
  readonly what: 'inventory' | 'playbook'
  readonly file: string
  /** The position for errors that name no line of the file. */
  readonly place: Place
  /** Paths in the package: of the script that loads the file, and of the module that the file imports as Drover's. */
  readonly loader: string
  readonly module: string
  /** Further arguments of the script. */
  readonly words?: readonly string[]
  readonly maxBuffer: number
  /** Milliseconds after which it is killed; if absent, it is never killed. */
  readonly timeout?: number
}

/** The result of such a program. */
export interface EndedProgram {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started, or which limit it exceeded. */
  readonly error: Error | undefined
  /** What it wrote to file descriptor 3, on which it reports to Drover. */
  readonly said: string
  /** Throws InputError with a reason, and with the output of the program. */
  readonly fail: (reason: string, at?: Place) => never
}

/** Runs a TypeScript file of the user in a process of its own, so that it can be killed if it hangs. */
export function runTypeScript(program: UserProgram): EndedProgram {
  const { what, file, place, loader, module, words = [], maxBuffer, timeout } = program
  const root = packageRoot()
  const { status, signal, stdout, stderr, output, error } = spawnSync(
    process.execPath,
    [
      join(root, loader),
      file,
      createRequire(join(root, 'package.json')).resolve('jiti'),
      join(root, module),
      ...words,
    ],
    {
      ...{ maxBuffer, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
      ...(timeout === undefined ? {} : { timeout, killSignal: 'SIGKILL' }),
      // Without the options that load modules into this process: those files may not exist for the other one.
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  )
  const printed = escapeControl(`${stdout ?? ''}${stderr ?? ''}`).trim()
  const fail = (reason: string, at = place): never => {
    throw new InputError(`the ${what} \`${basename(file)}\` ${reason}`, {
      place: at,
      ...(printed === '' ? {} : { hint: `it printed: ${printed}` }),
    })
  }
  return { status, signal, error, said: output?.[3] ?? '', fail }
}

/** Returns the first position in the file itself that a stack or an error message of the compiler names. */
export function placeIn(file: string, stack: string): Place | undefined {
  const at = stack.indexOf(`${file}:`)
  const [, line, column] = at < 0 ? [] : (/^:(\d+):(\d+)/.exec(stack.slice(at + file.length)) ?? [])
  return line === undefined ? undefined : { file, line: Number(line), column: Number(column) }
}
