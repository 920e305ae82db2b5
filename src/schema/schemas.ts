import type { TaskTypes } from '../load-task-types.ts'
import { inventorySchema, varsSchema } from './inventory.ts'
import type { JsonSchema } from './json-schema.ts'
import { playbookSchema, tasksSchema } from './playbook.ts'
import { argumentSpecsSchema, roleMetaSchema } from './role.ts'

/** A schema, its file name, and the files that it applies to, as globs relative to the project's folder. */
export interface SchemaFile {
  readonly name: string
  readonly schema: JsonSchema
  readonly files: readonly string[]
}

/**
 * Returns the schemas for all files of a project, with the task types that the project can use. They refer to each
 * other by name.
 */
export async function allSchemas(types: TaskTypes): Promise<SchemaFile[]> {
  return [
    { name: 'playbook.json', schema: playbookSchema('tasks.json'), files: ['playbooks/*.yml'] },
    {
      name: 'tasks.json',
      schema: await tasksSchema(types),
      files: ['tasks/**/*.yml', 'roles/*/tasks/**/*.yml', 'roles/*/handlers/**/*.yml'],
    },
    { name: 'inventory.json', schema: inventorySchema(), files: ['inventory/*.yml'] },
    {
      name: 'vars.json',
      schema: varsSchema(),
      files: [
        '**/group_vars/**/*.yml',
        '**/host_vars/**/*.yml',
        'roles/*/defaults/**/*.yml',
        'roles/*/vars/**/*.yml',
      ],
    },
    {
      name: 'role-meta.json',
      schema: roleMetaSchema('argument-specs.json'),
      files: ['roles/*/meta/main.yml'],
    },
    {
      name: 'argument-specs.json',
      schema: argumentSpecsSchema(),
      files: ['roles/*/meta/argument_specs.yml'],
    },
  ]
}
