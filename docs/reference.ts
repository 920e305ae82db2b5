import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import type { TaskType } from '../src/authoring/define.ts'
import { openTaskFolders } from '../src/load-task-types.ts'

/** The task reference, made from the task types themselves. */
export async function taskReference(): Promise<string> {
  const types = openTaskFolders([])
  const loaded = await Promise.all(types.names.map(async name => ({ name, type: await types.load(name) })))
  const index = loaded.map(({ name, type }) => `| [\`${name}\`](#${name}) | ${type.summary} |`)
  return [
    '# Task types',
    '',
    'Made from the task types by `npm run docs`. A param in bold must be given.',
    '',
    '| task type | |',
    '| --- | --- |',
    ...index,
    '',
    ...loaded.flatMap(({ name, type }) => describe(name, type)),
  ].join('\n')
}

function describe(name: string, type: TaskType): string[] {
  const aliases = Object.entries(type.aliases ?? {})
  const rows = Object.entries(type.params.shape).map(([param, schema]) => {
    const others = aliases.filter(([, target]) => target === param).map(([alias]) => `\`${alias}\``)
    const also = others.length > 0 ? ` Also ${others.join(', ')}.` : ''
    return `| ${isRequired(schema as z.ZodType) ? `**${param}**` : param} | ${cell(schema as z.ZodType)}${also} |`
  })
  const table = rows.length > 0 ? ['| param | |', '| --- | --- |', ...rows, ''] : []
  const bare = type.shorthand ? [`A bare string is \`${type.shorthand}\`.`, ''] : []
  return [`## ${name}`, '', type.summary, '', '```yaml', type.example.trim(), '```', '', ...bare, ...table]
}

function cell(schema: z.ZodType): string {
  const { description = '', examples } = schema.meta() ?? {}
  const shown = Array.isArray(examples)
    ? examples.map(example => `\`${typeof example === 'string' ? example : JSON.stringify(example)}\``)
    : []
  const values = valuesOf(schema)
  const parts = [
    description.endsWith('.') ? description : `${description}.`,
    ...(values.length > 0 ? [`One of ${values.join(', ')}.`] : []),
    ...defaultOf(schema),
    ...(shown.length > 0 && values.length === 0 ? [`Example: ${shown.join(', ')}.`] : []),
  ]
  const text = parts.join(' ')
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** The words that a param may be, in the order of its schema; none where it may be others. */
function valuesOf(schema: z.ZodType): string[] {
  const inner = innerOf(schema)
  return 'options' in inner && Array.isArray(inner.options) && inner.options.every(isWord)
    ? inner.options.map(each => `\`${each}\``)
    : []
}

function isWord(value: unknown): value is string {
  return typeof value === 'string'
}

/** A schema without what makes it optional or gives it a default. */
function innerOf(schema: z.ZodType): z.ZodType {
  return 'unwrap' in schema && typeof schema.unwrap === 'function' ? innerOf(schema.unwrap()) : schema
}

/** What a param is where it is not given. */
function defaultOf(schema: z.ZodType): string[] {
  const { success, data } = schema.safeParse(undefined)
  if (!success || data === undefined) return []
  return [`Default: \`${typeof data === 'string' ? data || '""' : JSON.stringify(data)}\`.`]
}

function isRequired(schema: z.ZodType): boolean {
  return !schema.safeParse(undefined).success
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(import.meta.dirname, 'tasks.md'), await taskReference())
}
