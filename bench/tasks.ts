import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { greetingOf, type Item } from './cases.ts'
import { writeBig, writeTree } from './material.ts'

/**
 * The syntax of a tool's templates: the ending of their names, and the expressions for the host and for the item of
 * a loop.
 */
export interface TemplateWords {
  readonly ending: string
  readonly host: string
  readonly item: string
}

/**
 * Returns the tasks that create the items; Drover reads the same tasks as Ansible. Writes the files that they need
 * into a folder.
 */
export function tasksFor(items: readonly Item[], folder: string, words: TemplateWords): object[] {
  for (const name of ['templates', 'files']) mkdirSync(join(folder, name), { recursive: true })
  return items.map(item => taskFor(item, folder, words))
}

function taskFor(item: Item, folder: string, words: TemplateWords): object {
  switch (item.kind) {
    case 'directory':
      return { file: { path: item.path, state: 'directory', mode: '0755' } }
    case 'copy':
      return { copy: { dest: item.path, content: item.content, mode: '0644' } }
    case 'line':
      return { lineinfile: { path: item.path, line: item.line, create: true } }
    case 'service':
      return { systemd: { name: item.unit, state: 'started' } }
    case 'template':
      return {
        template: {
          dest: item.path,
          src: writeTemplate(folder, item.source, item.source, words),
          mode: '0644',
        },
      }
    case 'loop':
      return {
        template: {
          dest: `${item.path}/${words.item}`,
          src: writeTemplate(folder, 'loop', words.item, words),
          mode: '0644',
        },
        loop: Array.from({ length: item.count }, (_, number) => number),
      }
    case 'tree':
      writeTree(join(folder, 'files/tree'), item.files)
      return { copy: { src: 'tree/', dest: item.path } }
    case 'big':
      writeBig(join(folder, 'files/big'), item.megabytes)
      return { copy: { src: 'big', dest: item.path } }
  }
}

/** Writes a template. Returns its file name. */
function writeTemplate(
  folder: string,
  name: string,
  filling: string,
  { ending, host }: TemplateWords,
): string {
  writeFileSync(join(folder, 'templates', `${name}${ending}`), greetingOf(host, filling))
  return `${name}${ending}`
}
