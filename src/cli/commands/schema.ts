import { join, relative, resolve } from 'node:path'
import { Command } from 'commander'
import { taskFoldersOf } from '../../run.ts'
import { SCHEMA_FOLDER } from '../../schema/schema-files.ts'

/** `run schema`: writes JSON Schemas for editors, including those of the project's own task types. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('Write JSON Schemas for editors, and types for playbooks in TypeScript.')
    .argument('[folder]', 'folder for the schemas', SCHEMA_FOLDER)
    .addHelpText(
      'after',
      '\nRun it again after you have added or changed a task type in `tasks/`.\n`run new project` sets up VS Code to use them; docs/commands.md shows other editors.',
    )
    .action(async (folder: string) => {
      const { writeSchemas } = await import('../../schema/write-schemas.ts')
      const written = await writeSchemas(resolve(folder), taskFoldersOf(process.cwd()))
      for (const name of written) process.stdout.write(`${relative(process.cwd(), join(folder, name))}\n`)
    })
}
