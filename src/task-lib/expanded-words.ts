import { joinShell, type ShellText, sh } from '../shell/quote.ts'

/** Whether one of the words has a variable or a home that `expandedWords` replaces. */
export function needExpansion(words: readonly string[]): boolean {
  return words.some(word => VARIABLE.test(word) || HOME.test(word))
}

/**
 * The words of a command as a shell reads them that replaces `$NAME`, `${NAME}`, and `~` or `~USER` at the start, but nothing else. As
 * Python's `expandvars` and `expanduser` do, a variable or user that does not exist stays as it is written.
 */
export function expandedWords(words: readonly string[]): ShellText {
  return joinShell(words.map(expandedWord), ' ')
}

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/

/** A home, with the slash behind it: a quoted one would keep the shell from replacing it. */
const HOME = /^~([A-Za-z0-9_][A-Za-z0-9_.-]*)?(\/|$)/

function expandedWord(word: string): ShellText {
  const [home = '', user, slash = ''] = HOME.exec(word) ?? []
  const nothing = word === '' ? sh`''` : sh``
  const start = home === '' ? nothing : sh`~${user === undefined ? sh`` : user}${slash === '' ? sh`` : sh`/`}`
  // Between two texts there are the two kinds of name, one of which is undefined.
  const parts: readonly (string | undefined)[] = word.slice(home.length).split(VARIABLE)
  const pieces = parts.map((part, nth) =>
    part === undefined || part === '' ? sh`` : PIECES[nth % 3]?.(part),
  )
  return joinShell([start, ...pieces.filter(piece => piece !== undefined)], '')
}

const PIECES: readonly ((part: string) => ShellText)[] = [
  text => sh`${text}`,
  name => sh`"\${${name}-\\$${name}}"`,
  name => sh`"\${${name}-\\\${${name}\\}}"`,
]
