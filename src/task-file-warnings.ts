import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { packageRoot } from './base/package.ts'
import { isTaskName, scriptsBelow, taskNameOf, taskNamesOf } from './load-task-types.ts'

/** Files in task folders that may not do what their author expects, one sentence each. */
export function taskFileWarnings(folders: readonly string[]): string[] {
  const files = folders.flatMap(scriptsBelow).filter(file => !file.endsWith('.d.ts'))
  if (files.length === 0) return []
  const builtIn = new Set(taskNamesOf(join(packageRoot(), 'tasks')))
  return files.flatMap(file => {
    const name = taskNameOf(file)
    const shown = relative(process.cwd(), file)
    if (builtIn.has(name)) return [`\`${shown}\` replaces the built-in task type \`${name}\``]
    if (isTaskName(name) || !readFileSync(file, 'utf8').includes('defineTask(')) return []
    return [
      `\`${shown}\` is not read: the name of a task type has only lowercase letters, digits and \`_\`, as in \`${snakeCase(name)}.ts\``,
    ]
  })
}

function snakeCase(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return /^[a-z]/.test(words) ? words : `task_${words}`
}
