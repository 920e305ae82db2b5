import { Command } from 'commander'
import { packageRoot } from '../../base/package.ts'
import type { Documentation } from '../../doc/topics.ts'
import { jsonText, makeStyle, takesColour, taskFoldersOf } from '../../run.ts'
import { textOrJsonOption } from '../options/output-options.ts'
import type { Shown } from './show-topic.ts'

interface Flags {
  readonly output: 'text' | 'json'
}

/**
 * `run doc`: shows the documentation of a task type, keyword, function, variable or fact, or searches all pages for
 * words.
 */
export function docCommand(): Command {
  return new Command('doc')
    .description('Show the documentation of a task type, keyword, function, variable or fact, or search it.')
    .argument('[name...]', 'what to look up, or words to search for (default: list everything)')
    .addOption(textOrJsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  run doc copy\n  run doc serial\n  run doc regex_replace\n  run doc hostvars\n  run doc jump host',
    )
    .action((words: readonly string[], { output }: Flags) =>
      showDocumentation(words.length === 0 ? undefined : words.join(' '), output),
    )
}

/** Prints the documentation of a name, or a list of all names. Throws InputError if there is no such name. */
export async function showDocumentation(
  name: string | undefined,
  output: Flags['output'] = 'text',
): Promise<void> {
  const { openDocumentation } = await import('../../doc/topics.ts')
  const documentation = openDocumentation(taskFoldersOf(process.cwd()))
  const text =
    name === undefined ? await listed(documentation, output) : await found(documentation, name, output)
  process.stdout.write(`${text}\n`)
}

async function found(documentation: Documentation, name: string, output: Flags['output']): Promise<string> {
  const { topics, sections } = await documentation.find(name)
  if (output === 'json') return jsonText(sections.length > 0 ? sections : topics, 2)
  const { showSections, showTopic } = await import('./show-topic.ts')
  const how = docStyle()
  if (sections.length > 0) return showSections(sections, packageRoot(), how)
  return topics.map(topic => showTopic(topic, how)).join('\n\n')
}

async function listed(documentation: Documentation, output: Flags['output']): Promise<string> {
  const taskTypes = await documentation.taskTypes()
  const { keywords, functions, variables } = documentation
  if (output === 'json') return jsonText({ taskTypes, keywords, functions, variables }, 2)
  const { showItems, showWords } = await import('./show-topic.ts')
  const how = docStyle()
  const { bold, dim } = how.style
  return [
    bold('Task types'),
    ...showItems(
      taskTypes.map(({ name, summary }) => [name, summary]),
      how,
    ),
    '',
    bold('Keywords'),
    showWords(keywords, how),
    '',
    bold('Functions of templates and expressions'),
    showWords(functions, how),
    '',
    bold('Variables'),
    showWords(variables, how),
    '',
    dim(
      '`run doc NAME` shows one of them, `run doc WORDS` searches all pages; `run facts HOST` shows facts.',
    ),
  ].join('\n')
}

function docStyle(): Shown {
  return { style: makeStyle(takesColour(process.stdout)), width: process.stdout.columns ?? 80 }
}
