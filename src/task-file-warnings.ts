import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join, relative } from 'node:path'
import { packageRoot } from './base/package.ts'
import { taskNamesOf } from './load-task-types.ts'

/** Files in task folders that may not do what their author expects, one sentence each. */
export function taskFileWarnings(folders: readonly string[]): string[] {
  const builtIn = new Set(taskNamesOf(join(packageRoot(), 'tasks')))
  return folders.flatMap(filesBelow).flatMap(file => {
    const name = basename(file, extname(file))
    const shown = relative(process.cwd(), file)
    if (builtIn.has(name)) return [`\`${shown}\` replaces the built-in task type \`${name}\``]
    if (/^[a-z][a-z0-9_]*$/.test(name) || !readFileSync(file, 'utf8').includes('defineTask(')) return []
    return [
      `\`${shown}\` is not read: the name of a task type has only lowercase letters, digits and \`_\`, as in \`${snakeCase(name)}.ts\``,
    ]
  })
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return []
    if (entry.isDirectory()) return filesBelow(path)
    return /\.(ts|js|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

function snakeCase(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return /^[a-z]/.test(words) ? words : `task_${words}`
}
