import { flag } from '../authoring/params.ts'
import { ownValue } from '../base/own-value.ts'
import type { TaskTypes } from '../load-task-types.ts'
import { KEYWORD_TABLE, type KeywordValueKind } from '../playbook/keywords/keyword-table.ts'
import { BLOCK_KEYWORDS } from '../playbook/read-block.ts'
import { PLAY_KEYWORDS } from '../playbook/read-play.ts'
import { TASK_KEYS } from '../playbook/read-task.ts'
import { fromZod } from './from-zod.ts'
import { allowTemplates, DRAFT, type JsonSchema } from './json-schema.ts'
import { taskTypeSchema } from './task-type.ts'

/** Keys of steps that are not task types. */
const STEPS = ['import_tasks', 'include_tasks', 'import_role', 'include_role', 'action', 'local_action']

/** Patterns for tasks of other collections and older loops, whose values are checked only by the run. */
const OTHER_KEYS = { '^with_\\w+$': {}, '^\\w+\\.[\\w.]+$': {} }

/** Returns the schema of a file of tasks, as `include_tasks` reads it. */
export async function tasksSchema(types: TaskTypes): Promise<JsonSchema> {
  const taskTypes = await Promise.all(
    types.names.map(async name => [name, taskTypeSchema(name, await types.load(name))] as const),
  )
  const keywords = [...new Set([...TASK_KEYS, ...BLOCK_KEYWORDS, ...STEPS])]
  const step = {
    type: 'object',
    properties: {
      ...keywordProperties(keywords, '#/definitions/steps'),
      // Task types take precedence over keywords with the same name, such as `user`.
      ...Object.fromEntries(taskTypes),
    },
    patternProperties: OTHER_KEYS,
    additionalProperties: false,
  }
  const steps = { type: ['array', 'null'], items: { $ref: '#/definitions/step' } }
  return {
    $schema: DRAFT,
    title: 'Tasks of Drover',
    definitions: { step, steps },
    $ref: '#/definitions/steps',
  }
}

/** Returns the schema of a playbook. `tasks` is the name of the schema of tasks. */
export function playbookSchema(tasks: string): JsonSchema {
  const properties = keywordProperties(
    [...PLAY_KEYWORDS, 'import_playbook', 'when'],
    `${tasks}#/definitions/steps`,
  )
  return {
    $schema: DRAFT,
    title: 'A playbook of Drover',
    type: ['array', 'null'],
    items: {
      type: 'object',
      properties,
      additionalProperties: false,
      anyOf: [{ required: ['hosts'] }, { required: ['import_playbook'] }],
    },
  }
}

/** Returns the schemas of keywords, by name. `steps` is the reference to the schema of a list of tasks. */
export function keywordProperties(keywords: readonly string[], steps: string): Record<string, JsonSchema> {
  return Object.fromEntries(
    keywords.flatMap(name => {
      const entry = ownValue(KEYWORD_TABLE, name)
      if (!entry) return []
      const { about, otherwise, example, takes } = entry
      const more = otherwise === undefined ? '' : `\n\nDefault: ${otherwise}.`
      const markdownDescription = `${about}${more}\n\n\`\`\`yaml\n${example}\n\`\`\``
      return [[name, { description: about, markdownDescription, ...valueSchema(takes, steps) }]]
    }),
  )
}

function valueSchema(takes: KeywordValueKind, steps: string): JsonSchema {
  if (typeof takes !== 'string') return allowTemplates({ type: 'string', enum: takes })
  if (takes === 'tasks') return { $ref: steps }
  return allowTemplates(VALUES[takes])
}

const VALUES: Readonly<Record<Exclude<Extract<KeywordValueKind, string>, 'tasks'>, JsonSchema>> = {
  flag: fromZod(flag()),
  text: { type: ['string', 'number', 'boolean'] },
  number: { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^\\d+(\\.\\d+)?%?$' }] },
  condition: {
    anyOf: [{ type: ['string', 'boolean'] }, { type: 'array', items: { type: ['string', 'boolean'] } }],
  },
  names: {
    anyOf: [{ type: ['string', 'number'] }, { type: 'array', items: { type: ['string', 'number'] } }],
  },
  map: { type: ['object', 'null'] },
  list: { type: ['array', 'string', 'null'] },
  anything: {},
}
