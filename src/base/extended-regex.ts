/**
 * A regular expression of Python as an extended one, for `grep -E`: classes such as `\d`, and groups that are named or do not capture.
 * What `grep -E` has no word for, such as a lookahead, stays as it is.
 */
export function toExtendedRegex(pattern: string): string {
  let isInBrackets = false
  return pattern.replaceAll(TOKEN, token => {
    if (token.startsWith('(?')) return isInBrackets ? token : '('
    if (token === ']') isInBrackets = false
    else if (token.startsWith('[') && !isInBrackets) isInBrackets = true
    const members = CLASSES[token]
    if (members === undefined) return token
    if (!isInBrackets) return `[${members}]`
    return members.startsWith('^') ? token : members
  })
}

/** An escaped character, the beginning of a class with a `]` that belongs to it, its end, or the beginning of a group. */
const TOKEN = /\\.|\[\^?\]?|\]|\(\?(?:P?<[A-Za-z_]\w*>|:)/gs

const CLASSES: Readonly<Record<string, string>> = {
  '\\d': '0-9',
  '\\w': '[:alnum:]_',
  '\\s': '[:space:]',
  '\\D': '^0-9',
  '\\S': '^[:space:]',
  '\\W': '^[:alnum:]_',
}
