import { readFileSync } from 'node:fs'
import { lintProject } from '../../src/lint/lint.ts'
import { taskFoldersOf } from '../../src/run-files.ts'
import type { Dialect } from '../../src/yaml/reading.ts'

/** Lints a folder. Returns each finding as `FILE:LINE RULE`. */
export async function foundIn(folder: string, dialect?: Dialect): Promise<string[]> {
  const { findings } = await lintProject({ folder, paths: [], taskFolders: taskFoldersOf(folder), dialect })
  return findings.map(({ place, rule }) => `${place.file.slice(folder.length + 1)}:${place.line} ${rule}`)
}

/**
 * Returns the findings that files expect, from comments such as `# expect: no-log, unsafe-mode` at the ends of
 * lines.
 */
export function expectedIn(folder: string, files: readonly string[]): string[] {
  return files.flatMap(file =>
    readFileSync(`${folder}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const [, rules = ''] = /# expect: (.+)$/.exec(line) ?? []
        return rules === '' ? [] : rules.split(', ').map(rule => `${file}:${index + 1} ${rule}`)
      }),
  )
}
