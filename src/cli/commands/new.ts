import { basename, join, relative, resolve } from 'node:path'
import { Command } from 'commander'
import { packageRoot } from '../../base/package.ts'
import { InputError } from '../../errors.ts'
import type { Files } from '../../scaffold/project.ts'

/** `run new`: creates a project, playbook, task type, pack, role or inventory to start from. */
export function newCommand(): Command {
  const command = new Command('new')
    .description('Create a project, playbook, task type, pack, role or inventory to start from.')
    .addHelpText(
      'after',
      '\nExisting files are never overwritten.\n\nExamples:\n  run new project site\n  run new task app_user',
    )
  command
    .command('project')
    .description('Create a project with an inventory, a playbook, and settings for editors.')
    .argument('[folder]', 'folder of the project', '.')
    .action(async (folder: string) => {
      const [{ projectFiles }, { allSchemas }, { openTaskFolders }] = await Promise.all([
        import('../../scaffold/project.ts'),
        import('../../schema/schemas.ts'),
        import('../../load-task-types.ts'),
      ])
      const files = projectFiles(
        basename(resolve(folder)),
        await allSchemas(openTaskFolders([resolve(folder, 'tasks')])),
      )
      const enter = resolve(folder) === process.cwd() ? '' : `cd ${folder}\n  `
      await write(resolve(folder), files, {}, `${enter}run playbook site.yml --check --diff`)
    })
  command
    .command('playbook')
    .description('Create a playbook in playbooks/.')
    .argument('<name>', 'name of the playbook, without `.yml`', plainName)
    .action(async (name: string) => {
      const { playbookFiles } = await import('../../scaffold/project.ts')
      await write(
        process.cwd(),
        playbookFiles(name, basename(process.cwd())),
        {},
        `run playbook ${name}.yml --check`,
      )
    })
  command
    .command('task')
    .description('Create a task type in tasks/, and a test for it in test/.')
    .argument('<name>', 'name of the task type: lowercase letters, digits and `_`', taskName)
    .action(async (name: string) => {
      await refuseKnownType(name)
      const { taskFiles, TASK_PROJECT } = await import('../../scaffold/task.ts')
      const install = `npm install --ignore-scripts --save-dev ${shownPath(packageRoot())} typescript tsx @types/node`
      const next = [`run doc ${name}`, install, `node --import tsx --test test/${name}.test.ts`]
      await write(process.cwd(), taskFiles(name), TASK_PROJECT, next.join('\n  '))
    })
  command
    .command('pack')
    .description('Create an npm package with a task type, for use in several projects.')
    .argument('<name>', 'name and folder of the package: lowercase letters, digits and `-`', packName)
    .action(async (name: string) => {
      await refuseKnownType(name.replaceAll('-', '_'))
      const { packFiles } = await import('../../scaffold/task.ts')
      // The tests of a pack need this package, which is already built.
      const install = `npm install --ignore-scripts --save-dev ${shownPath(packageRoot())}`
      await write(resolve(name), packFiles(name), {}, `cd ${name}\n  ${install}\n  npm test\n  npm pack`)
    })
  command
    .command('role')
    .description('Create a role in roles/.')
    .argument('<name>', 'name of the role', plainName)
    .action(async (name: string) => {
      const { roleFiles } = await import('../../scaffold/project.ts')
      await write(process.cwd(), roleFiles(name), {}, `run task all include_role name=${name}`)
    })
  command
    .command('inventory')
    .description('Create an inventory in inventory/ that contains this machine.')
    .argument('[name]', 'name of the inventory, without `.yml`', plainName, 'hosts')
    .action(async (name: string) => {
      const { inventoryFiles } = await import('../../scaffold/project.ts')
      await write(process.cwd(), inventoryFiles(name), {}, 'run hosts graph')
    })
  return command
}

async function write(folder: string, files: Files, shared: Files, next: string): Promise<void> {
  const { writeNew } = await import('../../scaffold/write-new.ts')
  const written = writeNew(folder, files, shared)
  const lines = written.map(path => `  ${relative(process.cwd(), join(folder, path))}`)
  process.stdout.write(`created:\n${lines.join('\n')}\n\nnext:\n  ${next}\n`)
}

/** Returns a path in the form for a command line. */
function shownPath(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path
}

function plainName(written: string): string {
  const name = basename(written).replace(/\.ya?ml$/, '')
  if (name === written.replace(/\.ya?ml$/, '') && /^[A-Za-z][\w-]*$/.test(name)) return name
  throw new InputError(`\`${written}\` cannot be a name here`, {
    hint: 'expected letters, digits, `-` and `_`, such as `web`',
  })
}

function taskName(name: string): string {
  if (/^[a-z][a-z0-9_]*$/.test(name)) return name
  throw new InputError(`\`${name}\` cannot be the name of a task type`, {
    hint: 'expected lowercase letters, digits and `_`, such as `app_user`',
  })
}

function packName(name: string): string {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return name
  throw new InputError(`\`${name}\` cannot be the name of a pack`, {
    hint: 'expected lowercase letters, digits and `-`, such as `app-tasks`',
  })
}

/** A task file of that name would replace the built-in task type. */
async function refuseKnownType(name: string): Promise<void> {
  const { openTaskFolders } = await import('../../load-task-types.ts')
  if (!openTaskFolders([]).names.includes(name)) return
  throw new InputError(`there is a built-in task type \`${name}\``, {
    hint: `choose another name; see \`run doc ${name}\``,
  })
}
