import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDocumentation } from '../src/doc/topics.ts'
import { KEYWORD_TABLE, type KeywordEntry } from '../src/playbook/keywords/keyword-table.ts'

/** The page of all keywords of plays, blocks and tasks, made from the table that their readers are checked against. */
export async function keywordsPage(): Promise<string> {
  const documentation = openDocumentation([])
  const rows = await Promise.all(
    Object.entries(KEYWORD_TABLE)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(async ([name, entry]) => {
        const { topics } = await documentation.find(name)
        const levels = topics.flatMap(topic => (topic.kind === 'keyword' ? topic.of : []))
        return row(name, levels, entry)
      }),
  )
  return [...INTRODUCTION, ...rows, ''].join('\n')
}

const INTRODUCTION = [
  '# Keywords',
  '',
  '`npm run docs` generates this page. `run doc NAME` shows the same text. [Plays](plays.md) describes how the keywords work together.',
  '',
  '| keyword | of | meaning | value | default | example |',
  '| --- | --- | --- | --- | --- | --- |',
]

function row(name: string, levels: readonly string[], entry: KeywordEntry): string {
  const { about, takes, otherwise = '', example } = entry
  const value = typeof takes === 'string' ? takes : takes.map(word => `\`${word}\``).join(', ')
  const cells = [
    `\`${name}\``,
    levels.join(', '),
    about,
    value,
    otherwise,
    `\`${example.replaceAll('\n', '⏎')}\``,
  ]
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(import.meta.dirname, 'keywords.md'), await keywordsPage())
