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
    'These belong to the lint itself. No setting switches them off, and no comment allows them.',
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
  'Made from the rules in `src/lint/rules` by `npm run docs`.',
  '',
  '`run lint` reads all playbooks, roles, task files, inventories and files of variables of the project in the current folder. It reads',
  'both [dialects](from-ansible.md) and contacts no host. First, it reports everything that a run would refuse on any inventory: wrong',
  'keywords, task types, params, templates and expressions. Then it applies the rules below. There are no rules about style, such as the',
  'order of keys or spaces.',
  '',
  '```sh',
  'run lint                         # the whole project',
  'run lint playbooks/site.yml      # read the whole project, report about one file',
  'run lint -i inventory/           # also check the playbooks with the hosts and variables of an inventory',
  'run lint --fix                   # replace old forms by new ones with the same meaning',
  'run lint -o sarif > lint.sarif   # for code scanning; also json and github',
  '```',
  '',
  'Variables that nothing in the project defines are found by [`undefined-variable`](#undefined-variable). With `-i`, the variables of each',
  'host are checked too. Encrypted files are not read: if the project has some, `undefined-variable` reports nothing.',
  '',
  '| exit code | |',
  '| --- | --- |',
  '| 0 | no error; there may be warnings |',
  '| 1 | wrong usage, or a file that is not valid YAML. The rules are applied to all other files |',
  '| 2 | at least one error; with `--strict`, at least one warning |',
  '',
  '## Exceptions',
  '',
  'A comment can allow one finding of a rule. It must contain a reason. At the end of a line, it applies to that line. On a line of its own,',
  'it applies to the task that begins below it, or otherwise to the line below it. A comment that suppresses nothing is an error itself.',
  'What is found in a template is allowed by a comment at the task that names the template.',
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
  const shown = (text: string): string[] => ['```yaml', text.trim(), '```', '']
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
