import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../src/cli/main.ts'
import { writeFiles } from './write-files.ts'

export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Creates a project in a new folder, with these files by path. Returns the folder. */
export function makeProject(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'drover-project-'))
  writeFiles(folder, files)
  return folder
}

/** Runs the command line in this process, in a folder, and returns its output. */
export async function say(folder: string, ...words: string[]): Promise<Said> {
  const before = process.cwd()
  const said = { stdout: '', stderr: '' }
  const streams = ['stdout', 'stderr'] as const
  const writes = streams.map(name => process[name].write)
  process.chdir(folder)
  for (const name of streams) {
    process[name].write = ((text: string): boolean => {
      said[name] += text
      return true
    }) as never
  }
  try {
    const code = await main(words, '1.2.3', () => {})
    return { code, ...said }
  } finally {
    process.chdir(before)
    for (const [index, name] of streams.entries()) process[name].write = writes[index] as never
  }
}

const ROOT = join(import.meta.dirname, '../..')

/**
 * The words that run the command line as a separate process, from any folder: the built program, which starts five
 * times as fast, or with DROVER_FROM_SOURCES the sources.
 */
export const COMMAND: readonly string[] = process.env.DROVER_FROM_SOURCES
  ? [process.execPath, '--import', import.meta.resolve('tsx'), join(ROOT, 'src/cli/index.ts')]
  : [process.execPath, join(ROOT, 'dist/run.cjs')]

export interface Started {
  readonly child: ChildProcess
  /** Resolves once the output matches. */
  readonly says: (wanted: RegExp) => Promise<void>
  readonly ended: Promise<Said & { readonly signal: NodeJS.Signals | null }>
}

/** Starts the command line as a separate process in a folder. */
export function startCommand(folder: string, words: readonly string[]): Started {
  const [program = '', ...before] = COMMAND
  const child = spawn(program, [...before, ...words], { cwd: folder })
  const said = { stdout: '', stderr: '' }
  let onOutput = (): void => {}
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      onOutput()
    })
  }
  const ended = new Promise<Said & { signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      onOutput()
      resolve({ code: code ?? -1, signal, ...said })
    })
  })
  const says = (wanted: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      onOutput = () => {
        if (wanted.test(said.stdout + said.stderr)) resolve()
        else if (child.exitCode !== null) reject(new Error(`it ended:\n${said.stdout}${said.stderr}`))
      }
      onOutput()
    })
  return { child, says, ended }
}
