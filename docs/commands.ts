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
  '`npm run docs` generates this page from the commands. `run COMMAND --help` shows the same text. `drover` is another name of the program `run`. In a',
  'project that has Drover as a dependency, start it with `npx --no -- drover`: `--no` keeps `npx` from downloading a package of that name.',
  '',
]

const EXIT_CODES = [
  '## Exit codes',
  '',
  '| code | |',
  '| --- | --- |',
  '| 0 | success |',
  '| 1 | wrong usage, an error in a file before any host was contacted, or output that could not be written |',
  '| 2 | a task or command failed on a host; `run lint` found an error |',
  '| 3 | `run verify` or `run playbook --check --exit-code` found something that would change or that it cannot predict, or no play has any hosts |',
  '| 4 | a host was unreachable |',
  '| 6 | a task failed on a host, and a host was unreachable |',
  '| 129, 130, 143 | the run was stopped by a hangup, by Ctrl-C or by SIGTERM |',
  '',
]

const SETTINGS_INTRODUCTION = [
  '## Defaults in `drover.yml`',
  '',
  'The file `drover.yml` in the project folder sets defaults for options. The project is that of the playbook, or the current folder',
  'if there is no playbook. The file `~/.config/drover/drover.yml` sets your own defaults for all projects. Options on the command line take',
  'precedence over both files. The project file takes precedence over your own file. If a file enables an option such as `become`, the',
  'command line cannot disable it. Relative paths are relative to the file. In an Ansible project, the [settings of',
  'Ansible](from-ansible.md#settings-of-ansible) also set defaults. `run config` shows all values and where each comes from.',
  '',
  '```yaml',
  'inventory: [inventory/]',
  'become: true',
  'forks: 20',
  '```',
  '',
  'The project file may have two more keys. `ansible` lists the files in the [dialect of Ansible](from-ansible.md), and `lint` contains the',
  'settings of [`run lint`](lint.md).',
  '',
]

const REPORTS = [
  '## Reports',
  '',
  '`-o FORMAT` chooses the format of the report on standard output. `-o FORMAT:FILE` writes an additional report to a file. Both may be',
  'repeated, as in `run playbook site.yml -o junit:report.xml -o ndjson:events.ndjson`. A file is replaced when the run starts. Standard',
  'output keeps its default format unless you also set `-o FORMAT`. The option `--out FILE` has a different meaning: it sets the file or folder',
  'that `run plan`, `run convert` or `run secret` creates.',
  '',
  '| format | |',
  '| --- | --- |',
  '| `tree` | A tree of tasks that is updated during the run. The default on a terminal. |',
  '| `lines` | Plain lines. The default if standard output is not a terminal, and for files: `-o lines:run.log` writes a log. |',
  '| `ndjson` | One line of JSON for each event of the run: [Events](programs.md#events). |',
  '| `junit` | JUnit XML, which CI systems can display. |',
  '| `github` | Plain lines, with annotations for GitHub workflows. |',
  '',
  '**JUnit.** Each play is a suite. Each task on a host is a case of that suite. The `classname` of the case is the name of the play. Its `name` is the',
  'task with the host, as in `Install nginx [web1.example.com]`. GitLab and Jenkins use these two names to list cases. So a case keeps its',
  'history when lines in the playbook move. A dot in the name of a play becomes `_`, because Jenkins treats text before a dot as a package.',
  '',
  '| in the report | what it means |',
  '| --- | --- |',
  '| `failure` | a task failed |',
  '| `error` | a host was unreachable, or an error in a file stopped the run before any host was contacted |',
  '| `skipped` | a task was skipped, or a dry run cannot predict it |',
  '| passed, with the failure in `system-out` | a task failed, and the failure was ignored or handled by a `rescue` |',
  '| `error` in the case `run` | the run was stopped before any task failed |',
  '',
  'A `failure` or `error` contains the message, the hint, the host, the location and the output. `file` and `line` are the location of the',
  'task.',
  '',
  '```yaml',
  '# .gitlab-ci.yml',
  'deploy:',
  '  script: npx --no -- drover playbook site.yml -o junit:report.xml',
  '  artifacts: { when: always, reports: { junit: report.xml } }',
  '```',
  '',
  '**GitHub.** Every failure and warning becomes an annotation of the workflow, at the line in the playbook. Equal failures of several',
  'hosts become one annotation, because GitHub shows only ten of each kind. GitHub never interprets the output of a host as a command.',
  '',
  '```yaml',
  '# .github/workflows/deploy.yml',
  '      - run: npx --no -- drover playbook site.yml -o github',
  '```',
  '',
  '**A new machine of a CI system** has no host keys and no key for your secrets:',
  '',
  '- Add a file with the host keys to the project, in the format of `known_hosts`, and set the variable `known_hosts_file` to its path.',
  '- Set `DROVER_IDENTITY` to the path of the age identity, or use `--identity` or `--vault-password-file`. Set `private_key_file` to the',
  '  ssh key, or start an agent. Most CI systems can provide such files.',
  '- Run `run lint` first. To detect drift, run `run verify` at regular times: its exit code is 3 if a host differs.',
  '',
]

const EDITORS = [
  '## Completion and errors in an editor',
  '',
  '`run new project` creates `.vscode/settings.json`. With these settings, the YAML extension of VS Code completes and checks playbooks,',
  'tasks, inventories, variables and roles. Other editors with yaml-language-server use the first line of each file, such as',
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
    ...(hasAll ? ['This command also has the [options for hosts](#options-for-hosts).', ''] : []),
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
