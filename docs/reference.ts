import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeTaskType, type ParamEntry, type TaskTypeEntry } from '../src/doc/task-type.ts'
import { openTaskFolders } from '../src/load-task-types.ts'

/** The task reference, made from the task types themselves. */
export async function taskReference(): Promise<string> {
  const types = openTaskFolders([])
  const entries = await Promise.all(
    types.names.map(async name => describeTaskType(name, await types.load(name))),
  )
  return [
    '# Task types',
    '',
    '`npm run docs` generates this page from the task types. Params in bold are required.',
    '',
    '| task type | |',
    '| --- | --- |',
    ...entries.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |`),
    '',
    ...entries.flatMap(section),
  ].join('\n')
}

function section({ name, summary, example, shorthand, params, outputs }: TaskTypeEntry): string[] {
  const rows = params.map(
    param => `| ${param.isRequired ? `**${param.name}**` : param.name} | ${cell(param)} |`,
  )
  const table = rows.length > 0 ? ['| param | |', '| --- | --- |', ...rows, ''] : []
  const results = outputs.map(output => `| ${output.name} | ${inCell(output.about)} |`)
  const resultTable = results.length > 0 ? ['| result | |', '| --- | --- |', ...results, ''] : []
  const bare = shorthand ? [`A bare string is \`${shorthand}\`.`, ''] : []
  return [`## ${name}`, '', summary, '', '```yaml', example, '```', '', ...bare, ...table, ...resultTable]
}

function cell({ about, choices, examples, aliases, ...param }: ParamEntry): string {
  const shown = examples.map(
    example => `\`${typeof example === 'string' ? example : JSON.stringify(example)}\``,
  )
  const parts = [
    about,
    ...(choices.length > 0 ? [`One of ${choices.map(choice => `\`${choice}\``).join(', ')}.`] : []),
    ...('default' in param ? [`Default: \`${shownDefault(param.default)}\`.`] : []),
    ...(shown.length > 0 && choices.length === 0 ? [`Example: ${shown.join(', ')}.`] : []),
    ...(aliases.length > 0 ? [`Also ${aliases.map(alias => `\`${alias}\``).join(', ')}.`] : []),
  ]
  return inCell(parts.join(' '))
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function shownDefault(value: unknown): string {
  return typeof value === 'string' ? value || '""' : JSON.stringify(value)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(import.meta.dirname, 'tasks.md'), await taskReference())
}
