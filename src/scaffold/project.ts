import { SCHEMA_FOLDER, schemaText } from '../schema/schema-files.ts'
import type { SchemaFile } from '../schema/schemas.ts'

/** Files to write: their contents by path in the project. */
export type Files = Readonly<Record<string, string>>

/**
 * Returns the files of a new project: an inventory with this machine, a playbook with a template, and settings for
 * editors.
 */
export function projectFiles(project: string, schemas: readonly SchemaFile[]): Files {
  return {
    'drover.yml': DEFAULTS,
    ...inventoryFiles('hosts'),
    ...playbookFiles('site', project),
    'templates/hello.txt': 'Hello from {{inventory_hostname}}.\n',
    '.gitignore': 'node_modules/\n*.plan\n',
    ...editorFiles(schemas),
  }
}

/** Returns the files of a playbook with this name. */
export function playbookFiles(name: string, project: string): Files {
  const isFirst = name === 'site'
  return {
    [`playbooks/${name}.yml`]: [
      modeline('playbook.json', 1),
      '- name: Configure the web servers',
      '  hosts: web',
      '  tasks:',
      ...(isFirst ? templateTask(project) : MESSAGE_TASK),
      '',
    ].join('\n'),
  }
}

/** Includes the project's name in the path, because all users of a machine share `/tmp`. */
function templateTask(project: string): string[] {
  return [
    '    - name: Write a greeting',
    '      template:',
    '        src: hello.txt',
    `        dest: /tmp/${project.replace(/[^\w.-]+/g, '-')}-hello.txt`,
    '        mode: "0644"',
  ]
}

const MESSAGE_TASK = [
  '    - name: Show the name of the host',
  '      debug:',
  '        msg: "{{inventory_hostname}}"',
]

/** Returns the files of an inventory whose only host is this machine. */
export function inventoryFiles(name: string): Files {
  return {
    [`inventory/${name}.yml`]: `${modeline('inventory.json', 1)}
all:
  children:
    web:
      hosts:
        # This machine. A host that is reached by ssh has an address instead: { address: 192.0.2.10, user: admin }
        web1: { connection: local }
`,
  }
}

/** Returns the files of a role with a default and an argument spec. */
export function roleFiles(name: string): Files {
  const variable = `${name.replaceAll('-', '_')}_message`
  const folder = `roles/${name}`
  return {
    [`${folder}/tasks/main.yml`]: `${modeline('tasks.json', 3)}
- name: Show the message of the role
  debug:
    msg: "{{${variable}}}"
`,
    [`${folder}/defaults/main.yml`]: `${modeline('vars.json', 3)}\n${variable}: Hello\n`,
    [`${folder}/handlers/main.yml`]: `${modeline('tasks.json', 3)}\n[]\n`,
    [`${folder}/meta/argument_specs.yml`]: `${modeline('argument-specs.json', 3)}
argument_specs:
  main:
    short_description: Shows a message
    options:
      ${variable}:
        type: str
        description: The message
`,
  }
}

function modeline(schema: string, depth: number): string {
  return `# yaml-language-server: $schema=${'../'.repeat(depth)}${SCHEMA_FOLDER}/${schema}`
}

const DEFAULTS = `# Defaults for the options of \`run\` in this project. \`run config\` shows all keys, their values and where each comes from.
inventory: [inventory/]
`

/** Returns the settings with which VS Code and its YAML extension complete and check the files of the project. */
function editorFiles(schemas: readonly SchemaFile[]): Files {
  const settings = {
    'yaml.schemas': Object.fromEntries(
      schemas.map(({ name, files }) => [`./${SCHEMA_FOLDER}/${name}`, files]),
    ),
    'yaml.customTags': ['!expr scalar', '!unsafe scalar', '!secret scalar', '!secret mapping'],
  }
  return {
    '.vscode/settings.json': `${JSON.stringify(settings, null, 2)}\n`,
    '.vscode/extensions.json': `${JSON.stringify({ recommendations: ['redhat.vscode-yaml'] }, null, 2)}\n`,
    ...Object.fromEntries(
      schemas.map(({ name, schema }) => [`${SCHEMA_FOLDER}/${name}`, schemaText(schema)]),
    ),
  }
}
