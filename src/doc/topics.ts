import { ownValue } from '../base/own-value.ts'
import { suggest } from '../base/suggest.ts'
import { InputError } from '../errors.ts'
import { HELPERS } from '../functions/table.ts'
import { openTaskFolders, type TaskTypes } from '../load-task-types.ts'
import { KEYWORD_TABLE, type KeywordEntry } from '../playbook/keywords/keyword-table.ts'
import { BLOCK_KEYWORDS } from '../playbook/read-block.ts'
import { PLAY_KEYWORDS } from '../playbook/read-play.ts'
import { TASK_KEYS } from '../playbook/read-task.ts'
import { KNOWN_FACTS } from '../remote/facts/known.ts'
import { type Section, searchPages } from './pages.ts'
import { describeTaskType, type TaskTypeEntry } from './task-type.ts'
import { BUILT_IN_VARIABLES } from './variables.ts'

/** Something that can be looked up by name: a task type, keyword, function, variable or fact. */
export type Topic =
  | ({ readonly kind: 'task type' } & TaskTypeEntry)
  | ({ readonly kind: 'keyword'; readonly name: string; readonly of: readonly string[] } & KeywordEntry)
  | { readonly kind: 'function'; readonly name: string; readonly usage: string; readonly about: string }
  | { readonly kind: 'variable'; readonly name: string; readonly about: string }
  | {
      readonly kind: 'fact'
      readonly name: string
      readonly keys: readonly string[]
      readonly isAlways: boolean
    }

/** The result of a search: topics, or if there are none, sections of the documentation. */
interface Found {
  readonly topics: readonly Topic[]
  /** The sections, best match first. */
  readonly sections: readonly Section[]
}

/** Everything that can be looked up. */
export interface Documentation {
  /** Returns the task types with their summaries, including those of the project. */
  readonly taskTypes: () => Promise<Pick<TaskTypeEntry, 'name' | 'summary'>[]>
  readonly keywords: readonly string[]
  readonly functions: readonly string[]
  readonly variables: readonly string[]
  /**
   * Returns every topic with this name: `user` is a task type and a keyword. If there is none, returns the sections
   * of the documentation that contain all of these words. If there are none either, throws InputError with a
   * suggestion.
   */
  readonly find: (name: string) => Promise<Found>
}

/** Opens the documentation for a project whose task types are in these folders. */
export function openDocumentation(folders: readonly string[]): Documentation {
  const types = openTaskFolders(folders)
  const keywords = Object.keys(KEYWORD_TABLE).sort()
  const functions = Object.keys(HELPERS).sort()
  const variables = Object.keys(BUILT_IN_VARIABLES).sort()
  return {
    taskTypes: () =>
      Promise.all(types.names.map(async name => ({ name, summary: (await types.load(name)).summary }))),
    keywords,
    functions,
    variables,
    find: async written => {
      const name = written.replace(/^ansible\.builtin\./, '')
      const topics = await topicsNamed(name, types)
      if (topics.length > 0) return { topics, sections: [] }
      const sections = searchPages(name.split(/\s+/).filter(word => word !== ''))
      if (sections.length > 0) return { topics, sections }
      const all = [...types.names, ...keywords, ...functions, ...variables, ...factNames()]
      const near = suggest(name, all)
      throw new InputError(`neither a name nor a page of the documentation matches \`${written}\``, {
        hint: near ? `did you mean \`${near}\`?` : '`run doc` lists all of them',
      })
    },
  }
}

async function topicsNamed(name: string, types: TaskTypes): Promise<Topic[]> {
  const entry = ownValue(KEYWORD_TABLE, name)
  const helper = ownValue(HELPERS, name)
  const variable = ownValue(BUILT_IN_VARIABLES, name)
  const fact = KNOWN_FACTS.get(name.replace(/^ansible_/, ''))
  return [
    ...(types.names.includes(name)
      ? [{ kind: 'task type', ...describeTaskType(name, await types.load(name)) } as const]
      : []),
    ...(entry ? [{ kind: 'keyword', name, of: levelsOf(name), ...entry } as const] : []),
    ...(helper ? [{ kind: 'function', name, usage: helper.usage, about: helper.about } as const] : []),
    ...(variable === undefined ? [] : [{ kind: 'variable', name, about: variable } as const]),
    ...(fact && variable === undefined
      ? [
          {
            kind: 'fact',
            name: `ansible_${name.replace(/^ansible_/, '')}`,
            keys: fact.keys ?? [],
            isAlways: fact.isAlways,
          } as const,
        ]
      : []),
  ]
}

/** Returns where a keyword can be used. */
function levelsOf(name: string): string[] {
  const levels = { plays: PLAY_KEYWORDS, blocks: BLOCK_KEYWORDS, tasks: TASK_KEYS }
  const found = Object.entries(levels).filter(([, keywords]) => keywords.includes(name))
  if (found.length > 0) return found.map(([level]) => level)
  return name === 'import_playbook' ? ['playbooks'] : ['lists of tasks']
}

function factNames(): string[] {
  return [...KNOWN_FACTS.keys()].map(name => `ansible_${name}`)
}
