import type { Command } from 'commander'
import { escapeControlInLine } from '../../run.ts'
import { complete } from './complete.ts'

/**
 * Returns the answer to a shell's completion script: a line for each candidate, with the word, a tab and its
 * description; the line `:files` if the shell should also offer files; the line `:open` if it should add no space
 * after the word. The first of `words` is the name of the shell.
 */
export async function answerCompletion(program: Command, words: readonly string[]): Promise<string> {
  const [shell, ...typed] = words
  const joined = shell === 'bash' ? joinBroken(typed) : typed
  const { candidates, files, isOpen } = await complete(program, joined)
  // bash replaces only what follows the last of these characters.
  const [before = ''] = shell === 'bash' ? (/^.*[:=]/.exec(joined.at(-1) ?? '') ?? []) : []
  const lines = candidates.map(
    ({ word, about }) => `${word.slice(before.length)}\t${escapeControlInLine(about)}`,
  )
  return [...lines, ...(files ? [':files'] : []), ...(isOpen ? [':open'] : [])]
    .map(line => `${line}\n`)
    .join('')
}

/** Joins the words that bash has split: it treats `:` and `=` as words of their own. */
function joinBroken(words: readonly string[]): string[] {
  const joined: string[] = []
  let isGlued = false
  for (const word of words) {
    const isSign = /^[:=]+$/.test(word)
    if ((isSign || isGlued) && joined.length > 0) joined.push(`${joined.pop()}${word}`)
    else joined.push(word)
    isGlued = isSign
  }
  return joined
}
