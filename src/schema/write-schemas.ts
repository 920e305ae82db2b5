import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import { openTaskFolders } from '../load-task-types.ts'
import { ownParamTypes } from './param-types.ts'
import { schemaText } from './schema-files.ts'
import { allSchemas } from './schemas.ts'

/**
 * Writes the schemas and the declarations for playbooks in TypeScript for a project with task types in these folders.
 * Returns the names of the files. Throws InputError if they cannot be written.
 */
export async function writeSchemas(folder: string, taskFolders: readonly string[]): Promise<string[]> {
  const types = openTaskFolders(taskFolders)
  const schemas = await allSchemas(types)
  const declarations = await ownParamTypes(types)
  try {
    mkdirSync(folder, { recursive: true })
    for (const { name, schema } of schemas) writeFileSync(join(folder, name), schemaText(schema))
    writeFileSync(join(folder, DECLARATIONS), declarations)
  } catch (cause) {
    throw new InputError(`the schemas cannot be written: ${(cause as Error).message}`, { cause })
  }
  return [...schemas.map(({ name }) => name), DECLARATIONS]
}

/** The file with declarations for playbooks in TypeScript. */
const DECLARATIONS = 'task-types.d.ts'
