import type { Scalar } from 'yaml'
import { hasJinja } from '../../ansible/program.ts'
import { readKeyValues } from '../../playbook/ansible-forms/key-values.ts'
import { COMMANDS } from '../../playbook/ansible-forms/text-params.ts'
import type { Translation } from '../expressions/translate-expression.ts'
import { Unconvertible } from '../unconvertible.ts'
import type { FileVisit } from './file-visit.ts'

/** Converts params that are written as text, such as `src=a.j2 dest={{ dir }}/a`, or a command. */
export function visitTextParams(
  type: string,
  node: Scalar.Parsed,
  visit: FileVisit,
  { renamed }: { readonly renamed: (template: string) => string | undefined },
): void {
  const isCommand = COMMANDS.includes(type)
  const text = String(node.value)
  const words = readKeyValues(text, isCommand)
  const template = type === 'template' ? words?.values.get('src') : undefined
  const newName = template === undefined ? undefined : renamed(template)
  const translate = (part: string): Translation =>
    visit.translatePart(part, { takesTag: false, takesNumbers: true })
  if (!words || words.values.size === 0) {
    visit.text(node, translate)
    return
  }
  const withName = (given: string): string =>
    newName === undefined
      ? given
      : given.replace(/\bsrc=(["']?)[^\s"']+\1/, (_, quote) => `src=${quote}${newName}${quote}`)
  if (!hasJinja(text) && newName !== undefined) visit.replaceText(node, withName(text))
  else visit.text(node, given => translateWords(withName(given), isCommand, translate))
}

/**
 * Translates each template in a text of `key=value` words. Throws Unconvertible if the result would be split into
 * other words.
 */
function translateWords(
  text: string,
  isCommand: boolean,
  translate: (part: string) => Translation,
): Translation {
  const before = readKeyValues(text, isCommand)
  const doubts: string[] = []
  const partOf = (part: string): string => {
    if (!hasJinja(part)) return part
    const translation = translate(part)
    doubts.push(...translation.doubts)
    return translation.text
  }
  if (/\{%|\{#/.test(text)) throw new Unconvertible('a statement of Jinja in `key=value` words')
  const converted = text.replace(/\{\{(?:'[^']*'|"[^"]*"|(?!\}\})[\s\S])*\}\}/g, partOf)
  const after = readKeyValues(converted, isCommand)
  const wanted = [...(before?.values ?? [])].map(([key, value]) => [key, partOf(value)])
  const isSame = JSON.stringify(wanted) === JSON.stringify([...(after?.values ?? [])])
  const isSameRest = partOf(before?.rest ?? '') === after?.rest
  if (!isSame || !isSameRest)
    throw new Unconvertible(
      '`key=value` words that Drover would split differently; write each param on its own line',
    )
  return { text: converted, doubts: [...new Set(doubts)] }
}
