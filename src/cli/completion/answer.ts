import type { Command } from 'commander'
import { escapeControlInLine } from '../../run.ts'
import { complete } from './complete.ts'

/**
 * What the script of a shell is answered: a line for each candidate, the word, a tab and what it is; `:files` if files can stand there, too,
 * and `:open` if no space is to follow. The first of `words` is the shell.
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

/** bash breaks words at `:` and `=`, which are words of their own then. */
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
