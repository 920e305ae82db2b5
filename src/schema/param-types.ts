import { describeTaskType } from '../doc/task-type.ts'
import type { TaskTypes } from '../load-task-types.ts'
import { PLAY_KEYWORDS } from '../playbook/read-play.ts'
import { TASK_KEYS } from '../playbook/read-task.ts'
import type { JsonSchema } from './json-schema.ts'
import { keywordProperties } from './playbook.ts'
import { paramProperties } from './task-type.ts'
import { membersText } from './typescript.ts'

/**
 * Returns the declarations of `drover/playbook` for the built-in task types and the keywords. The build puts them
 * into the package.
 */
export async function builtInParamTypes(types: TaskTypes): Promise<string> {
  return [
    "import type { Step, Tagged, Template } from './playbook.js'",
    '/** The params of the built-in task types, by name. */',
    `export interface BuiltInParams {\n${await paramMembers(types, types.names)}}`,
    '/** The keywords of a task, as in YAML. */',
    `export interface TaskKeywords {\n${keywordMembers(TASK_KEYS, [])}}`,
    '/** The keywords of a play, as in YAML. */',
    `export interface PlayKeywords {\n${keywordMembers(PLAY_KEYWORDS, ['hosts'])}}`,
    '',
  ].join('\n')
}

/** Returns the declarations that add a project's own task types to `drover/playbook`. */
export async function ownParamTypes(types: TaskTypes): Promise<string> {
  return [
    '// Written by `run schema`: the params of the task types in `tasks/`, for playbooks in TypeScript.',
    "import type { Tagged, Template } from 'drover/playbook'",
    "declare module 'drover/playbook' {",
    `interface TaskParams {\n${await paramMembers(types, types.ownNames)}}`,
    '}',
    '',
  ].join('\n')
}

async function paramMembers(types: TaskTypes, names: readonly string[]): Promise<string> {
  const members = await Promise.all(
    names.map(async name => {
      const type = await types.load(name)
      const { summary, example, shorthand, params } = describeTaskType(name, type)
      const required = params.filter(param => param.isRequired && param.aliases.length === 0)
      const text = membersText(paramProperties(type, params), new Set(required.map(param => param.name)))
      const comment = `/**\n${[summary, '```yaml', ...example.trimEnd().split('\n'), '```']
        .map(line => ` * ${line.replaceAll('*/', '*\\/')}\n`)
        .join('')} */\n`
      return `${comment}readonly ${name}: {\n${text}}${shorthand === undefined ? '' : ' | string'}\n`
    }),
  )
  return members.join('')
}

/**
 * Returns the members for keywords. A keyword with a list of tasks takes steps; all others have the same form as in
 * YAML.
 */
function keywordMembers(names: readonly string[], required: readonly string[]): string {
  const all = Object.entries(keywordProperties(names, STEPS))
  const plain = Object.fromEntries(all.filter(([, schema]) => schema.$ref !== STEPS))
  const steps = all.filter(([, schema]) => schema.$ref === STEPS).map(([name]) => stepsMember(name))
  return membersText(plain as Record<string, JsonSchema>, new Set(required)) + steps.join('')
}

const STEPS = 'steps'

function stepsMember(name: string): string {
  return `readonly ${name}?: readonly Step[]\n`
}
