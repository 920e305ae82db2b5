/**
 * Returns a Python regular expression as an extended one for `grep -E`: replaces classes such as `\d`, and groups
 * that are named or do not capture. What `grep -E` has no equivalent for, such as a lookahead, is not changed.
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

/**
 * An escaped character, the start of a bracket expression (with a `]` that is its first member), its end, or the
 * start of a group.
 */
const TOKEN = /\\.|\[\^?\]?|\]|\(\?(?:P?<[A-Za-z_]\w*>|:)/gs

const CLASSES: Readonly<Record<string, string>> = {
  '\\d': '0-9',
  '\\w': '[:alnum:]_',
  '\\s': '[:space:]',
  '\\D': '^0-9',
  '\\S': '^[:space:]',
  '\\W': '^[:alnum:]_',
}
