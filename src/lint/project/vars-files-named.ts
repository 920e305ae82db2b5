import { dirname, join, resolve } from 'node:path'
import type { Source } from '../../errors.ts'
import { keyword, type LintPlay, type LintStep, paramOf } from './lint-step.ts'
import { constantText, listOf } from './written.ts'

/**
 * Returns the absolute paths of the files of variables that plays and tasks name without a template. Some of them may
 * not exist.
 */
export function varsFilesNamed(plays: readonly LintPlay[], steps: readonly LintStep[]): ReadonlySet<string> {
  const ofPlays = plays.flatMap(play => {
    const listed = listOf(keyword(play, 'vars_files')).flatMap(each => [each, ...listOf(each)])
    return listed.flatMap(source => pathsOf(source, [dirname(play.file.path)]))
  })
  const ofSteps = steps.flatMap(({ task, file }) => {
    if (task?.type !== 'include_vars') return []
    const source = task.params.kind === 'scalar' ? task.params : paramOf(task, 'file')
    const ofRole = file.role === undefined ? [] : [join(file.role, 'vars')]
    return pathsOf(source, [dirname(file.path), ...ofRole])
  })
  return new Set([...ofPlays, ...ofSteps])
}

function pathsOf(source: Source | undefined, folders: readonly string[]): string[] {
  const name = constantText(source)
  return name === undefined ? [] : folders.map(folder => resolve(folder, name))
}
