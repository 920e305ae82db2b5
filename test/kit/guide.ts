import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeFiles } from './write-files.ts'

/** A project of an author of task types, with Drover installed. */
export interface AuthorProject {
  readonly folder: string
  readonly write: (files: Readonly<Record<string, string>>) => void
  readonly run: (program: string, words: readonly string[]) => { code: number | null; output: string }
  readonly remove: () => void
}

/** Returns the code blocks of `docs/writing-tasks.md` that name a file, by that name. */
export function guideFiles(): Record<string, string> {
  const page = readFileSync('docs/writing-tasks.md', 'utf8')
  const blocks = page.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)
  return Object.fromEntries([...blocks].map(([, name = '', text = '']) => [name, text]))
}

/** Returns the commands in `docs/writing-tasks.md` that the reader should run, by the word after `run=`. */
export function guideCommands(): Record<string, readonly string[]> {
  const page = readFileSync('docs/writing-tasks.md', 'utf8')
  const blocks = page.matchAll(/^```sh run=(\S+)\n(.*?)^```$/gms)
  return Object.fromEntries(
    [...blocks].map(([, name = '', text = '']) => [name, text.split('\n').filter(line => line !== '')]),
  )
}

/**
 * Creates a project as it is after the installation and the steps of the guide, with this checkout in place of the
 * package.
 */
export function authorProject(files: Readonly<Record<string, string>>): AuthorProject {
  const folder = mkdtempSync(join(tmpdir(), 'drover-author-'))
  const write: AuthorProject['write'] = more => writeFiles(folder, more)
  write(files)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(process.cwd(), join(folder, 'node_modules/drover'))
  // The packages that Drover depends on, in the layout of npm.
  for (const name of ['@types', 'zod'])
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  write({ 'package.json': '{ "type": "module" }\n' })
  const run: AuthorProject['run'] = (program, words) => {
    const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' })
    return { code: status, output: stdout + stderr }
  }
  return { folder, write, run, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Compiles a project. Returns the compiler's errors by file. */
export function compile(project: AuthorProject): { code: number | null; errors: Map<string, string[]> } {
  const { code, output } = project.run(resolve('node_modules/.bin/tsc'), ['--pretty', 'false'])
  const errors = new Map<string, string[]>()
  for (const line of output.split('\n')) {
    const [, file, text = ''] = /^(\S[^(]*)\(\d+,\d+\): error TS\d+: (.*)$/.exec(line) ?? []
    if (file !== undefined) errors.set(file, [...(errors.get(file) ?? []), text])
  }
  return { code, errors }
}
