import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command, Option } from 'commander'
import { JOURNAL_KEYS, OPTION_KEYS } from '../src/base/setting-keys.ts'
import { withHostOptions } from '../src/cli/options/host-options.ts'
import { SETTINGS } from '../src/cli/options/settings.ts'
import { buildProgram } from '../src/cli/program.ts'
import { Masks } from '../src/run.ts'

/** The page of all commands, made from their definitions. */
export function commandsPage(): string {
  const program = buildProgram({ code: 0, exitAtOnce: () => {}, masks: new Masks() }, '')
  const commands = program.commands.flatMap(command =>
    command.commands.length > 0 ? command.commands : [command],
  )
  const ofHosts = withHostOptions(program.createCommand('hosts')).options
  return [
    ...INTRODUCTION,
    '| command | |',
    '| --- | --- |',
    ...commands.map(command => row(`[\`${nameOf(command)}\`](#${anchorOf(command)})`, command.description())),
    '',
    ...EXIT_CODES,
    ...SETTINGS_INTRODUCTION,
    '| key | | default |',
    '| --- | --- | --- |',
    ...[...OPTION_KEYS, ...JOURNAL_KEYS].map(key =>
      row(`\`${key}\``, SETTINGS[key].about, SETTINGS[key].otherwise),
    ),
    '',
    ...EDITORS,
    '## Options for hosts',
    '',
    'All commands that run tasks on hosts have these options. They are not repeated below.',
    '',
    ...optionTable(ofHosts),
    ...commands.flatMap(command => section(command, ofHosts)),
  ].join('\n')
}

const INTRODUCTION = [
  '# Commands',
  '',
  'Made from the commands by `npm run docs`. `run COMMAND --help` shows the same. `drover` is another name of the program `run`. In a',
  'project that has Drover as a dependency, start it with `npx drover`.',
  '',
]

const EXIT_CODES = [
  '## Exit codes',
  '',
  '| code | |',
  '| --- | --- |',
  '| 0 | everything is fine |',
  '| 1 | wrong usage, or an error in a file; no host was contacted |',
  '| 2 | a task or command failed on a host; `run lint` found an error |',
  '| 3 | `run verify` or `run playbook --check --exit-code` found something that would change |',
  '| 4 | a host was unreachable |',
  '| 6 | both 2 and 4 |',
  '| 129, 130, 143 | the run was stopped by a hangup, by Ctrl-C or by SIGTERM |',
  '',
]

const SETTINGS_INTRODUCTION = [
  '## Defaults in `drover.yml`',
  '',
  'The file `drover.yml` in the folder of the project has defaults for options. The project is that of the playbook, otherwise the',
  'current folder. The file `~/.config/drover/drover.yml` has your own defaults, for all projects. An option of the command line takes',
  'precedence over both, and the project takes precedence over your own defaults. What is switched on there, such as `become`, cannot be',
  'switched off on the command line. Relative paths are relative to the file. `run config` shows all values and where each comes from.',
  '',
  '```yaml',
  'inventory: [inventory/]',
  'become: true',
  'forks: 20',
  '```',
  '',
  'In a project, the key `ansible` also lists the files in the [dialect of Ansible](from-ansible.md), and `lint` has the settings of the',
  '[lint](lint.md).',
  '',
]

const EDITORS = [
  '## Completion and errors in an editor',
  '',
  '`run new project` creates `.vscode/settings.json`, with which the YAML extension of VS Code completes and checks playbooks, tasks,',
  'inventories, variables and roles. Other editors with yaml-language-server use the first line of the files, such as',
  '`# yaml-language-server: $schema=../.drover/schemas/playbook.json`. After you have added a task type, run `run schema` again.',
  '',
]

function section(command: Command, ofHosts: readonly Option[]): string[] {
  const isOfHosts = (option: Option): boolean => ofHosts.some(each => each.flags === option.flags)
  const hasAll = ofHosts.every(({ flags }) => command.options.some(option => option.flags === flags))
  const own = hasAll ? command.options.filter(option => !isOfHosts(option)) : command.options
  const args = command.registeredArguments.map(argument => {
    const fallback = argument.defaultValue === undefined ? '' : ` Default: \`${argument.defaultValue}\`.`
    return row(`\`${argument.name()}\``, `${capitalised(argument.description)}${fallback}`)
  })
  return [
    `## ${nameOf(command)}`,
    '',
    command.description(),
    '',
    '```',
    `${nameOf(command)} ${command.usage()}`,
    '```',
    '',
    ...examplesOf(command),
    ...(args.length > 0 ? ['| argument | |', '| --- | --- |', ...args, ''] : []),
    ...(own.length > 0 ? optionTable(own) : []),
    ...(hasAll ? ['And the [options for hosts](#options-for-hosts).', ''] : []),
  ]
}

function optionTable(options: readonly Option[]): string[] {
  return [
    '| option | |',
    '| --- | --- |',
    ...options.map(({ flags, description, argChoices, defaultValue }) => {
      const choices = argChoices ? ` One of ${argChoices.map(each => `\`${each}\``).join(', ')}.` : ''
      const isNothing = [undefined, false, true, 0].includes(defaultValue) || Array.isArray(defaultValue)
      return row(
        `\`${flags}\``,
        `${capitalised(description)}${choices}${isNothing ? '' : ` Default: \`${defaultValue}\`.`}`,
      )
    }),
    '',
  ]
}

function examplesOf(command: Command): string[] {
  const examples = exampleLines(command)
  return examples.length === 0 ? [] : ['```sh', ...examples, '```', '']
}

/** The examples at the end of a command's help. */
export function exampleLines(command: Command): string[] {
  let text = ''
  const before = command.configureOutput().writeOut
  command.configureOutput({
    writeOut: part => {
      text += part
    },
  })
  command.outputHelp()
  if (before) command.configureOutput({ writeOut: before })
  const [, examples = ''] = /\nExamples?:\n((?: {2}.*\n?)+)/.exec(text) ?? []
  return examples.split('\n').flatMap(line => (line.trim() === '' ? [] : [line.trim()]))
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()
}

function anchorOf(command: Command): string {
  return nameOf(command).replaceAll(' ', '-')
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function capitalised(text: string): string {
  const whole = text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return whole === '' || /[.?]$/.test(whole) ? whole : `${whole}.`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(import.meta.dirname, 'commands.md'), `${commandsPage()}`)
}
