import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeFiles } from './write-files.ts'

/** A project of somebody who writes task types, with Drover installed. */
export interface AuthorProject {
  readonly folder: string
  readonly write: (files: Readonly<Record<string, string>>) => void
  readonly run: (program: string, words: readonly string[]) => { code: number | null; output: string }
  readonly remove: () => void
}

/** The code blocks of `docs/writing-tasks.md` that name a file. */
export function guideFiles(): Record<string, string> {
  const page = readFileSync('docs/writing-tasks.md', 'utf8')
  const blocks = page.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)
  return Object.fromEntries([...blocks].map(([, name = '', text = '']) => [name, text]))
}

/** The commands that `docs/writing-tasks.md` has its reader run, by what they are for. */
export function guideCommands(): Record<string, readonly string[]> {
  const page = readFileSync('docs/writing-tasks.md', 'utf8')
  const blocks = page.matchAll(/^```sh run=(\S+)\n(.*?)^```$/gms)
  return Object.fromEntries(
    [...blocks].map(([, name = '', text = '']) => [name, text.split('\n').filter(line => line !== '')]),
  )
}

/** A project as the installation and the guide leave it, with this very checkout in the place of the package. */
export function authorProject(files: Readonly<Record<string, string>>): AuthorProject {
  const folder = mkdtempSync(join(tmpdir(), 'drover-author-'))
  const write: AuthorProject['write'] = more => writeFiles(folder, more)
  write(files)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(process.cwd(), join(folder, 'node_modules/drover'))
  // As npm lays out what Drover depends on.
  for (const name of ['@types', 'zod'])
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  write({ 'package.json': '{ "type": "module" }\n' })
  const run: AuthorProject['run'] = (program, words) => {
    const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' })
    return { code: status, output: stdout + stderr }
  }
  return { folder, write, run, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** What the compiler finds wrong in a project, by file. */
export function compile(project: AuthorProject): { code: number | null; errors: Map<string, string[]> } {
  const { code, output } = project.run(resolve('node_modules/.bin/tsc'), ['--pretty', 'false'])
  const errors = new Map<string, string[]>()
  for (const line of output.split('\n')) {
    const [, file, text = ''] = /^(\S[^(]*)\(\d+,\d+\): error TS\d+: (.*)$/.exec(line) ?? []
    if (file !== undefined) errors.set(file, [...(errors.get(file) ?? []), text])
  }
  return { code, errors }
}
