import { basename } from 'node:path'
import type { TemplateUse } from './definitions.ts'

/** A template's name elsewhere than in the `src` of a task. */
interface Mention {
  /** The text before `.j2` that can be part of a name; empty if the name is computed in a run. */
  readonly name: string
  /** The role that the mentioning file belongs to, if any. */
  readonly role: string | undefined
}

/** The names of template files that a project's files mention. */
export class TemplateUses {
  readonly #uses: { readonly use: TemplateUse; readonly file: string }[] = []
  readonly #mentions: Mention[] = []

  /** Adds the templates that the tasks of a file use, and other names in the texts of the file. */
  addTasks(file: string, uses: readonly TemplateUse[], texts: readonly string[]): void {
    for (const use of uses) this.#uses.push({ use, file })
    const left = uses.map(({ name }) => name)
    for (const text of texts) {
      const at = left.findIndex(name => text === name || isSourceIn(text, name))
      if (at >= 0) left.splice(at, 1)
      else this.addText(file, text)
    }
  }

  /** Adds each word of a text that looks like the name of a template. */
  addText(file: string, text: string): void {
    for (const [, name = ''] of text.matchAll(/([\w./-]*)\.j2\b/g))
      this.#mentions.push({ name, role: roleOf(file) })
  }

  /** Returns the tasks that use a template. */
  of(template: string): readonly TemplateUse[] {
    return this.#uses.filter(({ use, file }) => isMeant(use.name, file, template)).map(({ use }) => use)
  }

  /** Returns the files whose tasks use a template. */
  filesWith(template: string): readonly string[] {
    return this.#uses.filter(({ use, file }) => isMeant(use.name, file, template)).map(({ file }) => file)
  }

  /** Whether the project mentions, or may mention, a template elsewhere than in the `src` of a task. */
  isMentioned(template: string): boolean {
    const stem = basename(template).replace(/\.j2$/, '')
    return this.#mentions.some(({ name, role }) => {
      if (basename(name) !== '') return basename(name) === stem
      return role === undefined || role === roleOf(template)
    })
  }
}

/** Whether a text of `key=value` words has the template as its `src`. */
function isSourceIn(text: string, name: string): boolean {
  const words = text.split(/\s+/).filter(word => word.includes('.j2'))
  return words.length === 1 && [`src=${name}`, `src="${name}"`, `src='${name}'`].includes(words[0] ?? '')
}

/** Whether a name in a task of a file refers to this template. */
function isMeant(name: string, file: string, template: string): boolean {
  const plain = name.replace(/^(\.\/|templates\/)/, '')
  if (template !== plain && !template.endsWith(`/${plain}`)) return false
  const [role, other] = [roleOf(file), roleOf(template)]
  return role === undefined || other === undefined || role === other || plain.includes('/')
}

function roleOf(path: string): string | undefined {
  return /(?:^|\/)roles\/([^/]+)\//.exec(path)?.[1]
}
