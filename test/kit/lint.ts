import { readFileSync } from 'node:fs'
import { lintProject } from '../../src/lint/lint.ts'
import { taskFoldersOf } from '../../src/run-files.ts'
import type { Dialect } from '../../src/yaml/reading.ts'

/** What a lint of a folder finds, each as `file:line rule`. */
export async function foundIn(folder: string, dialect?: Dialect): Promise<string[]> {
  const { findings } = await lintProject({ folder, paths: [], taskFolders: taskFoldersOf(folder), dialect })
  return findings.map(({ place, rule }) => `${place.file.slice(folder.length + 1)}:${place.line} ${rule}`)
}

/** The findings that the files of a folder expect, in comments such as `# expect: no-log, unsafe-mode` at the ends of lines. */
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
