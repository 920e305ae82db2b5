import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../base/package.ts'
import type { Files } from './project.ts'

/** Returns the files of a task type and its test. */
export function taskFiles(name: string): Files {
  return {
    [`tasks/${name}.ts`]: starter('task.ts.txt', name),
    [`test/${name}.test.ts`]: starter('task.test.ts.txt', name),
  }
}

/** Returns the files of an npm package with a task type, for `drover.packs` of projects. */
export function packFiles(pack: string): Files {
  const task = pack.replaceAll('-', '_')
  return {
    ...taskFiles(task),
    'package.json': json({
      name: pack,
      version: '0.1.0',
      type: 'module',
      keywords: ['drover-pack'],
      files: ['tasks'],
      scripts: { test: 'node --import tsx --test test/*.test.ts' },
      devDependencies: { tsx: '^4.23.0' },
      peerDependencies: { drover: '*' },
      peerDependenciesMeta: { drover: { optional: true } },
    }),
    'tsconfig.json': TASK_PROJECT['tsconfig.json'] ?? '',
    'README.md': starter('pack.md.txt', pack).replaceAll('__task__', task),
  }
}

/** The files that a project needs to compile and test task types. They are written only if they do not exist. */
export const TASK_PROJECT: Files = {
  'package.json': json({ private: true, type: 'module' }),
  'tsconfig.json': json({
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      types: ['node'],
    },
    include: ['tasks', 'test'],
  }),
}

function starter(file: string, name: string): string {
  const text = readFileSync(join(packageRoot(), 'src/scaffold/starters', file), 'utf8')
  return text.replaceAll('__name__', name)
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
