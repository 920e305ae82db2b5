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
    ...REPORTS,
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
  'project that has Drover as a dependency, start it with `npx --no drover`: `--no` keeps `npx` from downloading a package of that name.',
  '',
]

const EXIT_CODES = [
  '## Exit codes',
  '',
  '| code | |',
  '| --- | --- |',
  '| 0 | everything is fine |',
  '| 1 | wrong usage, an error in a file before any host was contacted, or output that cannot be written by a command that runs nothing |',
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

const REPORTS = [
  '## Reports',
  '',
  '`-o FORMAT` chooses how a run is reported on standard output, and `-o FORMAT:FILE` also writes a report to a file. It may be',
  'repeated, as in `run playbook site.yml -o junit:report.xml -o ndjson:events.ndjson`. A file is replaced when the run starts, and',
  'standard output keeps its default format unless an `-o` without a file changes it. The options `--out FILE` of `run plan`,',
  '`run convert` and `run secret` name what these commands make.',
  '',
  '| format | |',
  '| --- | --- |',
  '| `tree` | Tasks that are redrawn while they run: the default on a terminal. |',
  '| `lines` | Plain lines: the default elsewhere, and for a file. |',
  '| `ndjson` | Each event of the run as JSON on a line of its own: [Events](programs.md#events). |',
  '| `junit` | JUnit XML, as CI systems show it. |',
  '| `github` | Plain lines, with annotations for GitHub workflows. |',
  '',
  '**JUnit.** Each play is a suite, and each task on a host is a case of it: its `classname` is the play and its `name` is the task with',
  'the host, as in `Install nginx [web1.example.com]`. GitLab and Jenkins list cases by these two, so the same task of all hosts is in',
  'one place, and a case keeps its history when lines move. A dot in the name of a play becomes `_`, because Jenkins takes what is before',
  'the last dot for a package. A failed task is a `failure`; an unreachable host is an `error`, and so is an error in a file, which ends',
  'the run before any host is contacted. Both have the message, the hint, the host, the place and what was printed. `file` and `line`',
  'are the place of the task. A skipped task, and a task that a dry run cannot predict, is `skipped`. A failure that is ignored, or',
  'that a `rescue` handles, is a passed case with the failure in `system-out`. If a run is stopped and no case is red, a case `run` is.',
  '',
  '```yaml',
  '# .gitlab-ci.yml',
  'deploy:',
  '  script: npx --no drover playbook site.yml -o junit:report.xml',
  '  artifacts: { when: always, reports: { junit: report.xml } }',
  '```',
  '',
  '**GitHub.** Every failure and warning becomes an annotation of the workflow, at its line of the playbook. Equal failures of several',
  'hosts are one annotation, because GitHub shows ten of each kind. Whatever a host prints into the log, GitHub does not take it for a',
  'command.',
  '',
  '```yaml',
  '# .github/workflows/deploy.yml',
  '      - run: npx --no drover playbook site.yml -o github',
  '```',
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
  const shown = command.options.filter(({ hidden }) => !hidden)
  const own = hasAll ? shown.filter(option => !isOfHosts(option)) : shown
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
