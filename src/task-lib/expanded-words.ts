import { joinShell, type ShellText, sh } from '../shell/quote.ts'

/** Whether one of the words contains a variable or home directory that `expandedWords` replaces. */
export function needExpansion(words: readonly string[]): boolean {
  return words.some(word => VARIABLE.test(word) || HOME.test(word))
}

/**
 * Returns the words as shell text in which the shell replaces `$NAME`, `${NAME}`, and a leading `~` or `~USER`, but
 * nothing else. As with Python's `expandvars` and `expanduser`, variables and users that do not exist stay as they
 * are written.
 */
export function expandedWords(words: readonly string[]): ShellText {
  return joinShell(words.map(expandedWord), ' ')
}

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/

/**
 * Matches a leading `~` or `~USER` and the slash after it. The slash is part of the match because the shell does not
 * expand `~` before a quoted slash.
 */
const HOME = /^~([A-Za-z0-9_][A-Za-z0-9_.-]*)?(\/|$)/

function expandedWord(word: string): ShellText {
  const [home = '', user, slash = ''] = HOME.exec(word) ?? []
  const nothing = word === '' ? sh`''` : sh``
  const start = home === '' ? nothing : sh`~${user === undefined ? sh`` : user}${slash === '' ? sh`` : sh`/`}`
  // `split` returns two groups between each two strings: the two forms of a variable, one of which is undefined.
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
