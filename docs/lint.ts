import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OWN_RULES } from '../src/lint/lint.ts'
import type { Rule } from '../src/lint/project/rule.ts'
import { RULES } from '../src/lint/rules.ts'

/** The page of the rules of `run lint`, made from the rules. */
export function lintPage(): string {
  return [
    ...INTRODUCTION,
    '## Rules',
    '',
    '| rule | level | finds |',
    '| --- | --- | --- |',
    ...RULES.map(({ name, level, about }) => `| [\`${name}\`](#${name}) | ${level} | ${about} |`),
    '',
    'These rules are part of the linter. They cannot be disabled, and no comment can allow an exception.',
    '',
    '| rule | finds |',
    '| --- | --- |',
    ...Object.entries(OWN_RULES).map(([name, about]) => `| \`${name}\` | ${about} |`),
    '',
    ...RULES.flatMap(section),
  ].join('\n')
}

const INTRODUCTION = [
  '# Lint',
  '',
  '`npm run docs` generates this page from the rules in `src/lint/rules`.',
  '',
  '`run lint` reads all playbooks, roles, task files, inventories and variables files of the project in the current folder. It reads',
  'both [dialects](from-ansible.md) and contacts no host. First, it reports every error that would stop a run whatever the inventory: wrong',
  'keywords, task types, params, templates and expressions. Then it applies the rules below. There are no rules about style, such as the',
  'order of keys or spaces.',
  '',
  '```sh',
  'run lint                         # the whole project',
  'run lint playbooks/site.yml      # read the whole project, report findings in one file',
  'run lint -i inventory/           # also check the playbooks with the hosts and variables of an inventory',
  'run lint --fix                   # replace outdated syntax if the meaning stays the same',
  'run lint -o sarif > lint.sarif   # for code scanning; also json and github',
  '```',
  '',
  'The rule [`undefined-variable`](#undefined-variable) finds variables that nothing in the project defines. With `-i`, the variables of each',
  'host are checked too. Encrypted files of variables are read if `--identity` or another option gives their key. Otherwise',
  '`undefined-variable` reports nothing, and the last line of the output says so.',
  '',
  '| exit code | |',
  '| --- | --- |',
  '| 0 | no error; there may be warnings |',
  '| 1 | wrong usage, or a file that is not valid YAML. The rules are applied to all other files |',
  '| 2 | at least one error; with `--strict`, at least one warning |',
  '',
  '## Exceptions',
  '',
  'A comment can allow one exception to a rule. It must contain a reason. At the end of a line, it applies to that line. On a separate line,',
  'it applies to the task that begins on the next line, or otherwise to the next line. A comment that has no effect is itself an error.',
  'A comment on a task also covers findings in the template that the task uses.',
  '',
  '```yaml',
  '# drover: allow package-latest because the mirror has tested versions only',
  '- name: Install nginx',
  '  apt: { name: nginx, state: latest }',
  '```',
  '',
  'In `drover.yml`, `lint` sets the levels of rules for the whole project, and excludes files and folders:',
  '',
  '```yaml',
  'lint:',
  '  rules: { unnamed-task: off, package-latest: error }',
  '  exclude: [roles/vendor/*]',
  '```',
  '',
]

function section({ name, about, reason, examples }: Rule): string[] {
  const path = examples.path === undefined ? [] : [`# ${examples.path}`]
  const shown = (text: string): string[] => ['```yaml', ...path, text.trim(), '```', '']
  return [
    `### ${name}`,
    '',
    `${about} ${reason}`,
    '',
    ...shown(examples.bad),
    'Instead:',
    '',
    ...shown(examples.good),
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(import.meta.dirname, 'lint.md'), lintPage())
