import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { InputError, type Place } from '../errors.ts'
import { escapeControl } from './escape-control.ts'
import { packageRoot } from './package.ts'

/** A file in TypeScript that is the user's code, and what of Drover loads it. */
export interface UserProgram {
  readonly what: 'inventory' | 'playbook'
  readonly file: string
  /** Where errors point that name no line of the file. */
  readonly place: Place
  /** In the package: the script that loads the file, and the module that stands for what the file imports. */
  readonly loader: string
  readonly module: string
  /** More arguments of the script. */
  readonly words?: readonly string[]
  readonly maxBuffer: number
  /** Milliseconds until it is killed; without it, it ends itself. */
  readonly timeout?: number
}

/** How such a program ended. */
export interface EndedProgram {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started, or what limit it passed. */
  readonly error: Error | undefined
  /** What it wrote to the channel that is Drover's. */
  readonly said: string
  /** Throws InputError with a reason, and with what the program printed. */
  readonly fail: (reason: string, at?: Place) => never
}

/** Runs a file of the user in a process of its own, so that one that hangs can be ended. */
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
      // What loaded this process may not exist for that one.
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

/** The first place in the file itself that a stack, or a complaint of the compiler, names. */
export function placeIn(file: string, stack: string): Place | undefined {
  const at = stack.indexOf(`${file}:`)
  const [, line, column] = at < 0 ? [] : (/^:(\d+):(\d+)/.exec(stack.slice(at + file.length)) ?? [])
  return line === undefined ? undefined : { file, line: Number(line), column: Number(column) }
}
